"""What must be nothing once the chaos is over: lost tasks, doubled ones, wrong charges, missing callbacks.

Not here: how the records are read (`records.py`).
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil
from pathlib import Path

from bench.chaos.receiver import Arrival
from bench.chaos.records import Records

from onereel.assets.probe import probe_video

ENDED = ("succeeded", "failed", "cancelled")


def judge(
    records: Records,
    *,
    submits: int,
    answers: Mapping[str, set[str]],
    cancels: Iterable[str],
    arrivals: Sequence[Arrival],
    assets: Path,
    excused: Container[str] = (),
) -> dict[str, int]:
    """How often each thing happened that must never happen; `excused` are tasks that failed for a vendor's reason."""
    return {
        **_judge_tasks(records, submits=submits, answers=answers, cancels=frozenset(cancels), excused=excused),
        **_judge_media(records, assets),
        **_judge_money(records),
        **_judge_callbacks(records, arrivals),
    }


def _judge_tasks(
    records: Records,
    *,
    submits: int,
    answers: Mapping[str, set[str]],
    cancels: frozenset[str],
    excused: Container[str],
) -> dict[str, int]:
    states = {public_id: state for _, public_id, state, _, _ in records.tasks}
    ends = Counter(task_id for task_id, _ in records.ends)
    successes = Counter(task_id for task_id, state in records.ends if state == "succeeded")
    accepted = {task_id for ids in answers.values() for task_id in ids}
    return {
        "submits never answered": submits - len(answers),
        "accepted tasks lost": len(accepted - states.keys()),
        "tasks that nobody was told of": len(states.keys() - accepted),
        "idempotency keys with two tasks": sum(len(ids) > 1 for ids in answers.values()),
        "idempotency keys whose task is another": sum(
            {_public_id(records, task_id)} != answers.get(name, set()) for name, task_id in records.claims
        ),
        "tasks without an end": sum(state not in ENDED for state in states.values()),
        "tasks with two ends": sum(count > 1 for count in ends.values()),
        "tasks executed to success twice": sum(count > 1 for count in successes.values()),
        "tasks failed, but for a vendor's reason": sum(
            state == "failed" and task_id not in excused for task_id, _, state, _, _ in records.tasks
        ),
        "cancelled tasks that are not": sum(states.get(task_id) != "cancelled" for task_id in cancels),
    }


def _public_id(records: Records, task_id: str) -> str | None:
    return next((public_id for own, public_id, *_ in records.tasks if own == task_id), None)


def _judge_media(records: Records, assets: Path) -> dict[str, int]:
    unreadable, wrong, kept = 0, 0, Counter[str]()
    by_vendors = _made_by_vendors(records)
    for task_id, request, result in records.videos:
        video, wanted = json.loads(result)["video"], json.loads(request)["frame_count"]
        try:
            facts = probe_video(assets / hashlib.sha256(video["asset_id"].encode()).hexdigest()[:2] / video["asset_id"])
        except (OSError, ValueError):
            unreadable += 1
        else:
            told = video["facts"]["frame_count"]
            wrong += facts.frame_count != told or (told != wanted and task_id not in by_vendors)
        kept[task_id] = sum(name.startswith(f"video-{task_id}-") for name in records.files)
    return {
        "succeeded tasks without a readable video": unreadable,
        "videos of another length than asked for": wrong,
        "succeeded tasks with two videos": sum(count > 1 for count in kept.values()),
        "files without a record": len(records.files - records.known_files),
    }


def _made_by_vendors(records: Records) -> frozenset[str]:
    """Tasks whose video a vendor has made, which decides by itself how long it is."""
    return frozenset(task_id for task_id, _, _, state, _, _ in records.orders if state == "done")


def _judge_money(records: Records) -> dict[str, int]:
    phases, captured = Counter[tuple[str, str]](), defaultdict[str, int](int)
    for task_id, phase, kind, _, _, spent in records.entries:
        phases[task_id, phase] += 1
        captured[task_id] += spent if kind == "capture" else 0
    due = {task_id: 0 for task_id, *_ in records.tasks} | _price_made(records)
    return {
        "tasks not held exactly once": sum(phases[task_id, "hold"] != 1 for task_id in due),
        "tasks not settled exactly once": sum(phases[task_id, "end"] != 1 for task_id in due),
        "tasks charged otherwise than due": sum(captured[task_id] != amount for task_id, amount in due.items()),
        "millionths of a CNY by which the ledger is off": abs(sum(sum(row[3:]) for row in records.entries))
        + abs(sum(spent for _, spent, _ in records.accounts) - sum(due.values()))
        + abs(sum(held for held, _, _ in records.accounts)),
    }


def _price_made(records: Records) -> dict[str, int]:
    """What each succeeded task costs: its price, or the part of it that the seconds made are of those asked for."""
    prices = {task_id: cost for task_id, _, _, _, cost in records.tasks}
    made = {}
    for task_id, request, result in records.videos:
        asked, facts = json.loads(request), json.loads(result)["video"]["facts"]
        seconds = facts["frame_count"] / Fraction(facts["frame_rate"])
        share = seconds * asked["frame_rate"] / asked["frame_count"]
        made[task_id] = min(prices[task_id], ceil(prices[task_id] * share))
    return made


def _judge_callbacks(records: Records, arrivals: Sequence[Arrival]) -> dict[str, int]:
    first: dict[str, int] = {}
    for number, arrival in enumerate(arrivals):
        if arrival.accepted:
            first.setdefault(arrival.delivery_id, number)
    by_task = defaultdict[str, list[tuple[int, str, str]]](list)
    for delivery_id, task_id, sequence, told, _ in records.deliveries:
        by_task[task_id].append((sequence, delivery_id, told))
    missing = disordered = untold = 0
    for task_id, *_ in records.tasks:
        told = sorted(by_task[task_id])
        ends = [delivery_id for _, delivery_id, state in told if state in ENDED]
        untold += not ends
        missing += any(delivery_id not in first for delivery_id in ends)
        times = [first[delivery_id] for _, delivery_id, _ in told if delivery_id in first]
        disordered += times != sorted(times)
    return {
        "tasks without a callback for their end": untold,
        "callbacks of an end that never arrived": missing,
        "tasks whose callbacks arrived out of order": disordered,
        "callbacks with a wrong signature": sum(not arrival.genuine for arrival in arrivals),
    }
