"""`onereel callbacks`: list callbacks of every key and send one again, by the server that runs on the data directory.

Not here: sending (`onereel.callbacks`).
"""

from collections.abc import Sequence
from typing import Annotated

import typer

from onereel.cli.arguments import DataDirectory, Limit
from onereel.cli.ending import refuse, tell
from onereel.cli.local import Desk, find_task, work_on_desk
from onereel.cli.options import work_on_store
from onereel.cli.tables import amount, moment, show_table, whole, words
from onereel.domain.clock import system_clock
from onereel.domain.delivery import Delivery, DeliveryState
from onereel.errors import Conflict
from onereel.server.records import bare_address
from onereel.store.base import DeliveryFilter, Store

app = typer.Typer(help="List callbacks and send them again.", no_args_is_help=True)


@app.command(name="list")
def list_callbacks(
    state: Annotated[DeliveryState | None, typer.Option(help="Only callbacks in this state.")] = None,
    task: Annotated[str | None, typer.Option(metavar="TASK_ID", help="Only callbacks of this task.")] = None,
    limit: Limit = 20,
    data_dir: DataDirectory = None,
) -> None:
    """List the newest callbacks."""

    async def run(desk: Desk) -> Sequence[Delivery]:
        task_id = None if task is None else (await find_task(desk, task)).id
        return await desk.store.deliveries.page(DeliveryFilter(state=state, task_id=task_id), limit=limit)

    columns = [
        whole("id", width=36),
        words("tells"),
        words("state"),
        amount("tries"),
        words("last answer"),
        words("due (UTC)"),
        words("to"),
    ]
    show_table(columns, [_row(delivery) for delivery in work_on_desk(data_dir, run)])


@app.command()
def redeliver(
    delivery_id: Annotated[str, typer.Argument(metavar="CALLBACK_ID", help="As `onereel callbacks list` shows it.")],
    data_dir: DataDirectory = None,
) -> None:
    """Send a callback once more, under the same id; the running server does it, or the next one."""

    async def run(store: Store) -> None:
        delivery = await store.deliveries.get(delivery_id)
        if delivery is None:
            refuse(f"there is no callback {delivery_id}.")
        if delivery.state is DeliveryState.PENDING:
            refuse(f"{delivery_id} is still to be sent.")
        try:
            await store.deliveries.record(delivery, delivery.again(at=system_clock()))
        except Conflict:
            refuse(f"{delivery_id} is still to be sent.")

    work_on_store(data_dir, run)
    tell(f"{delivery_id} will be sent again.")


def _row(delivery: Delivery) -> list[str]:
    answer = delivery.error or ("" if delivery.status is None else str(delivery.status))
    due = moment(delivery.due_at) if delivery.state is DeliveryState.PENDING else ""
    return [
        delivery.id,
        delivery.task_state.value,
        delivery.state.value,
        str(delivery.tries),
        answer,
        due,
        bare_address(delivery.url),
    ]
