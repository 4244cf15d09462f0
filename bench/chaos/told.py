"""What the public API tells once the chaos is over: every task, and the videos that its links serve.

Not here: whether that is as it must be (`verdict.py` for the records, `run.py` for what is compared with them).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import aiohttp
from bench.chaos.records import Records

FETCHED = 50
"""How many videos are fetched through their links."""
_PAGE = 100
_TIMEOUT = aiohttp.ClientTimeout(total=60)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What one key is told of its tasks."""

    tasks: Sequence[dict[str, Any]]
    """All records, as `GET /v1/tasks` pages them."""
    broken_links: int
    """How many of the fetched videos did not come, or not with as many bytes as their record says."""


async def read_told(address: str, *, key: str, random: Random) -> Told:
    """Walk all pages at one server, and fetch some of the videos."""
    async with aiohttp.ClientSession(timeout=_TIMEOUT, headers={"Authorization": key}) as session:
        tasks = await _read_pages(session, address)
        results = [task["result"] for task in tasks if task["result"]]
        chosen = random.sample(results, min(FETCHED, len(results)))
        broken = [result for result in chosen if not await _serves(session, result)]
    return Told(tasks=tasks, broken_links=len(broken))


def compare_told(told: Told, records: Records) -> dict[str, int]:
    """How often the API and the tables differ, or a link leads nowhere."""
    shown = {task["task_id"]: task["state"] for task in told.tasks}
    kept = {public_id: state for _, public_id, state, _, _ in records.tasks}
    return {
        "tasks that the API tells otherwise than the tables": len(shown.items() ^ kept.items()),
        "links that do not serve their video": told.broken_links,
    }


async def _read_pages(session: aiohttp.ClientSession, address: str) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = []
    question = {"limit": str(_PAGE)}
    while True:
        async with session.get(f"{address}/v1/tasks", params=question, raise_for_status=True) as response:
            page = await response.json()
        tasks += page["data"]
        if not page["has_more"]:
            return tasks
        question["after"] = page["next_after"]


async def _serves(session: aiohttp.ClientSession, result: dict[str, Any]) -> bool:
    async with session.get(result["url"]) as response:
        return response.status == 200 and len(await response.read()) == result["size_bytes"]
