"""How API keys are made and recognised.

Not here: where they are stored (`tests/contracts/test_stores.py`).
"""

from onereel.keys import create_key, digest_key
from onereel.store.base import Key
from onereel.store.memory import MemoryStore
from tests.builders import NOON


async def test_a_key_is_kept_only_as_its_digest_and_first_characters():
    store = MemoryStore()
    plain, key = await create_key(store.keys, name="laptop", clock=lambda: NOON)
    assert plain.startswith("sk-")
    assert len(plain) == 67
    assert key == Key(id=key.id, name="laptop", hint=plain[:9], digest=digest_key(plain), created_at=NOON)
    assert await store.keys.find(digest_key(plain)) == key
    assert plain not in repr(key)


async def test_no_two_keys_are_alike():
    store = MemoryStore()
    made = [await create_key(store.keys, name="same", clock=lambda: NOON) for _ in range(50)]
    assert len({plain for plain, _ in made}) == 50
    assert len({key.id for _, key in made}) == 50
