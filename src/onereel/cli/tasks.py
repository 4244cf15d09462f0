"""`onereel tasks`: list, show and cancel the tasks of every key, also while a server runs on the same data directory.

Not here: what a record looks like (`onereel.server.records`).
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
import typer

from onereel.cli.local import Desk, find_task, work_on_desk
from onereel.cli.options import DataDirectory, Limit, refuse, work_on_store
from onereel.cli.tables import amount, moment, show_table, whole, words
from onereel.domain.clock import system_clock
from onereel.domain.operation import Operation, OperationState
from onereel.domain.task import State, Task
from onereel.engines.upstream.searching import NEVER_TAKEN
from onereel.server.money import write_cny
from onereel.server.records import TaskRecord, describe_task
from onereel.server.task_routes import read_details
from onereel.store.base import Store, TaskFilter

app = typer.Typer(help="List, show and cancel tasks.", no_args_is_help=True)

Reference = Annotated[str, typer.Argument(metavar="TASK_ID", help="Our id, or the provider's.")]


@app.command(name="list")
def list_tasks(
    state: Annotated[State | None, typer.Option(help="Only tasks in this state.")] = None,
    model: Annotated[str | None, typer.Option(help="Only tasks of this model.")] = None,
    key: Annotated[str | None, typer.Option(metavar="KEY_ID", help="Only tasks of this key.")] = None,
    limit: Limit = 20,
    data_dir: DataDirectory = None,
) -> None:
    """List the newest tasks, with their price in CNY."""

    async def run(store: Store) -> Sequence[Task]:
        return await store.tasks.page(TaskFilter(state=state, model=model, key_id=key), limit=limit)

    columns = [
        whole("id", width=32),
        words("model"),
        words("state"),
        words("accepted (UTC)"),
        amount("price"),
        words("key"),
    ]
    show_table(
        columns,
        [
            (task.id, task.model, task.state.value, moment(task.created_at), write_cny(task.charge.cost), task.key_id)
            for task in work_on_store(data_dir, run)
        ],
    )


@app.command()
def show(reference: Reference, data_dir: DataDirectory = None) -> None:
    """Print the record of a task as JSON, as `GET /v1/tasks/{id}` answers it to an operator."""

    async def run(desk: Desk) -> TaskRecord:
        task = await find_task(desk, reference)
        details = await read_details(desk.store, task)
        return describe_task(task, links=desk.gateway.links(task), share=0.0, shows_owner=True, details=details)

    record = msgspec.json.encode(work_on_desk(data_dir, run))
    typer.echo(msgspec.json.format(record, indent=2).decode())


@app.command()
def cancel(reference: Reference, data_dir: DataDirectory = None) -> None:
    """Cancel a task: nothing is charged. A server that draws it stops within five seconds."""

    async def run(desk: Desk) -> Task:
        task = await find_task(desk, reference)
        return await desk.gateway.cancel(task.id, key_id=None)

    task = work_on_desk(data_dir, run)
    typer.echo(f"{task.id} is cancelled.")


@app.command()
def resolve(
    reference: Reference,
    taken_as: Annotated[str | None, typer.Option(help="The vendor has it, under this id of its own.")] = None,
    never_taken: Annotated[bool, typer.Option("--never-taken", help="The vendor does not have it.")] = False,
    data_dir: DataDirectory = None,
) -> None:
    """Decide over an order of which nobody can say whether its vendor has taken it (state `unclear`).

    Look into the vendor's own console first: an order that is said never to have been taken is sent again, and paid.
    """
    if (taken_as is None) == (not never_taken):
        refuse("give either --taken-as or --never-taken.")

    async def run(desk: Desk) -> Operation:
        task = await find_task(desk, reference)
        history = await desk.store.operations.of_task(task.id)
        unclear = [one for one in history if one.state is OperationState.UNCLEAR]
        if not unclear:
            refuse(f"{task.id} has no order that is unclear.")
        (old,) = unclear
        at = system_clock()
        new = old.over(NEVER_TAKEN, at=at) if taken_as is None else old.started(taken_as, note="by hand", at=at)
        await desk.store.operations.change(old, new)
        return new

    order = work_on_desk(data_dir, run)
    typer.echo(
        f"order {order.number} at {order.account}: {order.state.value}. Its worker goes on within half a minute."
    )
