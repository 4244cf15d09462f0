"""The operator, who decides over orders that are unclear by looking into the vendor's own books.

Not here: what else is done at the end of a run (`run.py`).
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from bench.chaos.homes import Home
from bench.chaos.members import run_command
from bench.chaos.vendors import UNKNOWABLE, Vendors

_UNCLEAR = """
SELECT operations.task_id, account, request FROM operations JOIN tasks ON tasks.id = operations.task_id
WHERE operations.state = 'unclear' AND tasks.state IN ('queued', 'running')
"""


class Operator:
    """Decides, and counts how often that was necessary."""

    def __init__(self, home: Home, vendors: Vendors) -> None:
        self.decisions = 0
        self._home = home
        self._vendors = vendors

    async def go_round(self) -> None:
        """Decide over every order that waits for it now."""
        if not self._vendors.fakes:
            return
        unclear = [row for row in await self._home.ask(_UNCLEAR) if row[1] not in UNKNOWABLE]
        if not unclear:
            return
        ledgers = await asyncio.to_thread(self._vendors.ledgers)
        known = {reference for (reference,) in await self._home.ask("SELECT reference FROM operations")}
        for task_id, account, request in unclear:
            answer = look_up(ledgers[account], prompt=json.loads(request)["prompt"], known=known)
            words = ["tasks", "resolve", task_id, *answer]
            done = await asyncio.to_thread(run_command, self._home.folder, self._home.settings, *words)
            self.decisions += done.returncode == 0


def look_up(ledger: Mapping[str, Any], *, prompt: str, known: set[str]) -> list[str]:
    """What to tell `onereel tasks resolve` of a wish, by the books of its vendor."""
    jobs = [name for name, job in ledger["jobs"].items() if job["prompt"] == prompt and name not in known]
    return ["--taken-as", jobs[-1]] if jobs else ["--never-taken"]
