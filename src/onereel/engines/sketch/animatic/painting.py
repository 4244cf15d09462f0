"""A painted sheet that the camera moves over: the most common layer.

Not here: what is painted on it.
"""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from onereel.engines.sketch.animatic.stage import Moment, Stage
from onereel.engines.sketch.pixels import Field, Pixels, lay_over, premultiplied

GAP = 48
"""Empty columns that are worth leaving out."""


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
    spans: tuple[tuple[int, int], ...] = field(init=False)
    """From which column to which there is anything to see; the emptiness between need not be drawn."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", _spans(self.picture))

    def across(self, moment: Moment) -> float:
        """The frame column at which the picture begins, in pixels."""
        gone = (moment.pan * self.depth - self.drift * moment.seconds) * moment.width
        width: int = self.picture.shape[1]
        return moment.width / 2 - moment.scale(self.depth) * (width / 2 + gone)

    def down(self, moment: Moment) -> float:
        """The frame row at which the set begins, in pixels."""
        scale = moment.scale(self.depth)
        return moment.height / 2 - scale * (self.set_height / 2 + moment.tilt * self.depth * moment.height)

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Lay the part that the camera sees over the canvas."""
        scale, across, down = moment.scale(self.depth), self.across(moment), self.down(moment)
        first = max(0, int(np.floor(down + self.top * scale)))
        last = min(canvas.shape[0], int(np.ceil(down + (self.top + self.picture.shape[0]) * scale)))
        if first >= last:
            return
        for begin, end in self.spans:
            left = max(0, int(np.floor(across + begin * scale)))
            right = min(moment.width, int(np.ceil(across + end * scale)))
            if left < right:
                self._draw_part(canvas[:, left:right], moment, rows=(first, last), corner=(across - left, down - first))

    def _draw_part(self, canvas: Pixels, moment: Moment, *, rows: tuple[int, int], corner: tuple[float, float]) -> None:
        """Lay the picture, its corner being there, over some columns of the canvas."""
        scale = moment.scale(self.depth)
        matrix = np.array([[scale, 0, corner[0]], [0, scale, corner[1] + self.top * scale]], np.float32)
        # the matrix places pixel corners; warpAffine wants pixel centres
        matrix[:, 2] += (scale - 1) / 2
        first, last = rows
        size = (canvas.shape[1], last - first)
        seen = cv2.warpAffine(self.picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        solid = min(last, max(first, self.covers_from(moment)))
        if solid > first:
            lay_over(canvas[first:solid], seen[: solid - first])
        canvas[solid:last] = seen[solid - first :]

    def covers_from(self, moment: Moment) -> int:
        """The frame row from which on nothing behind it can be seen; one far below if it does not reach down so far."""
        if self.top + self.picture.shape[0] < self.set_height or self.drift:
            return 10 * moment.height
        return int(np.ceil(self.down(moment) + self.solid * moment.scale(self.depth))) + 1


def _spans(picture: Pixels) -> tuple[tuple[int, int], ...]:
    """Runs of columns that are not empty; those with little between them are one. A run at the edge goes on beyond."""
    width = picture.shape[1]
    filled = np.flatnonzero(picture.any(axis=(0, 2)))
    if not filled.size:
        return ()
    breaks = np.flatnonzero(np.diff(filled) > GAP).tolist()
    begins = [int(filled[0]), *(int(filled[at + 1]) for at in breaks)]
    ends = [*(int(filled[at]) + 1 for at in breaks), int(filled[-1]) + 1]
    beyond = 10 * width
    return tuple(
        (begin - 2 if begin > 2 else -beyond, end + 2 if end < width - 2 else beyond)
        for begin, end in zip(begins, ends, strict=True)
    )


def merged(*paintings: Painting) -> Painting:
    """Paintings of one depth as one, the first behind: one sheet is drawn faster than two."""
    top = min(painting.top for painting in paintings)
    bottom = max(painting.top + painting.picture.shape[0] for painting in paintings)
    sheet: Pixels = np.zeros((bottom - top, paintings[0].picture.shape[1], 4), np.uint8)
    for painting in paintings:
        begins = painting.top - top
        lay_over(sheet[begins : begins + painting.picture.shape[0]], painting.picture)
    return replace(paintings[-1], picture=sheet, top=top, solid=min(painting.solid for painting in paintings))


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
