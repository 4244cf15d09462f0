"""The machine's own randomness, fetched in large pieces.

Not here: what is made of it (`ids.py`), or secrets and keys, which take theirs from `secrets`.
"""

import os
from collections.abc import Callable
from random import SystemRandom
from threading import Lock
from typing import Final

_PIECE: Final = 4096
"""Bytes fetched at once; the ids of one submit take about fifty."""


class SystemChance(SystemRandom):
    """As `random.SystemRandom`, with one system call for many numbers. Each byte is used once.

    A submit draws five numbers; at each system call Python may hand its lock to another thread, which costs more than
    the call. Not for both sides of a fork, which would draw the same.
    """

    def __init__(self, fetch: Callable[[int], bytes] = os.urandom, /) -> None:
        """`fetch` answers so many random bytes."""
        super().__init__()
        self._fetch = fetch
        self._piece = b""
        self._used = 0
        self._lock = Lock()

    def getrandbits(self, k: int, /) -> int:
        """`k` random bits as a whole number. Raises ValueError for a negative `k`."""
        if k < 0:
            raise ValueError("the number of bits must not be negative")
        count = (k + 7) // 8
        return int.from_bytes(self._take(count)) >> (count * 8 - k)

    def _take(self, count: int) -> bytes:
        with self._lock:
            if count > len(self._piece) - self._used:
                self._piece = self._fetch(max(count, _PIECE))
                self._used = 0
            start, self._used = self._used, self._used + count
            return self._piece[start : self._used]
