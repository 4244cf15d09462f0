"""Who is looking: a signed cookie that names a key for some hours.

Not here: the sign-in page (`signing_in.py`). A cookie cannot be called back by itself; revoking its key ends it.
"""

import base64
import hashlib
import hmac
import re
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from onereel.domain.clock import Clock
from onereel.store.base import Key, KeyStore

COOKIE: Final = "onereel_session"
LIFE: Final = timedelta(hours=12)
PATH: Final = "/console"
PURPOSE: Final = "console session"
"""What the secret of cookies is derived for."""

_SHAPE: Final = re.compile(r"([\w-]{1,64})\.(\d{1,12})\.([\w-]{43})", re.ASCII)


class Sessions:
    """Writes and reads the cookie; whoever holds the same secret reads it, too."""

    def __init__(self, secret: bytes, *, keys: KeyStore, clock: Clock, is_secure: bool) -> None:
        """`is_secure` is whether browsers reach the server by https, and are to send the cookie by nothing else."""
        self._secret = secret
        self._keys = keys
        self._clock = clock
        self._is_secure = is_secure

    def begin(self, response: Response, key: Key) -> None:
        """Have the browser remember the key."""
        expires = str(int((self._clock() + LIFE).timestamp()))
        value = f"{key.id}.{expires}.{self._sign(key.id, expires)}"
        self._set(response, value, max_age=int(LIFE.total_seconds()))

    def end(self, response: Response) -> None:
        """Have the browser forget it."""
        self._set(response, "", max_age=0)

    async def find(self, request: Request) -> Key | None:
        """The key of whoever asks; None when nobody is signed in, the time is over, or the key was revoked."""
        found = _SHAPE.fullmatch(request.cookies.get(COOKIE, ""))
        if found is None:
            return None
        key_id, expires, signature = found.groups()
        if not hmac.compare_digest(self._sign(key_id, expires), signature):
            return None
        if int(expires) < self._clock().timestamp():
            return None
        key = await self._keys.get(key_id)
        return None if key is None or key.revoked_at is not None else key

    def _sign(self, key_id: str, expires: str) -> str:
        digest = hmac.digest(self._secret, f"{key_id}\n{expires}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")

    def _set(self, response: Response, value: str, *, max_age: int) -> None:
        response.set_cookie(
            COOKIE, value, max_age=max_age, path=PATH, secure=self._is_secure, httponly=True, samesite="lax"
        )
