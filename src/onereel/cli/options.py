"""Options that several commands share, the local store that they work on, and how a mistake is told.

Not here: settings that no command line sets; see `onereel.config`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from onereel.config import Settings, read_environment
from onereel.errors import ConfigurationError, RequestError, StoreError
from onereel.storage import open_store
from onereel.store.base import Store

T = TypeVar("T")

NOT_DONE = 1
"""Exit status: there is no such thing, it is not in a state for it, or the ledger is not sound."""
MISTAKE = 2
"""Exit status: the command line or a setting is wrong."""
STORE_FAILED = 3
"""Exit status: the store does not answer."""

DataDirectory = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Where tasks, keys and media are kept.  [env ONEREEL_DATA_DIR; default: data]"),
]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")]


def read_settings(data_dir: Path | None) -> Settings:
    """The settings of the environment, with the data directory that was given. Raises ConfigurationError."""
    settings = read_environment()
    return settings if data_dir is None else replace(settings, data_directory=data_dir)


def work_on_store(data_dir: Path | None, work: Callable[[Store], Awaitable[T]]) -> T:
    """What `work` answers on the store that a server with these settings has, also while one runs."""

    async def run() -> T:
        async with open_store(read_settings(data_dir)) as store:
            return await work(store)

    with telling_mistakes():
        return asyncio.run(run())


@contextmanager
def telling_mistakes() -> Iterator[None]:
    """What an operator can mend as one line on standard error and an exit status, without a traceback."""
    try:
        yield
    except ConfigurationError as error:
        _stop(str(error), MISTAKE, error)
    except RequestError as error:
        _stop(error.message, NOT_DONE, error)
    except StoreError as error:
        _stop(f"the store does not answer: {error}", STORE_FAILED, error)


def refuse(message: str) -> NoReturn:
    """Say that it was not done, and end with that status."""
    _stop(message, NOT_DONE, None)


def _stop(message: str, status: int, cause: Exception | None) -> NoReturn:
    typer.secho(f"onereel: {message}", err=True, fg=typer.colors.RED)
    raise typer.Exit(status) from cause
