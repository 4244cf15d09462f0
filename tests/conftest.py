"""Fixtures that tests of several folders share.

Not here: the fixtures of one folder.
"""

import os
import signal
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.postgres import TestServer, running_server
from tests.support.s3 import S3Server, running_s3
from tests.support.scheduling import SchedulingByFile

# Whoever runs the tests in the background has them ignore Ctrl-C, and what they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What is tested speaks English, whatever the language of whoever runs the tests.
os.environ |= {"ONEREEL_LANGUAGE": "", "LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "C.UTF-8"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> SchedulingByFile:
    """How the tests are shared out, whatever `--dist` says."""
    return SchedulingByFile(config, log)


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


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """A server that speaks S3's protocol, for the whole run."""
    with running_s3() as server:
        yield server
