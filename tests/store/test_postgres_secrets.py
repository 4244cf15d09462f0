"""Secrets that all processes over one database have the same.

Not here: what is signed with them (`tests/assets/test_links.py`).
"""

import asyncio

import pytest

from onereel.store.postgres.secrets import share_secret


@pytest.fixture
async def empty_url(postgres_server):
    url = await postgres_server.create()
    yield url
    await postgres_server.drop(url)


async def test_of_many_that_propose_one_at_once_on_a_new_database_all_get_the_same(empty_url):
    proposals = [bytes([number]) * 32 for number in range(4)]
    shared = await asyncio.gather(*(share_secret(empty_url, "links", proposal) for proposal in proposals))
    assert len(set(shared)) == 1
    assert shared[0] in proposals
    assert await share_secret(empty_url, "links", b"late") == shared[0]


async def test_each_name_has_its_own(empty_url):
    assert await share_secret(empty_url, "links", b"a") == b"a"
    assert await share_secret(empty_url, "others", b"b") == b"b"
