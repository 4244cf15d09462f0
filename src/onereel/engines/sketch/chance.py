"""Chance that repeats: every random number follows from the request and the name of what it is drawn for.

Not here: any state; two parts that draw under different names never disturb each other.
"""

import hashlib

import numpy as np


class Chance:
    """A source of random generators, told apart by name."""

    def __init__(self, *roots: object) -> None:
        self._roots = tuple(str(root) for root in roots)

    def of(self, *names: object) -> np.random.Generator:
        """A fresh generator for what `names` say; the same names give the same numbers."""
        text = "\0".join((*self._roots, *(str(name) for name in names)))
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))

    def under(self, *names: object) -> "Chance":
        """A source of its own for a part of the work."""
        return Chance(*self._roots, *names)
