"""Small charts as numbers that a template draws: columns over time and bars beside names.

Not here: the drawing (`templates/charts.html`), or where the numbers come from.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from onereel.domain.tries import TryTally, latency_within

HEIGHT: Final = 96
"""Of the drawing of columns, in its own units."""
STEP: Final = 10
"""From one column to the next."""


class Timed(Protocol):
    """What was counted within a span of time."""

    @property
    def start(self) -> datetime: ...


TimedT = TypeVar("TimedT", bound=Timed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One stretch of a column or bar."""

    kind: str
    amount: int
    top: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """Everything of one span of time."""

    at: datetime
    left: int
    parts: tuple[Part, ...]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """A chart over time."""

    columns: tuple[Column, ...]
    kinds: tuple[str, ...]
    most: int
    total: int
    by_day: bool

    @property
    def width(self) -> int:
        """In the drawing's own units."""
        return len(self.columns) * STEP


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One name with two amounts, in hundredths of the longest bar."""

    name: str
    usual: float
    slow: float
    usual_length: float
    slow_length: float
    count: int


def draw_columns(
    tallies: Iterable[TimedT],
    *,
    now: datetime,
    span: timedelta,
    count: int,
    kind_of: Callable[[TimedT], str],
    amount_of: Callable[[TimedT], int],
    kinds: Sequence[str],
) -> Columns:
    """A column for each span of time up to now, with one stretch for each kind."""
    start = first_of(now, span=span, count=count)
    sums: list[dict[str, int]] = [{} for _ in range(count)]
    for tally in tallies:
        number = (tally.start - start) // span
        if 0 <= number < count:
            kind = kind_of(tally)
            sums[number][kind] = sums[number].get(kind, 0) + amount_of(tally)
    most = max((sum(one.values()) for one in sums), default=0)
    columns = tuple(
        Column(
            at=start + number * span,
            left=number * STEP,
            parts=_stack(one, kinds, most),
            total=sum(one.values()),
        )
        for number, one in enumerate(sums)
    )
    total = sum(column.total for column in columns)
    return Columns(columns=columns, kinds=tuple(kinds), most=most, total=total, by_day=span >= timedelta(days=1))


def draw_latencies(tallies: Iterable[TryTally], *, now: datetime, count: int) -> Columns:
    """A column for each hour: what half of the tries kept within, and on top of it what nineteen of twenty did."""
    hour = timedelta(hours=1)
    start = first_of(now, span=hour, count=count)
    hours = [start + number * hour for number in range(count)]
    own: dict[datetime, list[TryTally]] = {at: [] for at in hours}
    for tally in tallies:
        if tally.start in own:
            own[tally.start].append(tally)
    found = [(latency_within(own[at], 0.5) or 0, latency_within(own[at], 0.95) or 0) for at in hours]
    most = max((slow for _, slow in found), default=0)
    columns = tuple(
        Column(at=at, left=number * STEP, parts=_nest(usual, slow, most), total=slow)
        for number, (at, (usual, slow)) in enumerate(zip(hours, found, strict=True))
    )
    total = sum(column.total for column in columns)
    return Columns(columns=columns, kinds=("usual", "slow"), most=most, total=total, by_day=False)


def first_of(now: datetime, *, span: timedelta, count: int) -> datetime:
    """When the first of so many spans begins, the last of which holds this moment."""
    whole = now.replace(minute=0, second=0, microsecond=0)
    if span >= timedelta(days=1):
        whole = whole.replace(hour=0)
    return whole - (count - 1) * span


def draw_bars(times: Mapping[str, Sequence[timedelta]]) -> list[Bar]:
    """For each name the time that half of them and that nineteen of twenty keep within."""
    found = {name: sorted(one.total_seconds() for one in spans) for name, spans in times.items() if spans}
    longest = max((spans[_rank(spans, 0.95)] for spans in found.values()), default=0.0) or 1.0
    bars = []
    for name, spans in found.items():
        usual, slow = spans[_rank(spans, 0.5)], spans[_rank(spans, 0.95)]
        bars.append(
            Bar(
                name=name,
                usual=usual,
                slow=slow,
                usual_length=round(usual / longest * 100, 1),
                slow_length=round(slow / longest * 100, 1),
                count=len(spans),
            )
        )
    return bars


def _rank(spans: Sequence[float], share: float) -> int:
    return min(len(spans) - 1, int(len(spans) * share))


def _stack(sums: Mapping[str, int], kinds: Sequence[str], most: int) -> tuple[Part, ...]:
    parts, top = [], float(HEIGHT)
    for kind in kinds:
        amount = sums.get(kind, 0)
        if amount > 0:
            height = round(amount / most * HEIGHT, 2)
            top = round(top - height, 2)
            parts.append(Part(kind=kind, amount=amount, top=top, height=height))
    return tuple(parts)


def _nest(usual: int, slow: int, most: int) -> tuple[Part, ...]:
    """The shorter time below, and what the longer one has beyond it on top; each with its whole amount."""
    if slow == 0:
        return ()
    below, whole = (round(amount / most * HEIGHT, 2) for amount in (usual, slow))
    return (
        Part(kind="usual", amount=usual, top=round(HEIGHT - below, 2), height=below),
        Part(kind="slow", amount=slow, top=round(HEIGHT - whole, 2), height=round(whole - below, 2)),
    )
