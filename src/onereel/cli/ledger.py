"""`onereel ledger`: whether all money is accounted for, and what one task has moved.

Not here: the rules of the ledger (`onereel.domain.ledger`).
"""

from collections.abc import Sequence

import typer

from onereel.cli.arguments import DataDirectory
from onereel.cli.ending import NOT_DONE, tell
from onereel.cli.local import Desk, find_task, work_on_desk
from onereel.cli.options import work_on_store
from onereel.cli.tables import amount, moment, said, show_table, whole, words
from onereel.cli.tasks import Reference
from onereel.domain.ledger import Entry, LedgerAudit
from onereel.server.money import write_cny
from onereel.store.base import Store

app = typer.Typer(help="Check and show what tasks cost.", no_args_is_help=True)


@app.command()
def check(data_dir: DataDirectory = None) -> None:
    """Add the whole ledger up and compare it with the tasks. Exit status 1 when it is not sound."""

    async def run(store: Store) -> LedgerAudit:
        return await store.ledger.audit()

    audit = work_on_store(data_dir, run)
    rows = [
        ("tasks", str(audit.tasks), ""),
        ("entries", str(audit.entries), ""),
        ("sum of all amounts", write_cny(audit.balance), write_cny(0)),
        ("tasks without their hold", str(audit.unheld), "0"),
        ("ended tasks without their end", str(audit.unended), "0"),
        ("open tasks with an end", str(audit.overended), "0"),
        ("keys with wrong totals", str(audit.misstated), "0"),
    ]
    show_table([said("what"), amount("found"), amount("must be")], rows)
    tell("The ledger is sound." if audit.sound else "The ledger is NOT sound.")
    if not audit.sound:
        raise typer.Exit(NOT_DONE)


@app.command()
def show(reference: Reference, data_dir: DataDirectory = None) -> None:
    """Show the entries of a task, in CNY: what is free, held and spent by each."""
    entries = work_on_desk(data_dir, lambda desk: _entries(desk, reference))
    show_table(
        [words("entry"), amount("free"), amount("held"), amount("spent"), whole("at (UTC)")],
        [
            (
                entry.kind.value,
                write_cny(entry.available),
                write_cny(entry.held),
                write_cny(entry.spent),
                moment(entry.at),
            )
            for entry in entries
        ],
    )


async def _entries(desk: Desk, reference: str) -> Sequence[Entry]:
    return await desk.store.ledger.entries((await find_task(desk, reference)).id)
