"""Ids in the shapes that providers use: time-ordered, hard to guess, and never the same twice from one minter.

Not here: uniqueness over processes; the store refuses an id that exists (`IdTaken`) and the caller mints again.
"""

from datetime import datetime
from random import Random
from uuid import UUID

from onereel.domain.clock import Clock, to_milliseconds


class Snowflake:
    """Mints whole numbers out of the time and random low bits, each greater than the one before.

    PixVerse's, Kling's and Vidu's ids are of this kind; the epochs and widths beside each provider's models were
    computed from pairs of (id, creation time) in their documents.
    """

    def __init__(self, *, epoch_ms: int, low_bits: int, clock: Clock, random: Random) -> None:
        self._epoch_ms = epoch_ms
        self._low_bits = low_bits
        self._clock = clock
        self._random = random
        self._last = 0

    def mint(self) -> int:
        """The next id."""
        elapsed = to_milliseconds(self._clock()) - self._epoch_ms
        candidate = (elapsed << self._low_bits) | self._random.getrandbits(self._low_bits)
        self._last = max(candidate, self._last + 1)
        return self._last


def mint_uuid(random: Random) -> str:
    """A random (version 4) UUID, such as Wan's task ids and every provider's request ids."""
    return str(UUID(int=random.getrandbits(128), version=4))


def mint_task_id(clock: Clock, random: Random) -> str:
    """Our own id of a task: 12 hex digits of milliseconds, so that ids sort by time, then 20 random ones."""
    return f"{to_milliseconds(clock()):012x}{random.getrandbits(80):020x}"


def mint_asset_id(prefix: str, suffix: str, random: Random) -> str:
    """The name of a new file in the asset store, such as `image-<32 hex>.png`. `suffix` comes without a dot."""
    return f"{prefix}-{random.getrandbits(128):032x}.{suffix}"


def mint_message_id(at: datetime, random: Random) -> str:
    """The `webhook-id` of a callback: `msg_`, then 12 hex digits of milliseconds and 20 random ones."""
    return f"msg_{to_milliseconds(at):012x}{random.getrandbits(80):020x}"
