"""Ways to a server: the one at an address, one that is started for this run, or the server's own code, where installed.

Not here: the client (`onereel.client`), or the server that is started (`embedded.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onereel.cli.ending import MISTAKE, stop
from onereel.client.sync.client import Client

_ANSWER_SECONDS: Final = 20.0
"""For how long a question is waited for that a server answers out of its memory."""
INSTALL: Final = "pip install 'onereel[server]'"
_ADDRESS: Final = "set ONEREEL_BASE_URL and ONEREEL_API_KEY"


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A server that can be asked now."""

    client: Client
    directory: Path | None = None
    """Where it keeps what it makes, if it was started for this run and ends with it."""

    @property
    def is_embedded(self) -> bool:
        """Whether it ends with this run."""
        return self.directory is not None


def open_to_ask(server: str) -> Client:
    """The client for questions that are answered at once: a server that hangs is told of sooner."""
    return Client(base_url=server, timeout=_ANSWER_SECONDS, retries=1)


@contextmanager
def reach(server: str | None, data_dir: Path | None) -> Iterator[Way]:
    """The server at the address; where none is named, one of our own, which ends when the context is left."""
    if server and data_dir is None:
        with Client(base_url=server) as client:
            yield Way(client=client)
        return
    with needing_server("no address of a server is set, and none can be started here"):
        from onereel.cli.embedded import running_server  # noqa: PLC0415 - needs the server's packages
        from onereel.config import user_directory  # noqa: PLC0415
    directory = data_dir or user_directory()
    with (
        running_server(directory, name="generate") as (base_url, key),
        Client(key, base_url=base_url) as client,
    ):
        yield Way(client=client, directory=directory)


@contextmanager
def needing_server(why: str) -> Iterator[None]:
    """Imports of what only `onereel[server]` brings: one line where it is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        # A module of our own that is not there is a bug.
        if error.name is None or error.name.partition(".")[0] == "onereel":
            raise
        stop(f"{why} ({error.name} is missing): {_ADDRESS}, or {INSTALL}.", MISTAKE, error)
