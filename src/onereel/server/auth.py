"""Who is asking: the key in the `Authorization` header.

Not here: how keys are made or stored (`onereel.keys`, `onereel.store`).
"""

from starlette.requests import Request

from onereel.errors import ErrorKind, RequestError
from onereel.keys import digest_key
from onereel.store.base import Key, KeyStore

_SCHEMES = ("bearer ", "token ")
"""The key also comes raw, as in the documents."""


async def authenticate(request: Request, *, keys: KeyStore) -> Key:
    """The key of a request. Raises RequestError(UNAUTHORIZED) when it is missing, unknown or revoked."""
    plain = _read_header(request.headers.get("authorization", ""))
    if not plain:
        raise RequestError(
            ErrorKind.UNAUTHORIZED,
            "No API key was sent. Put it into the `Authorization` header, raw or after `Bearer `.",
        )
    key = await keys.find(digest_key(plain))
    if key is None or key.revoked_at is not None:
        raise RequestError(
            ErrorKind.UNAUTHORIZED,
            "The API key is not known here. `onereel keys create` makes one on the server's machine.",
        )
    return key


def reach_of(key: Key) -> str | None:
    """Whose records a key may see: those of this key id; None for an operator's, which may see everybody's."""
    return None if key.is_operator else key.id


def _read_header(value: str) -> str:
    for scheme in _SCHEMES:
        if value[: len(scheme)].lower() == scheme:
            return value[len(scheme) :].strip()
    return value.strip()
