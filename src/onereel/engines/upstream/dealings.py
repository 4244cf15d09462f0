"""What all who deal with accounts have in common.

Not here: the dealings themselves.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from random import Random

from onereel.domain.clock import Clock
from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.books import Books
from onereel.engines.upstream.breakers import Breakers


@dataclass(frozen=True, kw_only=True, slots=True)
class Dealings:
    """The operator's accounts, with what is written down and known of them."""

    accounts: Mapping[str, Account]
    books: Books
    breakers: Breakers
    caller: Caller
    clock: Clock
    random: Random
    wait: Callable[[float], Awaitable[None]]
