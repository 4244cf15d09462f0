"""Tries a step of storing again, since a store that is out of breath must not cost a finished video.

Not here: trying to draw again; that is the worker's affair.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from itertools import chain, repeat
from typing import Final, TypeAlias, TypeVar

from onereel.errors import Conflict, StoreError

logger = logging.getLogger(__name__)

T = TypeVar("T")
Wait: TypeAlias = Callable[[float], Awaitable[None]]
"""Returns after that many seconds, as `asyncio.sleep` does."""

A_FEW: Final = (0.1, 0.5, 2.0, 5.0, 5.0)
"""Seconds before each new try; afterwards the error goes up."""

_LONGEST: Final = 5.0


def without_end() -> Iterable[float]:
    """Pauses for what has no other way out; only a cancellation ends them."""
    return chain(A_FEW, repeat(_LONGEST))


async def patiently(step: Callable[[], Awaitable[T]], *, wait: Wait, pauses: Iterable[float] = A_FEW) -> T:
    """What `step` answers, tried again after each pause when it raises StoreError or OSError.

    A Conflict goes up at once: it is an answer. Once the pauses are used up, the last error goes up.
    """
    for pause in pauses:
        try:
            return await step()
        except Conflict:
            raise
        except (StoreError, OSError) as error:
            logger.warning("storing failed", extra={"action": "storing_failed", "error": type(error).__name__})
        await wait(pause)
    return await step()
