"""Pictures that nobody should send, and some that many do, built from scratch.

Not here: any assertion.
"""

import struct
import zlib
from io import BytesIO

from PIL import Image

ORIENTATION = 0x0112


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *, color_type: int = 2, extra: bytes = b"", data: bytes = b"") -> bytes:
    """A PNG whose header says this size; `extra` chunks stand before the picture data."""
    header = struct.pack(">IIBBBBB", width, height, 8, color_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + extra
        + png_chunk(b"IDAT", data or zlib.compress(b"\x00"))
        + png_chunk(b"IEND", b"")
    )


def flat_png(width: int, height: int) -> bytes:
    """A sound grey PNG of one colour, made without ever holding its pixels."""
    packer = zlib.compressobj(1)
    row = bytes(width + 1)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png(width, height, color_type=0, data=data)


def text_bomb() -> bytes:
    return png(8, 8, extra=png_chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(200_000_000), 1)))


def profile_bomb() -> bytes:
    return png(8, 8, extra=png_chunk(b"iCCP", b"a\x00\x00" + zlib.compress(bytes(200_000_000), 1)))


def jpeg_header(width: int, height: int) -> bytes:
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes((1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0))
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0" + frame + b"\xff\xda\x00\x02"


def webp_header(width: int, height: int) -> bytes:
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little")
    body += (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body + bytes(64)


def scan_bomb() -> bytes:
    """A progressive JPEG whose last scan is said a thousand times over."""
    whole = encoded(Image.new("RGB", (64, 64), "teal"), "JPEG", progressive=True)
    last_scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last_scan * 1000 + whole[-2:]


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def quartered(width: int = 40, height: int = 20) -> Image.Image:
    """Red and green above, blue and white below, so that every turn and flip shows."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height // 2))
    image.paste("lime", (width // 2, 0, width, height // 2))
    image.paste("blue", (0, height // 2, width // 2, height))
    return image


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (32, 16), color) for color in ("red", "lime", "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=40, lossless=True)


def with_orientation(image: Image.Image, kind: str, orientation: object) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return encoded(image, kind, exif=exif, quality=95)
