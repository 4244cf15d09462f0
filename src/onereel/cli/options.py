"""The local store that commands of an operator work on, and how a mistake is told.

Not here: the options themselves (`arguments.py`), or settings that no command line sets; see `onereel.config`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from onereel.cli.ending import MISTAKE, NOT_DONE, STORE_FAILED, refuse, stop
from onereel.config import Settings, read_environment
from onereel.errors import ConfigurationError, RequestError, StoreError
from onereel.storage import database_path, open_store
from onereel.store.base import Store

T = TypeVar("T")


def read_settings(data_dir: Path | None) -> Settings:
    """The settings of the environment, with the data directory that was given. Raises ConfigurationError."""
    settings = read_environment()
    return settings if data_dir is None else replace(settings, data_directory=data_dir)


def work_on_store(data_dir: Path | None, work: Callable[[Store], Awaitable[T]], *, makes_it: bool = False) -> T:
    """What `work` answers on the store that a server with these settings has, also while one runs.

    One that is not there is made only where that is said: to look around leaves nothing behind.
    """

    async def run(settings: Settings) -> T:
        async with open_store(settings) as store:
            return await work(store)

    with telling_mistakes():
        settings = read_settings(data_dir)
        if not makes_it and not has_store(settings):
            refuse(f"no server has run on {settings.data_directory}: --data-dir or ONEREEL_DATA_DIR names another.")
        return asyncio.run(run(settings))


def has_store(settings: Settings) -> bool:
    """Whether there is one already."""
    return bool(settings.database_url) or database_path(settings.data_directory).exists()


@contextmanager
def telling_mistakes() -> Iterator[None]:
    """What an operator can mend as one line on standard error and an exit status, without a traceback."""
    try:
        yield
    except ConfigurationError as error:
        stop(str(error), MISTAKE, error)
    except RequestError as error:
        stop(error.message, NOT_DONE, error)
    except StoreError as error:
        stop(f"the store does not answer: {error}", STORE_FAILED, error)
