"""Checksums: the SHA-256 of a file, and the MD5 that a server promises for one.

Not here: where the bytes come from (`fetch.py`), or where a checksum is kept (`onereel.domain.media`).
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_PIECE_BYTES: Final = 1024 * 1024
_MD5_BYTES: Final = 16


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hex, read piece by piece. Blocks; to be called in a thread."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def promised_md5(headers: Mapping[str, str]) -> bytes | None:
    """What `Content-MD5` says that the body has (RFC 1864); None where it says nothing that can be read.

    An `ETag` is not asked: for objects that were uploaded in parts or encrypted it is no MD5, and nothing tells which
    those are.
    """
    try:
        digest = base64.b64decode(headers.get("Content-MD5", "").strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return digest if len(digest) == _MD5_BYTES else None
