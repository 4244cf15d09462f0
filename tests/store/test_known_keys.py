"""A busy key is looked up once a second, and nothing is believed for longer.

Not here: what every store of keys must do (`tests/contracts/test_stores.py`).
"""

import pytest
from tests.builders import NOON, build_key

from onereel.domain.account import Limits
from onereel.store.known_keys import KnownKeys
from onereel.store.memory import MemoryKeys


class CountingKeys(MemoryKeys):
    looks = 0

    async def find(self, digest):
        self.looks += 1
        return await super().find(digest)


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def stored():
    return CountingKeys()


@pytest.fixture
async def keys(stored, clock):
    await stored.add(build_key(1))
    stored.looks = 0
    return KnownKeys(stored, now=lambda: clock[0])


async def test_within_a_second_a_key_is_looked_up_once(keys, stored, clock):
    found = []
    for moment in (0.0, 0.5, 0.99, 1.0, 1.5):
        clock[0] = moment
        found.append(await keys.find(build_key(1).digest))
    assert found == [build_key(1)] * 5
    assert stored.looks == 2


async def test_a_key_that_another_process_revoked_is_refused_after_a_second(keys, stored, clock):
    await keys.find(build_key(1).digest)
    await stored.revoke("key-1", at=NOON)
    clock[0] = 1.0
    for _ in range(2):
        assert (await keys.find(build_key(1).digest)).revoked_at == NOON
    assert stored.looks == 3


async def test_a_key_that_is_not_there_is_looked_up_each_time_so_that_a_new_one_works_at_once(keys, stored):
    assert await keys.find(build_key(2).digest) is None
    await stored.add(build_key(2))
    assert await keys.find(build_key(2).digest) == build_key(2)


async def test_what_this_process_changes_holds_at_once(keys):
    await keys.find(build_key(1).digest)
    await keys.change("key-1", limits=Limits(credit=5), secrets=())
    assert (await keys.find(build_key(1).digest)).limits == Limits(credit=5)
    await keys.revoke("key-1", at=NOON)
    assert (await keys.find(build_key(1).digest)).revoked_at == NOON
