"""The one thing that a picture's EXIF block is asked: how it is to be turned.

Not here: the rest of EXIF, all of which Pillow would read; and XMP, where it looks for a second opinion.
"""

import struct
from typing import Final

UPRIGHT: Final = 1

_PREFIX = b"Exif\x00\x00"
_BYTE_ORDERS = {b"II*\x00": "<", b"MM\x00*": ">"}
_ORIENTATION_TAG = 0x0112
_SHORT = 3


def read_orientation(block: bytes) -> int:
    """The orientation, 1 to 8, in an EXIF block, its prefix optional; UPRIGHT where it has none or is damaged."""
    tiff = block.removeprefix(_PREFIX)
    order = _BYTE_ORDERS.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for index in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * index)
            if tag == _ORIENTATION_TAG:
                return value if kind == _SHORT and 1 <= value <= 8 else UPRIGHT
    except struct.error:
        return UPRIGHT
    return UPRIGHT
