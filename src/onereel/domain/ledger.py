"""Money as entries that are never changed: each moves credit of one key between three places and adds up to nothing.

Not here: prices (each provider's `models.py`), or limits (`account.py`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from onereel.domain.account import Account
from onereel.domain.task import State, Task


class EntryKind(StrEnum):
    """Why credit moves."""

    HOLD = "hold"
    """At the submit: the price is set aside."""
    CAPTURE = "capture"
    """At success: what was truly made is paid for, the rest is given back."""
    RELEASE = "release"
    """At failure or cancellation: all is given back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One movement. The three amounts, in millionths of one CNY, are what each place gains; their sum is 0."""

    task_id: str
    key_id: str
    kind: EntryKind
    available: int
    held: int
    spent: int
    at: datetime

    def __post_init__(self) -> None:
        """Raises ValueError on an entry that makes or loses credit."""
        if self.available + self.held + self.spent != 0:
            raise ValueError("the amounts of an entry must add up to 0")


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerAudit:
    """What an audit of the whole ledger has found."""

    entries: int
    balance: int
    """The sum over all amounts of all entries; 0 when all is well."""
    tasks: int
    unheld: int
    """Tasks without their hold."""
    unended: int
    """Ended tasks without exactly the entry that their state calls for."""
    overended: int
    """Open tasks with an entry that ends them."""
    misstated: int
    """Keys whose running totals are not the sums of their entries."""

    @property
    def sound(self) -> bool:
        """Whether every task is held once, ended once, and every sum is right."""
        return not (self.balance or self.unheld or self.unended or self.overended or self.misstated)


def hold_for(task: Task) -> Entry:
    """The entry with which a task is accepted."""
    cost = task.charge.cost
    return Entry(
        task_id=task.id,
        key_id=task.key_id,
        kind=EntryKind.HOLD,
        available=-cost,
        held=cost,
        spent=0,
        at=task.created_at,
    )


def end_for(task: Task) -> Entry | None:
    """The entry with which an ended task is settled; None while it is open."""
    if not task.state.is_terminal:
        return None
    held = task.charge.cost
    spent = price_of_made(task) if task.state is State.SUCCEEDED else 0
    return Entry(
        task_id=task.id,
        key_id=task.key_id,
        kind=EntryKind.CAPTURE if task.state is State.SUCCEEDED else EntryKind.RELEASE,
        available=held - spent,
        held=-held,
        spent=spent,
        at=task.finished_at or task.updated_at,
    )


def price_of_made(task: Task) -> int:
    """What a succeeded task costs: its price, or the part of it that the seconds of its file are of those asked for."""
    cost = task.charge.cost
    if task.result is None:
        return cost
    made, asked = task.result.video.facts.frame_count, task.request.frame_count
    seconds_made = task.result.video.facts.seconds
    share = seconds_made * task.request.frame_rate / asked if made else 0
    return min(cost, ceil(cost * share))


def settle(account: Account, entry: Entry) -> Account:
    """The totals of a key after the entry that ends a task of its own."""
    return account.settle(held=-entry.held, spent=entry.spent)
