"""What a video is at one moment, in words that are the same for every provider.

Not here: how any provider says it (`dialects/`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TypeAlias

Reply: TypeAlias = Mapping[str, object]
"""A JSON object as a server sent it."""


class State(StrEnum):
    """Where a video is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether it stays so."""
        return self in {State.SUCCEEDED, State.FAILED, State.CANCELLED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What the server told of the price. How many tokens or credits are one CNY differs by model."""

    tokens: int | None = None
    """`usage.total_tokens`."""
    credits: int | None = None
    """The provider's own unit, where it has one (PixVerse, Vidu)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Why there is no video."""

    code: str
    """The provider's word; `failed` or `moderated` where it has none."""
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """One event of a video that is being made."""

    state: State
    progress: float | None
    """0.0 to 1.0; None where the provider tells none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What one answer told; None is what it did not tell."""

    state: State | None = None
    progress: float | None = None
    url: str | None = None
    cover_url: str | None = None
    watermarked_url: str | None = None
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    cost: Cost | None = None
    failure: Failure | None = None
    request_id: str | None = None
    raw: Reply | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """A video at one moment."""

    model: str
    """The model that makes it."""
    id: str
    """The id that the submit was answered with, in the provider's shape."""
    state: State = State.QUEUED
    progress: float | None = None
    """0.0 to 1.0; None where the provider tells none."""
    url: str | None = None
    """Once it has succeeded. Signed; good for 24 hours at onereel and at most providers."""
    cover_url: str | None = None
    """A still, where the provider tells one. Signed; good for one hour."""
    watermarked_url: str | None = None
    """The marked twin, where one was asked for."""
    seconds: float | None = None
    """Length: as told, else as asked for."""
    width: int | None = None
    """Pixels: as told, else as asked for."""
    height: int | None = None
    """Pixels: as told, else as asked for."""
    cost: Cost | None = None
    failure: Failure | None = None
    request_id: str | None = None
    """What the server's log calls the newest answer."""
    raw: Reply = field(default_factory=dict)
    """The newest answer, as the provider words it."""

    def learn(self, told: Told) -> "Snapshot":
        """The same video with what an answer told. What has ended stays ended as it did."""
        news = {name: getattr(told, name) for name in _TOLD if getattr(told, name) is not None}
        if self.state.is_terminal:
            news["state"] = self.state
        newer = replace(self, **news)
        return replace(newer, progress=1.0) if newer.state is State.SUCCEEDED else newer


_TOLD = tuple(one.name for one in fields(Told))
