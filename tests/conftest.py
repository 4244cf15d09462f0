"""Fixtures that tests of several folders share.

Not here: the fixtures of one folder.
"""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.postgres import TestServer, running_server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[TestServer]:
    """A PostgreSQL server for the whole run. It answers for nothing in a power cut, which no test can make."""
    with running_server(settings="fsync = off\n") as server:
        yield server


@pytest.fixture
async def postgres_url(postgres_server: TestServer) -> AsyncIterator[str]:
    """The address of a database in the present shape that is this test's alone."""
    url = await postgres_server.create_migrated()
    yield url
    await postgres_server.drop(url)
