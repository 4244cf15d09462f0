"""What all who deal with accounts have in common.

Not here: the dealings themselves.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from random import Random
from time import monotonic

from onereel.domain.clock import Clock
from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.books import Books
from onereel.engines.upstream.breakers import Breakers


@dataclass(frozen=True, kw_only=True, slots=True)
class Pauses:
    """How time passes for whoever waits."""

    wait: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Returns after so many seconds."""
    tick: Callable[[], float] = monotonic
    """Seconds since some moment, which no change of the clock disturbs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dealings:
    """The operator's accounts, with what is written down and known of them."""

    accounts: Mapping[str, Account]
    books: Books
    breakers: Breakers
    caller: Caller
    clock: Clock
    random: Random
    pauses: Pauses
