"""One submit, sent several times under one `Idempotency-Key`: what the server remembers of it.

Not here: the header (`onereel.server`), or when a claim may be made (`onereel.gateway`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A submit that is being worked on under a key, and who works on it."""

    key_id: str
    """The API key; every one has its own idempotency keys."""
    idempotency_key: str
    digest: str
    """SHA-256 of the request, hex; another body under the same key is told by it."""
    owner: str
    """Random, new with each try; only who made the claim can settle it."""
    until: datetime
    """When others may take the claim over, should its owner never come back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """The reply that a claim ends with, stored together with the task."""

    claim: Claim
    reply: bytes
    """The body, as it was sent."""
    keep_until: datetime


class ClaimVerdict(StrEnum):
    """What became of an attempt to claim an idempotency key."""

    OURS = "ours"
    """Nobody has it: go on, then settle or let go."""
    ANSWERED = "answered"
    """The same request was answered before; its reply is there."""
    RUNNING = "running"
    """The same request is being answered this moment."""
    OTHER_BODY = "other_body"
    """The key was used for another request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimOutcome:
    """The verdict, with the reply when it is ANSWERED."""

    verdict: ClaimVerdict
    reply: bytes | None = None

    @staticmethod
    def ours() -> "ClaimOutcome":
        """The claim was made."""
        return ClaimOutcome(verdict=ClaimVerdict.OURS)


def judge(claim: Claim, *, digest: str, until: datetime, reply: bytes | None, at: datetime) -> ClaimOutcome | None:
    """What stands against a claim where there is a record of its key already; None when the record is out of time."""
    if until <= at:
        return None
    if digest != claim.digest:
        return ClaimOutcome(verdict=ClaimVerdict.OTHER_BODY)
    if reply is None:
        return ClaimOutcome(verdict=ClaimVerdict.RUNNING)
    return ClaimOutcome(verdict=ClaimVerdict.ANSWERED, reply=reply)
