"""API keys: how one is made, and how it is recognised without being kept.

Not here: where keys are stored (`onereel.store`), or the header they come in (`onereel.server.auth`).
"""

import hashlib
import secrets

from onereel.domain.clock import Clock
from onereel.store.base import Key, KeyStore

_PREFIX = "sk-"
_HINT_LENGTH = 9


def digest_key(plain: str) -> str:
    """What a key is looked up by: SHA-256, hex."""
    return hashlib.sha256(plain.encode()).hexdigest()


async def create_key(keys: KeyStore, *, name: str, clock: Clock) -> tuple[str, Key]:
    """Make and keep a new key. The plain key is answered once and stored nowhere."""
    plain = _PREFIX + secrets.token_hex(32)
    key = Key(
        id=f"key-{secrets.token_hex(8)}",
        name=name,
        hint=plain[:_HINT_LENGTH],
        digest=digest_key(plain),
        created_at=clock(),
    )
    await keys.add(key)
    return plain, key
