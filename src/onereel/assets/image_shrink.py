"""Loading a picture to draw with: upright, opaque, sRGB and no larger than needed, with little memory.

Not here: which pictures are allowed; `image_header.py` refuses the others before they are decoded.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile

from onereel.assets.image_header import open_image, orientation_of
from onereel.assets.large_webp import is_large_webp, load_large_webp

_STRIP_ROWS = 256
"""Rows of the reduced picture that are converted at a time, so that no second full-size copy ever exists."""

_MAX_PROFILE_BYTES = 4 << 20
_HIGH_BYTES = [value >> 8 for value in range(1 << 16)]
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def load_image(path: Path, *, max_side: int) -> Image.Image:
    """The picture in RGB, upright, its transparency on white, no side longer than `max_side` pixels.

    It is never enlarged. Raises ImageError for a file that is no allowed picture, OSError where there is no file.
    A PNG is decoded whole first, and so is a WebP: up to 0.7 GB at 10000x10000.
    """
    shrunk, transposition, profile = _load(path, max_side=max_side)
    return _in_srgb(_opaque(_upright(shrunk, transposition)), profile=profile)


def load_layered_image(path: Path, *, max_side: int) -> Image.Image:
    """Like `load_image`, in RGBA: the picture keeps its transparency."""
    shrunk, transposition, profile = _load(path, max_side=max_side)
    upright = _upright(shrunk, transposition)
    layered = _in_srgb(upright.convert("RGB") if upright.mode == "RGBA" else upright, profile=profile).convert("RGBA")
    if upright.mode == "RGBA":
        layered.putalpha(upright.getchannel("A"))
    return layered


def _load(path: Path, *, max_side: int) -> tuple[Image.Image, Image.Transpose | None, bytes]:
    """The picture shrunk, in RGB, RGBA or CMYK; how it must be turned; its colour profile."""
    with path.open("rb") as stream, open_image(stream) as image:
        transposition = _TRANSPOSITIONS.get(orientation_of(image))
        target = _fitted(image.size, max_side=max_side)
        profile = image.info.get("icc_profile")
        if is_large_webp(image):
            shrunk = load_large_webp(stream, size=image.size, target=target)
        else:
            # JPEG only, and nothing elsewhere: decodes at 1/2, 1/4 or 1/8, still no smaller than the target.
            image.draft(None, target)
            image.load()
            shrunk = _shrunk(image, target=target)
    return shrunk, transposition, profile if isinstance(profile, bytes) else b""


def _upright(image: Image.Image, transposition: Image.Transpose | None) -> Image.Image:
    return image if transposition is None else image.transpose(transposition)


def _fitted(size: tuple[int, int], *, max_side: int) -> tuple[int, int]:
    longest = max(size)
    if longest <= max_side:
        return size
    return max(1, round(size[0] * max_side / longest)), max(1, round(size[1] * max_side / longest))


def _shrunk(image: ImageFile, *, target: tuple[int, int]) -> Image.Image:
    """The decoded picture at the target size: box-reduced strip by strip to twice that, then Lanczos."""
    width, height = image.size
    factor = max(1, min(width // (2 * target[0]), height // (2 * target[1])))
    mode = "CMYK" if image.mode == "CMYK" else "RGBA" if image.has_transparency_data else "RGB"
    canvas = Image.new(mode, (-(-width // factor), -(-height // factor)))
    for top in range(0, canvas.height, _STRIP_ROWS):
        strip = image.crop((0, top * factor, width, min(height, (top + _STRIP_ROWS) * factor)))
        # Pillow reduces and resizes RGBA premultiplied, so what is transparent lends no colour to its neighbours.
        canvas.paste(_in_mode(strip, mode).reduce(factor), (0, top))
    if canvas.size == target:
        return canvas
    # The last reduced row and column may stand for fewer pixels than the others; the box counts them as such.
    return canvas.resize(target, Image.Resampling.LANCZOS, box=(0, 0, width / factor, height / factor))


def _in_mode(strip: Image.Image, mode: str) -> Image.Image:
    if strip.mode.startswith("I"):
        # 16 bits of grey, which Pillow would clip to 255 and not scale.
        return strip.convert("I").point(_HIGH_BYTES, "L").convert(mode)
    return strip if strip.mode == mode else strip.convert(mode)


def _opaque(image: Image.Image) -> Image.Image:
    """The same with its transparent parts on white."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(image)
    return white.convert("RGB")


def _in_srgb(image: Image.Image, *, profile: bytes) -> Image.Image:
    """The picture as its colour profile means it; as it stands where the profile is missing, wrong or for grey."""
    if 0 < len(profile) <= _MAX_PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if source.profile.xcolor_space.strip() == image.mode:
                wanted = ImageCms.createProfile("sRGB")
                converted = ImageCms.profileToProfile(image, source, wanted, outputMode="RGB")
                return image.convert("RGB") if converted is None else converted
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A profile is an improvement and no condition; lcms says which ones it cannot use.
            return image.convert("RGB")
    return image.convert("RGB")
