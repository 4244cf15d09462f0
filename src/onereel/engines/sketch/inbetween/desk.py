"""Large arrays that every thread keeps and draws into again: fresh ones for each frame cost more than the drawing.

Not here: anything that outlives the next frame of the same thread.
"""

import threading

import numpy as np
from numpy.typing import DTypeLike

from onereel.engines.sketch.pixels import Field


class Desk(threading.local):
    """Sheets by name; each thread that looks finds its own."""

    def __init__(self) -> None:
        """An empty desk, made once in every thread."""
        self._sheets: dict[str, Field] = {}

    def sheet(self, name: str, shape: tuple[int, ...], kind: DTypeLike) -> Field:
        """The thread's array of that name, with whatever it holds from before."""
        found = self._sheets.get(name)
        if found is None or found.shape != shape or found.dtype != kind:
            found = self._sheets[name] = np.empty(shape, kind)
        return found
