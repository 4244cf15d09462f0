"""Large WebP pictures, decoded by FFmpeg: Pillow's decoder holds four copies of one, 1.6 GB at 10000x10000.

Not here: small ones, and any other kind; Pillow decodes those well (`image_shrink.py`).
"""

import errno
from typing import BinaryIO, Final

import av
from av.error import FFmpegError
from PIL import Image
from PIL.ImageFile import ImageFile

from onereel.errors import ErrorKind, ImageError

LARGE_AREA: Final = 25_000_000
"""Pixels; above this a picture is proven in a process of its own, and a WebP is decoded by FFmpeg."""


def is_large_webp(image: ImageFile) -> bool:
    """Whether an opened picture is one for this module."""
    return image.format == "WEBP" and image.width * image.height > LARGE_AREA


def load_large_webp(stream: BinaryIO, *, size: tuple[int, int], target: tuple[int, int]) -> Image.Image:
    """The picture in RGB, or RGBA where it has transparency, at the target size.

    `size` is what its header says. Takes up to 0.7 GB at 10000x10000, 0.2 GB where nothing is transparent.
    Raises ImageError, and MemoryError where there is too little of it.
    """
    stream.seek(0)
    try:
        with av.open(stream, mode="r", format="webp_pipe") as container:
            container.streams.video[0].codec_context.thread_count = 1
            frame = next(iter(container.decode(video=0)), None)
    except (FFmpegError, IndexError, OSError, ValueError) as error:
        if getattr(error, "errno", None) == errno.ENOMEM:
            raise MemoryError from error
        raise _refused() from error
    if frame is None or (frame.width, frame.height) != size:
        raise _refused()
    mode = "RGBA" if frame.format.name.startswith(("yuva", "argb", "rgba", "bgra")) else "RGB"
    pixels = frame.reformat(
        width=target[0], height=target[1], format="rgba" if mode == "RGBA" else "rgb24", interpolation="AREA"
    ).to_ndarray()
    return Image.fromarray(pixels)


def _refused() -> ImageError:
    return ImageError(
        ErrorKind.IMAGE_INVALID,
        "the picture is damaged, or an animation too large to be decoded; scale it down or send a PNG",
    )
