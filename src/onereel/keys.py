"""How API keys and their signing secrets are made, exchanged and recognised.

Not here: where keys are stored (`onereel.store`), the header they come in (`onereel.server.auth`), or signing
(`onereel.callbacks.signing`).
"""

import hashlib
import secrets
from base64 import b64encode

from onereel.domain.account import Limits
from onereel.domain.clock import Clock
from onereel.store.base import Key, KeyStore

_PREFIX = "sk-"
_HINT_LENGTH = 9
_SECRET_BYTES = 24
"""The Standard Webhooks specification asks for 24 to 64."""


def digest_key(plain: str) -> str:
    """What a key is looked up by: SHA-256, hex."""
    return hashlib.sha256(plain.encode()).hexdigest()


def mint_signing_secret() -> str:
    """What the callbacks of a key are signed with: `whsec_` and base64 (Standard Webhooks 1.0)."""
    return "whsec_" + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


async def create_key(
    keys: KeyStore, *, name: str, clock: Clock, is_operator: bool = False, limits: Limits | None = None
) -> tuple[str, Key]:
    """Make and keep a new key with a signing secret. The plain key is answered once and stored nowhere."""
    plain = _PREFIX + secrets.token_hex(32)
    key = Key(
        id=f"key-{secrets.token_hex(8)}",
        name=name,
        hint=plain[:_HINT_LENGTH],
        digest=digest_key(plain),
        created_at=clock(),
        is_operator=is_operator,
        limits=limits or Limits(),
        secrets=(mint_signing_secret(),),
    )
    await keys.add(key)
    return plain, key


async def exchange_secret(keys: KeyStore, key: Key) -> str:
    """Give a key a new signing secret, beside which the one before stays good. Answers the new one."""
    secret = mint_signing_secret()
    await keys.change(key.id, limits=key.limits, secrets=(secret, *key.secrets[:1]))
    return secret


async def drop_old_secret(keys: KeyStore, key: Key) -> None:
    """Leave a key its newest signing secret only."""
    await keys.change(key.id, limits=key.limits, secrets=key.secrets[:1])
