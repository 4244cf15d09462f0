"""A painted sheet that the camera moves over: the most common layer.

Not here: what is painted on it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.animatic.stage import Moment, Stage
from onereel.engines.sketch.pixels import Field, Pixels, lay_over, premultiplied


@dataclass(frozen=True, kw_only=True, slots=True)
class Painting:
    """Premultiplied pixels on the set."""

    picture: Pixels
    set_width: int
    """Of the whole set; the picture may be wider when it drifts."""
    set_height: int
    top: int
    """The set row at which the picture begins."""
    depth: float
    solid: int
    """The set row from which on the picture hides everything behind it."""
    drift: float = 0.0
    """Frame widths it goes to the right in a second, by itself."""

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Lay the part that the camera sees over the canvas."""
        scale = moment.scale(self.depth)
        across = moment.width / 2 - scale * (
            self.picture.shape[1] / 2 + (moment.pan * self.depth - self.drift * moment.seconds) * moment.width
        )
        down = moment.height / 2 - scale * (self.set_height / 2 + moment.tilt * self.depth * moment.height)
        first = max(0, int(np.floor(down + self.top * scale)))
        last = min(moment.height, int(np.ceil(down + (self.top + self.picture.shape[0]) * scale)))
        if first >= last:
            return
        matrix = np.array([[scale, 0, across], [0, scale, down + self.top * scale - first]], np.float32)
        # the matrix places pixel corners; warpAffine wants pixel centres
        matrix[:, 2] += (scale - 1) / 2
        size = (moment.width, last - first)
        seen = cv2.warpAffine(self.picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        solid = min(last, max(first, int(np.ceil(down + self.solid * scale)) + 1))
        if solid > first:
            lay_over(canvas[first:solid], seen[: solid - first])
        canvas[solid:last] = seen[solid - first :]


def paint(
    stage: Stage, colours: Field, coverage: Field | None = None, *, depth: float, top: int = 0, drift: float = 0.0
) -> Painting:
    """A painting out of BGR values (rows x columns x 3, or rows x columns x 4 premultiplied) and coverage."""
    if coverage is None:
        coverage = np.ones(colours.shape[:2], np.float32)
    rows = np.flatnonzero(coverage.max(axis=1) > 0.002)
    first = max(0, int(rows[0]) - 1) if rows.size else 0
    open_rows = np.flatnonzero(coverage.min(axis=1) < 0.998)
    solid = int(open_rows[-1]) + 1 if open_rows.size else 0
    part = colours[first:] if colours.ndim == 3 and colours.shape[0] > 1 else colours
    return Painting(
        picture=np.ascontiguousarray(
            premultiplied(np.broadcast_to(part, (*coverage[first:].shape, 3)), coverage[first:])
        ),
        set_width=stage.set_width,
        set_height=stage.set_height,
        top=top + first,
        depth=depth,
        solid=top + solid,
        drift=drift,
    )
