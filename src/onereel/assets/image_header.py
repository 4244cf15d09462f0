"""What a picture says of itself before any of it is decoded: kind, size, orientation; and what is refused on that.

Not here: decoding; `image_shrink.py` loads a picture and `image_check.py` proves that it can be loaded.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from PIL import Image
from PIL.ImageFile import ImageFile

from onereel.assets.exif import UPRIGHT, read_orientation
from onereel.assets.sniff import HEAD_BYTES, IMAGE_SUFFIXES, MediaType, sniff
from onereel.errors import ErrorKind, ImageError

MAX_SIDE: Final = 10_000
"""Pixels; no side of a picture may be longer."""

# Pillow's own limit is lower than our largest picture and only warns. Ours is checked before Pillow sees a file.
Image.MAX_IMAGE_PIXELS = MAX_SIDE * MAX_SIDE

_TURNED = (5, 6, 7, 8)
_MAX_JPEG_SEGMENTS = 10_000
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, struct.error)


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageFacts:
    """What a picture is, by its header."""

    format: MediaType
    """PNG, JPEG or WEBP."""
    width: int
    """Pixels, with the picture upright."""
    height: int
    """Pixels, with the picture upright."""

    @property
    def suffix(self) -> str:
        """`png`, `jpg` or `webp`, the suffix of its asset id."""
        return IMAGE_SUFFIXES[self.format]


@contextmanager
def broken_images_refused() -> Iterator[None]:
    """Turn whatever Pillow raises over a hostile file into one ImageError whose text is fit for the caller."""
    try:
        yield
    except (Image.DecompressionBombError, MemoryError) as error:
        raise ImageError(
            ErrorKind.IMAGE_TOO_LARGE, "the picture needs too much memory to be decoded; scale it down"
        ) from error
    except _BROKEN as error:
        raise ImageError(
            ErrorKind.IMAGE_INVALID, "the picture is damaged or cut short; open it, save it again and send that file"
        ) from error


def inspect_image(content: bytes) -> ImageFacts:
    """Kind and upright size of a picture, from its header alone. Raises ImageError.

    Nothing is decoded, so a damaged body goes unnoticed; `verify_image` sees that.
    """
    with open_image(BytesIO(content)) as image:
        return facts_of(image)


@contextmanager
def open_image(stream: BinaryIO) -> Iterator[ImageFile]:
    """A picture whose kind and size are allowed, opened and not decoded. Raises ImageError, also from the body."""
    with broken_images_refused():
        head = stream.read(HEAD_BYTES)
        media_type = sniff(head)
        if media_type not in IMAGE_SUFFIXES:
            raise ImageError(
                ErrorKind.IMAGE_INVALID,
                "the picture is no PNG, JPEG or WebP file (told by its content, not by its name); convert it to one",
            )
        _check_size(_size_from_header(head, stream, media_type=media_type))
        stream.seek(0)
        with Image.open(stream, formats=("PNG", "JPEG", "WEBP")) as image:
            _check_size(image.size)
            yield image


def facts_of(image: ImageFile) -> ImageFacts:
    """The facts of an opened picture."""
    width, height = image.size
    if orientation_of(image) in _TURNED:
        width, height = height, width
    return ImageFacts(format=_media_type_of(image), width=width, height=height)


def orientation_of(image: ImageFile) -> int:
    """The EXIF orientation, 1 to 8.

    From what was read on opening: `Image.getexif` would decode a whole PNG in search of a late chunk.
    """
    block = image.info.get("exif", b"")
    return read_orientation(block) if isinstance(block, bytes) else UPRIGHT


def _media_type_of(image: ImageFile) -> MediaType:
    # A JPEG that carries further pictures (most telephones write such) is MPO in Pillow's words.
    return {"PNG": MediaType.PNG, "WEBP": MediaType.WEBP}.get(image.format or "", MediaType.JPEG)


def _check_size(size: tuple[int, int]) -> None:
    if min(size) < 1:
        raise ValueError("a side of no pixels")
    if max(size) > MAX_SIDE:
        raise ImageError(
            ErrorKind.IMAGE_TOO_LARGE,
            f"the picture is {size[0]}x{size[1]} pixels and a side may have {MAX_SIDE} at most; scale it down",
        )


def _size_from_header(head: bytes, stream: BinaryIO, *, media_type: MediaType) -> tuple[int, int]:
    """Width and height as stored. Read by hand, because merely opening a WebP makes libwebp allocate its canvas."""
    if media_type is MediaType.PNG:
        width, height = struct.unpack(">II", head[16:24])
        return width, height
    if media_type is MediaType.WEBP:
        return _webp_size(head)
    return _jpeg_size(stream)


def _webp_size(head: bytes) -> tuple[int, int]:
    chunk = head[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("no known WebP chunk")


def _jpeg_size(stream: BinaryIO) -> tuple[int, int]:
    """The size in the start-of-frame segment, walking from segment to segment without reading what is between."""
    stream.seek(2)
    for _ in range(_MAX_JPEG_SEGMENTS):
        marker = _next_marker(stream)
        (length,) = struct.unpack(">H", stream.read(2))
        # C4, C8 and CC lie in the same range, but define tables and no frame.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            _, height, width = struct.unpack(">BHH", stream.read(5))
            return width, height
        if marker in (0xD9, 0xDA):
            break
        stream.seek(length - 2, 1)
    raise ValueError("no start of frame")


def _next_marker(stream: BinaryIO) -> int:
    """The code of the next marker, past any fill bytes."""
    if stream.read(1) != b"\xff":
        raise ValueError("no marker where one must stand")
    while (code := stream.read(1)) == b"\xff":
        pass
    return code[0]
