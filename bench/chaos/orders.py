"""What vendors' own books say once the chaos is over, held against ours: orders sent twice, videos paid for and lost.

Not here: how the books are read (`vendors.py`, `records.py`).
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bench.chaos.records import Records
from bench.chaos.vendors import UNKNOWABLE

Ledgers = Mapping[str, Mapping[str, Any]]
"""By vendor, which is the name of its account, too: see `tests.fakes.control`."""

ASSUMED_LOST: Final = "assumed lost"
_OPEN: Final = frozenset({"intended", "started", "unclear"})
_UNANSWERED: Final = frozenset({"fault_after", "hang_up", "silent", "truncated", "garbage"})
_BUSY: Final = frozenset({"limited", "fault_before"})
_DEAD: Final = frozenset({"missing", "forbidden"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One order that a vendor has taken."""

    vendor: str
    id: str
    task_id: str
    """Ours, by the words of the wish; empty where no task has such words."""
    state: str
    """As the fake calls it."""
    fate: Mapping[str, Any]


def read_jobs(records: Records, ledgers: Ledgers) -> Sequence[Job]:
    """The jobs of all vendors."""
    tasks = {json.loads(request)["prompt"]: task_id for task_id, _, request, _ in records.wishes}
    return [
        Job(vendor=vendor, id=name, task_id=tasks.get(job["prompt"], ""), state=job["state"], fate=job["fate"])
        for vendor, ledger in ledgers.items()
        for name, job in ledger["jobs"].items()
    ]


def find_excused(records: Records, ledgers: Ledgers) -> Mapping[str, str]:
    """Why tasks have failed that a vendor is to blame for, by our id."""
    jobs = read_jobs(records, ledgers)
    moderated = {job.task_id for job in jobs if job.state == "moderated"}
    dead = {job.task_id for job in jobs if job.fate["link"] in _DEAD}
    refused = {prompt for ledger in ledgers.values() for prompt, start in ledger["refusals"] if start == "moderated"}
    excused = {}
    for task_id, state, request, failure in records.wishes:
        if state != "failed":
            continue
        code = json.loads(failure)["code"]
        if code == "content_refused" and (task_id in moderated or json.loads(request)["prompt"] in refused):
            excused[task_id] = "moderation"
        if code == "result_lost" and task_id in dead:
            excused[task_id] = "dead links"
    return excused


def judge_orders(records: Records, ledgers: Ledgers) -> dict[str, int]:
    """How often each thing happened between us and the vendors that must never happen."""
    if not ledgers:
        return {}
    jobs = read_jobs(records, ledgers)
    known = {(account, reference) for _, _, account, _, reference, _ in records.orders if reference}
    states = {task_id: state for task_id, state, _, _ in records.wishes}
    askable = [job for job in jobs if job.vendor not in UNKNOWABLE]
    unknowable = _times(job for job in jobs if job.vendor in UNKNOWABLE)
    moderated = {job.task_id for job in jobs if job.state == "moderated" and (job.vendor, job.id) in known}
    return {
        "orders that vendors took twice and could be asked of": _surplus(_times(askable)),
        "orders taken twice that were never assumed lost": sum(
            max(0, times - 1 - _lost(records)[order]) for order, times in unknowable.items()
        ),
        "orders that vendors have and nobody wished for": sum(not job.task_id for job in jobs),
        "orders of tasks that ended, which vendors have and we do not know": sum(
            states.get(job.task_id) in {"succeeded", "failed"} and (job.vendor, job.id) not in known for job in askable
        ),
        "tasks with two videos that vendors were paid for": sum(
            times > 1 for times in Counter(job.task_id for job in askable if job.state == "succeeded").values()
        ),
        "open orders of tasks that succeeded or failed": sum(
            state in _OPEN and states.get(task_id) in {"succeeded", "failed"}
            for task_id, _, _, state, _, _ in records.orders
        ),
        "wishes that moderation refused and another engine made": sum(
            states.get(task_id) == "succeeded" for task_id in moderated
        ),
    }


def count_orders(records: Records, ledgers: Ledgers) -> dict[str, int]:
    """What the vendors did, and what came of it."""
    if not ledgers:
        return {}
    jobs = read_jobs(records, ledgers)
    starts = Counter(job.fate["start"] for job in jobs)
    refusals = Counter(start for ledger in ledgers.values() for _, start in ledger["refusals"])
    excused = Counter(find_excused(records, ledgers).values())
    moderated = sum(job.state == "moderated" for job in jobs)
    return {
        **{f"jobs at {vendor}": len(ledger["jobs"]) for vendor, ledger in ledgers.items()},
        "orders taken and not answered": sum(starts[start] for start in _UNANSWERED),
        "orders refused with 429 or 5xx": sum(refusals[start] for start in _BUSY),
        "orders refused by moderation, at once or later": refusals["moderated"] + moderated,
        "jobs failed at vendors": sum(job.state == "failed" for job in jobs),
        "jobs about which questions failed": sum(job.fate["polls"] != "answered" for job in jobs),
        "videos behind dead or broken links": sum(job.fate["link"] != "good" for job in jobs),
        "orders at PixVerse assumed lost": sum(_lost(records).values()),
        "of these taken after all: duplicates that nobody could know of": _surplus(
            _times(job for job in jobs if job.vendor in UNKNOWABLE)
        ),
        "jobs of cancelled tasks that were not stopped": _count_left(records, jobs),
        "tasks failed by moderation": excused["moderation"],
        "tasks failed by dead links": excused["dead links"],
    }


def _times(jobs: Iterable[Job]) -> Counter[tuple[str, str]]:
    """How often each vendor took an order for each task."""
    return Counter((job.vendor, job.task_id) for job in jobs)


def _surplus(times: Counter[tuple[str, str]]) -> int:
    return times.total() - len(times)


def _lost(records: Records) -> Counter[tuple[str, str]]:
    """How often an order of each task was assumed lost, by vendor."""
    return Counter((account, task_id) for task_id, _, account, _, _, note in records.orders if note == ASSUMED_LOST)


def _count_left(records: Records, jobs: Sequence[Job]) -> int:
    """Jobs of cancelled tasks that went on to their end."""
    cancelled = {task_id for task_id, state, _, _ in records.wishes if state == "cancelled"}
    return sum(job.task_id in cancelled and job.state != "cancelled" for job in jobs)
