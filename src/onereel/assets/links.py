"""Links to assets that work for a while and for nobody who does not hold one.

Not here: serving; the server asks `LinkSigner.verify` before it touches the asset store.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import uuid4

from onereel.errors import ConfigurationError

SECRET_BYTES: Final = 32

_PURPOSE = b"onereel asset link"
_WHOLE_SECONDS = re.compile(r"0|[1-9][0-9]{0,11}", re.ASCII)


class LinkVerdict(StrEnum):
    """What a signature says of a link."""

    VALID = "valid"
    EXPIRED = "expired"
    """Made by us, and its time is over."""
    FORGED = "forged"
    """Not made by us, or changed since."""


class LinkSigner:
    """Signs asset links with a secret of SECRET_BYTES; whoever holds the same secret can verify them."""

    def __init__(self, secret: bytes, *, base_url: str) -> None:
        """`base_url` is where callers reach the server, as in `https://reel.example`, with or without a last slash."""
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"the secret must have {SECRET_BYTES} bytes")
        self._secret = secret
        self._base_url = base_url.rstrip("/")

    def derive(self, purpose: str) -> bytes:
        """A secret for something else, which tells nothing of this one; the same for whoever holds this one."""
        return hmac.digest(self._secret, b"onereel derived secret\n" + purpose.encode(), hashlib.sha256)

    def sign(self, asset_id: str, *, expires_at: datetime) -> str:
        """`{base_url}/assets/{asset_id}?Expires={Unix seconds}&Signature={base64url}`. `expires_at` must be aware."""
        expires = str(int(expires_at.timestamp()))
        return f"{self._base_url}/assets/{asset_id}?Expires={expires}&Signature={self._signature(asset_id, expires)}"

    def verify(self, asset_id: str, *, expires: str, signature: str, now: datetime) -> LinkVerdict:
        """Judge a link by the two values of its query. It is valid up to and including the second `expires`."""
        expected = self._signature(asset_id, expires)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogatepass")):
            return LinkVerdict.FORGED
        # Only what `sign` writes is ever signed; the shape is checked all the same, before it is read as a number.
        if not _WHOLE_SECONDS.fullmatch(expires):
            return LinkVerdict.FORGED
        return LinkVerdict.VALID if int(now.timestamp()) <= int(expires) else LinkVerdict.EXPIRED

    def _signature(self, asset_id: str, expires: str) -> str:
        message = b"\n".join(
            (_PURPOSE, asset_id.encode("utf-8", "surrogatepass"), expires.encode("utf-8", "surrogatepass"))
        )
        digest = hmac.digest(self._secret, message, hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def load_secret(path: Path) -> bytes:
    """The SECRET_BYTES in the file `path`, made on first use and readable by its owner only.

    Of several processes that make it at once, all answer the same one. Raises ConfigurationError for another content.
    """
    if not path.exists():
        _make_secret(path)
    secret = path.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise ConfigurationError(
            f"the secret in {path.name} has {len(secret)} bytes and not {SECRET_BYTES}; delete the file to have a new"
            " one made, after which earlier links no longer work"
        )
    return secret


def _make_secret(path: Path) -> None:
    """Write the file whole under another name, then link it: whoever comes second finds the name taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(beside)
    except FileExistsError:
        # The other's secret is as good as ours.
        return
    finally:
        beside.unlink(missing_ok=True)
