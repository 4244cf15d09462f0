"""How API keys are made and recognised.

Not here: where they are stored (`tests/contracts/test_stores.py`).
"""

from base64 import b64decode
from dataclasses import replace

from onereel.domain.account import Limits
from onereel.keys import create_key, digest_key, drop_old_secret, exchange_secret
from onereel.store.base import Key
from onereel.store.memory import MemoryStore
from tests.builders import NOON


async def test_a_key_is_kept_only_as_its_digest_and_first_characters():
    store = MemoryStore()
    plain, key = await create_key(store.keys, name="laptop", clock=lambda: NOON)
    assert plain.startswith("sk-")
    assert len(plain) == 67
    assert key == Key(
        id=key.id,
        name="laptop",
        hint=plain[:9],
        digest=digest_key(plain),
        created_at=NOON,
        secrets=key.secrets,
    )
    assert await store.keys.find(digest_key(plain)) == key
    assert plain not in repr(key)


async def test_no_two_keys_are_alike():
    store = MemoryStore()
    made = [await create_key(store.keys, name="same", clock=lambda: NOON) for _ in range(50)]
    assert len({plain for plain, _ in made}) == 50
    assert len({key.id for _, key in made}) == 50
    assert len({key.secrets for _, key in made}) == 50


async def test_a_new_key_has_one_secret_of_24_bytes_to_sign_its_callbacks_with():
    _, key = await create_key(MemoryStore().keys, name="laptop", clock=lambda: NOON)
    (secret,) = key.secrets
    assert secret.startswith("whsec_")
    assert len(b64decode(secret.removeprefix("whsec_"), validate=True)) == 24


async def test_what_an_operator_wants_of_a_key_is_kept():
    limits = Limits(credit=10_000_000, rate=60, concurrency=5)
    _, key = await create_key(MemoryStore().keys, name="o", clock=lambda: NOON, is_operator=True, limits=limits)
    assert (key.is_operator, key.limits) == (True, limits)


async def test_an_exchanged_secret_stays_good_until_it_is_dropped():
    keys = MemoryStore().keys
    _, first = await create_key(keys, name="laptop", clock=lambda: NOON, limits=Limits(rate=1))
    fresh = await exchange_secret(keys, first)
    both = await keys.get(first.id)
    assert both.secrets == (fresh, first.secrets[0])
    await drop_old_secret(keys, both)
    assert await keys.get(first.id) == replace(first, secrets=(fresh,))


async def test_no_more_than_two_secrets_are_good_at_once():
    keys = MemoryStore().keys
    _, key = await create_key(keys, name="laptop", clock=lambda: NOON)
    _, before, last = [await exchange_secret(keys, await keys.get(key.id)) for _ in range(3)]
    assert (await keys.get(key.id)).secrets == (last, before)
