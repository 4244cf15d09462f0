"""Putting an XMP packet into finished files: a box of its own in an MP4, a segment of its own in a JPEG.

Not here: what the packet says (`label.py`).
"""

import struct
from pathlib import Path
from uuid import UUID

XMP_BOX = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac")
"""The number that tells every reader that a `uuid` box of an MP4 holds XMP."""
XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\x00"
_LARGEST_SEGMENT = 0xFFFF - 2


def append_packet(path: Path, packet: bytes) -> None:
    """Add the packet to an MP4 as its last box: what stands before it keeps its place, and so its offsets."""
    body = XMP_BOX.bytes + packet
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", len(body) + 8, b"uuid") + body)


def with_packet(jpeg: bytes, packet: bytes) -> bytes:
    """The JPEG with the packet as an APP1 segment, after the JFIF segment that must come first."""
    body = XMP_SEGMENT + packet
    if len(body) > _LARGEST_SEGMENT:
        raise ValueError("the packet does not fit into one segment")
    at = 2
    if jpeg[at : at + 2] == b"\xff\xe0":
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return jpeg[:at] + struct.pack(">2sH", b"\xff\xe1", len(body) + 2) + body + jpeg[at:]
