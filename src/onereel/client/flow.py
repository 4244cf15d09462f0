"""The few things in which a program that waits and one that is async differ; all else is written once.

Not here: anything of videos. `tools/write_sync_client.py` turns each `async_…` name into its twin without the prefix.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import isawaitable, iscoroutine
from random import Random
from typing import TypeAlias, TypeVar
from uuid import uuid4

T = TypeVar("T")

AsyncPause: TypeAlias = Callable[[float], Awaitable[None]]
Pause: TypeAlias = Callable[[float], None]
"""Returns after that many seconds."""


async def async_pause(seconds: float) -> None:
    """Let others go on for that many seconds."""
    await asyncio.sleep(seconds)


def pause(seconds: float) -> None:
    """Return after that many seconds; Ctrl-C ends it at once."""
    time.sleep(seconds)


async def async_in_thread(work: Callable[[], T]) -> T:
    """Work that holds up its thread, such as reading a file."""
    return await asyncio.to_thread(work)


def in_thread(work: Callable[[], T]) -> T:
    """The same where nobody else is held up."""
    return work()


def _mint() -> str:
    return str(uuid4())


async def async_settle(outcome: object) -> None:
    """Whatever a callback gave back; of an async one it is what is still to be awaited."""
    if isawaitable(outcome):
        await outcome


def settle(outcome: object) -> None:
    """The same where nobody awaits."""
    if iscoroutine(outcome):
        outcome.close()
        raise TypeError("`on_progress` is async, and this client is not: take AsyncClient, or a plain function.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """Time and chance, which tests replace."""

    monotonic: Callable[[], float] = time.monotonic
    """Seconds since some moment."""
    wall: Callable[[], float] = time.time
    """Seconds since 1970; only to read a `Retry-After` that is a date."""
    chance: Callable[[], float] = Random().random  # noqa: S311 - spreads retries, guards nothing
    """0.0 to 1.0."""
    mint_key: Callable[[], str] = _mint
    """A new `Idempotency-Key`."""
