"""`onereel tasks`: list, show, watch and cancel, at the server that ONEREEL_BASE_URL names, else in a data directory.

Not here: what a record holds (`onereel.server.records`), the directory's side (`home_tasks.py`).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Final, Protocol

import typer

from onereel.cli import saving
from onereel.cli.arguments import DataDirectory, Json, Limit, Server
from onereel.cli.ending import GOES_ON, INTERRUPTED, MISTAKE, NO_VIDEO, one_line, say, stop, tell, telling_refusals
from onereel.cli.reaching import needing_server, open_to_ask, reach
from onereel.cli.showing import Show
from onereel.cli.tables import amount, moment, show_table, whole, words
from onereel.cli.wishing import complete_model
from onereel.client.errors import ConnectionFailed
from onereel.client.flow import pause
from onereel.client.reading import link_at, text_at, whole_at
from onereel.client.states import Reply, State
from onereel.client.sync.client import Client
from onereel.client.sync.watching import OUTAGE_SECONDS

app = typer.Typer(help="List, show, watch and cancel tasks.", no_args_is_help=True)

Reference = Annotated[str, typer.Argument(metavar="TASK_ID", help="Our id, or the provider's.")]
_LOOK_AGAIN: Final = 0.5
"""Seconds between two looks at a record."""


class Tasks(Protocol):
    """A server's, or a directory's."""

    def newest(
        self, limit: int = 20, *, state: str | None = None, model: str | None = None, key_id: str | None = None
    ) -> Sequence[Reply]: ...

    def show(self, reference: str) -> Reply: ...

    def cancel(self, reference: str) -> Reply: ...


@app.command(name="list")
def list_tasks(
    state: Annotated[State | None, typer.Option(help="Only tasks in this state.")] = None,
    model: Annotated[str | None, typer.Option(help="Only tasks of this model.", autocompletion=complete_model)] = None,
    key: Annotated[str | None, typer.Option(metavar="KEY_ID", help="Only tasks of this key.")] = None,
    limit: Limit = 20,
    as_json: Json = False,
    server: Server = None,
    data_dir: DataDirectory = None,
) -> None:
    """List the newest tasks, with their price in CNY."""
    with telling_refusals(as_json=as_json), _open(server, data_dir) as tasks:
        found = tasks.newest(limit, state=None if state is None else state.value, model=model, key_id=key)
    if as_json:
        saving.print_json(list(found))
        return
    columns = [
        whole("id", width=32),
        words("model"),
        words("state"),
        words("accepted (UTC)"),
        amount("price"),
        words("key"),
    ]
    rows = [_row(record) for record in found]
    # Whose they are is told to operators only.
    told = len(columns) if any(row[-1] for row in rows) else len(columns) - 1
    show_table(columns[:told], [row[:told] for row in rows])


@app.command()
def show(reference: Reference, server: Server = None, data_dir: DataDirectory = None) -> None:
    """Print the record of a task as JSON, as `GET /v1/tasks/{id}` answers it."""
    with telling_refusals(), _open(server, data_dir) as tasks:
        typer.echo(json.dumps(tasks.show(reference), ensure_ascii=False, indent=2))


@app.command()
def watch(
    reference: Reference,
    out: saving.Out = None,
    as_json: Json = False,
    timeout: saving.Timeout = saving.DEFAULT_TIMEOUT,
    server: Server = None,
    data_dir: DataDirectory = None,
) -> None:
    """Wait until a task has ended, and save its video where --out is given. Ctrl-C leaves the task to itself."""
    show, path = Show(is_silent=as_json), None
    with telling_refusals(as_json=as_json):
        try:
            if out is None:
                with _open(server, data_dir) as tasks:
                    record = _follow(tasks, reference, show, timeout=timeout)
            else:
                saving.check_place(out)
                with _open_with_files(reference, server, data_dir) as client:
                    record = _follow(client.tasks, reference, show, timeout=timeout)
                    path = _save(client, record, out) if _state(record) is State.SUCCEEDED else None
        except KeyboardInterrupt as error:
            stop(f"interrupted; {reference} goes on.", INTERRUPTED, error, task_id=reference)
    if as_json:
        saving.print_json({**record, **({"path": str(path.resolve())} if path else {})})
    _tell_end(record, path, is_silent=as_json)


@app.command()
def cancel(reference: Reference, server: Server = None, data_dir: DataDirectory = None) -> None:
    """Cancel a task: nothing is charged. A server that draws it stops within five seconds."""
    with telling_refusals(), _open(server, data_dir) as tasks:
        record = tasks.cancel(reference)
    tell(f"{_word(record, 'id') or reference} is cancelled.")


@app.command()
def resolve(
    reference: Reference,
    taken_as: Annotated[str | None, typer.Option(help="The vendor has it, under this id of its own.")] = None,
    never_taken: Annotated[bool, typer.Option("--never-taken", help="The vendor does not have it.")] = False,
    data_dir: DataDirectory = None,
) -> None:
    """Decide over an order of which nobody can say whether its vendor has taken it (state `unclear`).

    Look into the vendor's own console first: an order that is said never to have been taken is sent again, and paid.
    It is done in the data directory, whatever address is set.
    """
    if (taken_as is None) == (not never_taken):
        stop("give either --taken-as or --never-taken.", MISTAKE)
    with needing_server("orders are decided over in a data directory, by the server's own code"):
        from onereel.cli import home_tasks  # noqa: PLC0415 - needs the server's packages
    number, account, state = home_tasks.resolve(data_dir, reference, taken_as=taken_as)
    tell(f"order {number} at {account}: {state}.\nIts worker goes on within half a minute.")


@contextmanager
def _open(server: str | None, data_dir: Path | None) -> Iterator[Tasks]:
    """The server's where one is named; a data directory that is named goes before."""
    if server and data_dir is None:
        with open_to_ask(server) as client:
            yield client.tasks
        return
    with needing_server("tasks are a server's, and no address of one is set"):
        from onereel.cli.home_tasks import HomeTasks  # noqa: PLC0415 - needs the server's packages
    yield HomeTasks(data_dir)


@contextmanager
def _open_with_files(reference: str, server: str | None, data_dir: Path | None) -> Iterator[Client]:
    """The server at the address; without one, a server is started on the data directory, if the task is there."""
    if server and data_dir is None:
        with Client(base_url=server) as client:
            yield client
        return
    with needing_server("tasks are a server's, and no address of one is set"):
        from onereel.cli.home_tasks import HomeTasks  # noqa: PLC0415 - needs the server's packages
    home = HomeTasks(data_dir)
    home.show(reference)
    with reach(None, home.directory) as way:
        yield way.client


def _row(record: Reply) -> tuple[str, ...]:
    return (
        _word(record, "id"),
        _word(record, "model"),
        _word(record, "state"),
        _moment(text_at(record, "created_at")),
        _price(record),
        _word(record, "key_id"),
    )


def _word(record: Reply, *path: str) -> str:
    """What a server says, without what a terminal would obey; nothing where it says nothing."""
    return one_line(text_at(record, *path) or "")


def _moment(text: str | None) -> str:
    try:
        return moment(datetime.fromisoformat(text)) if text else ""
    except ValueError:
        return ""


def _price(record: Reply) -> str:
    """What was held in the beginning: where it went since adds up to that."""
    try:
        parts = [Decimal(text_at(record, "cost", part) or "") for part in ("held", "captured", "released")]
    except InvalidOperation:
        return ""
    return f"{sum(parts):f}"


def _state(record: Reply) -> State | None:
    word = text_at(record, "state")
    return State(word) if word in {state.value for state in State} else None


def _follow(tasks: Tasks, reference: str, show: Show, *, timeout: float) -> Reply:
    """The record once the task has ended. A server that has answered once may then be away for a while."""
    record: Reply | None = None
    well = show.elapsed
    with show.stretch() as tell:
        while True:
            try:
                record, well = tasks.show(reference), show.elapsed
            except ConnectionFailed:
                if record is None or show.elapsed - well > OUTAGE_SECONDS:
                    raise
            state = _state(record)
            if state is not None:
                tell(state.value, (whole_at(record, "progress") or 0) / 100)
                if state.is_terminal:
                    return record
            if show.elapsed + _LOOK_AGAIN > timeout:
                why = f"{reference} is {text_at(record, 'state')} after {timeout:g} s, and goes on."
                stop(why, GOES_ON, task_id=reference)
            pause(_LOOK_AGAIN)


def _save(client: Client, record: Reply, out: Path) -> Path:
    video = client.videos.retrieve(model=text_at(record, "model") or "", id=text_at(record, "task_id") or "")
    return video.save(saving.name_file(out, video.id))


def _tell_end(record: Reply, path: Path | None, *, is_silent: bool) -> None:
    name, state = text_at(record, "id") or "", text_at(record, "state") or ""
    if _state(record) is State.SUCCEEDED:
        if path is not None and not is_silent:
            typer.echo(str(path.resolve()))
        elif not is_silent:
            say(f"{name} has succeeded.")
            typer.echo(_link(record))
        return
    why = text_at(record, "error", "message")
    stop(f"{name}\n{state}:\n{one_line(why)}" if why else f"{name}\n{state}", NO_VIDEO)


def _link(record: Reply) -> str:
    found = link_at(record, "result", "url") or ""
    return found if found.isprintable() else ""
