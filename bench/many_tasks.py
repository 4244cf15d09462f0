"""Fills both homes with as many tasks as a busy installation has after months, quicker than by submitting them.

Not here: what is measured on them (`console_pages.py`).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

import asyncpg

from onereel.domain.clock import system_clock, to_milliseconds
from onereel.domain.media import Picture, StoredVideo, VideoFacts
from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure, Result, State, Task
from onereel.domain.tries import STEPS, TRIES_KEPT
from onereel.domain.usage import Charge
from onereel.store.postgres import queries as postgres_queries
from onereel.store.postgres.task_rows import accepted_values, life_values
from onereel.store.sqlite.queries import load_queries
from onereel.store.sqlite.task_rows import accepted_columns, life_columns
from onereel.store.words import split_words

DAYS: Final = 90
KEYS: Final = tuple(f"key-{number:016x}" for number in range(20))
RARE: Final = "obsidian"
"""A word of one prompt in twenty thousand."""
COMMON: Final = "harbour"
"""A word of one prompt in three."""
_MODELS: Final = (
    ("kling", "kling-v2-6-text2video"),
    ("wan", "wan2.6-t2v"),
    ("vidu", "viduq2-pro"),
    ("paiwo", "paiwo-v5.6-itv2"),
)
_PLACES: Final = ("harbour", "harbour", "forest", "街道", "雪地", "desert")
_THINGS: Final = ("boat", "小猫", "train", "lantern", "robot", "红色气球", "whale", "dancer", "paper crane", "fox")
_WAYS: Final = ("at dusk", "in the rain", "慢镜头", "from above", "in watercolour", "at great speed", "水墨画风格")


def make_tasks(count: int) -> Iterator[Task]:
    """Tasks of the last months, oldest first: nine of ten succeeded, the newest are open, keys are of unequal use."""
    random, now = Random(1), system_clock()
    step = timedelta(days=DAYS) / count
    for number in range(count):
        at = now - step * (count - number)
        provider, model = _MODELS[min(3, int(random.expovariate(1.2)))]
        rare = f" {RARE}" if number % 20_000 == 7 else ""
        prompt = f"{random.choice(_THINGS)} {random.choice(_PLACES)}, {random.choice(_WAYS)}{rare} {number}"
        task = Task(
            id=f"{to_milliseconds(at):012x}{number:020x}",
            key_id=KEYS[min(len(KEYS) - 1, int(random.expovariate(0.5)))],
            provider=provider,
            model=model,
            public_id=str(10**17 + number),
            request_id=f"request-{number:030d}",
            request=VideoRequest(prompt=prompt, width=1280, height=720, frame_rate=24, frame_count=121, seed=number),
            echo=b"{}",
            charge=Charge(tokens=1275, cost=1_500_000),
            created_at=at,
            updated_at=at,
            deadline_at=at + timedelta(days=1),
        )
        yield _with_end(task, random.random(), is_new=number > count - 100)


def _with_end(task: Task, chance: float, *, is_new: bool) -> Task:
    if is_new:
        return task
    running, at = task.start(at=task.created_at + timedelta(seconds=2)), task.created_at + timedelta(seconds=9)
    if chance < 0.9:
        facts = VideoFacts(
            width=1280, height=720, frame_count=121, frame_rate=Fraction(24), has_audio=False, size_bytes=900_000
        )
        video = StoredVideo(asset_id=f"video-{task.id}-1.mp4", facts=facts)
        cover = Picture(asset_id=f"cover-{task.id}-1.jpg", width=1280, height=720)
        return running.succeed(Result(video=video, cover=cover), at=at)
    if chance < 0.98:
        return running.fail(Failure(code="engine_failed", message="The drawing failed."), at=at)
    return replace(task, state=State.CANCELLED, updated_at=at, finished_at=at)


def fill_sqlite(path: Path, count: int) -> None:
    """Put so many tasks into a database file that is up to date."""
    queries = load_queries()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for number, task in enumerate(make_tasks(count), start=1):
        connection.execute(queries["add_task"], accepted_columns(task) | life_columns(task))
        connection.execute(queries["add_prompt"], {"task_id": task.id})
        words = {
            "number": number,
            "words": " ".join(split_words(task.request.prompt)),
            "owner": " ".join(split_words(task.key_id)),
            "model": " ".join(split_words(task.model)),
        }
        connection.execute(queries["add_prompt_words"], words)
    connection.execute(
        "INSERT INTO tallies (span, start, key_id, model, state, count, spent) "
        "SELECT spans.span, finished_at / spans.length * spans.length, key_id, model, state, count(*), "
        "sum(CASE WHEN state = 'succeeded' THEN cost ELSE 0 END) "
        "FROM (SELECT 'hour' AS span, 3600000000 AS length UNION ALL SELECT 'day', 86400000000) AS spans "
        "CROSS JOIN tasks WHERE finished_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
    )
    connection.executemany(
        "INSERT INTO tries (start, key_id, is_delivered, within_ms, count) VALUES (?, ?, ?, ?, ?)",
        [(to_milliseconds(start) * 1000, *rest) for start, *rest in _tries()],
    )
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def fill_postgres(url: str, count: int) -> None:
    """The same for a PostgreSQL database."""
    connection = await asyncpg.connect(url)
    tasks = make_tasks(count)
    while rows := [accepted_values(task) + life_values(task) for task in islice(tasks, 20_000)]:
        await connection.copy_records_to_table("tasks", columns=_columns(), records=rows, timeout=600)
    await connection.execute(
        "INSERT INTO tallies (span, start, key_id, model, state, count, spent) "
        "SELECT spans.span, date_trunc(spans.span, finished_at, 'UTC'), key_id, model, state, count(*), "
        "sum(CASE WHEN state = 'succeeded' THEN cost ELSE 0 END) "
        "FROM (VALUES ('hour'), ('day')) AS spans (span) "
        "CROSS JOIN tasks WHERE finished_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5",
        timeout=600,
    )
    tries = ("start", "key_id", "is_delivered", "within_ms", "count")
    await connection.copy_records_to_table("tries", columns=tries, records=_tries(), timeout=600)
    await connection.execute("VACUUM (ANALYZE) tasks, prompts", timeout=600)
    await connection.close()


def _tries() -> list[tuple[datetime, str, bool, int, int]]:
    """As many as are ever kept: every key has had tries of every length in every hour, delivered and not."""
    hour = system_clock().replace(minute=0, second=0, microsecond=0)
    hours = range(TRIES_KEPT // timedelta(hours=1))
    return [
        (hour - timedelta(hours=number), key_id, is_delivered, within_ms, 7)
        for number in hours
        for key_id in KEYS
        for is_delivered in (True, False)
        for within_ms in STEPS
    ]


def _columns() -> Sequence[str]:
    """Of the table, in the order in which the values of a task come."""
    named = postgres_queries.load_queries()["add_tasks"].partition("(")[2].partition(")")[0]
    return [name.strip() for name in named.split(",")]
