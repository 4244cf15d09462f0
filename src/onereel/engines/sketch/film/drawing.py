"""What can be filmed: something that draws its frame number n without knowing the others.

Not here: any such thing; see `inbetween` and `animatic`.
"""

from typing import Protocol

from onereel.engines.sketch.pixels import Pixels


class Drawing(Protocol):
    """A moving picture, ready to be drawn."""

    def frame(self, index: int) -> Pixels:
        """Frame number `index`, opaque BGRA.

        A pure function of the index, safe to call from several threads. The array may be one that the same thread
        draws its next frame into, so use or copy it before asking for another.
        """
        ...
