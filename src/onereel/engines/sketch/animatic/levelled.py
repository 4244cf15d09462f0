"""A painting for a camera that only goes sideways: brought to its size once, then only shifted.

Shifting by a part of a pixel is a blend of two neighbouring columns, which takes a quarter of the time of a warp.

Not here: when a camera does that (`shot.py`), or any other camera (`painting.py`).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.animatic.painting import Painting
from onereel.engines.sketch.animatic.stage import Moment
from onereel.engines.sketch.pixels import Pixels, lay_over


@dataclass(frozen=True, kw_only=True, slots=True)
class Levelled:
    """A painting at the size and height at which every moment of the shot shows it."""

    picture: Pixels
    """As seen, from the frame row `first` on; premultiplied."""
    first: int
    solid: int
    """The frame row from which on it hides everything behind it; beyond the frame when it never does."""
    spans: tuple[tuple[int, int], ...]
    """From which column of the picture to which there is anything to see."""
    depth: float
    drift: float

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Lay the part that the camera sees over the canvas."""
        last = min(canvas.shape[0], self.first + self.picture.shape[0])
        if self.first >= last:
            return
        scale = moment.scale(self.depth)
        gone = (moment.pan * self.depth - self.drift * moment.seconds) * moment.width
        across = moment.width / 2 - self.picture.shape[1] / 2 - scale * gone
        for begin, end in self.spans:
            left = max(0, int(np.floor(across + begin)))
            right = min(moment.width, int(np.ceil(across + end)))
            if left < right:
                self._draw_part(canvas[self.first : last, left:right], left - across)

    def covers_from(self, moment: Moment) -> int:
        """The frame row from which on nothing behind it can be seen."""
        return self.solid

    def _draw_part(self, canvas: Pixels, start: float) -> None:
        """Lay the picture over a part of the canvas whose left edge sees the picture's column `start`."""
        rows, columns = canvas.shape[:2]
        seen = self._shifted(start, rows, columns)
        solid = min(rows, max(0, self.solid - self.first))
        if solid:
            lay_over(canvas[:solid], seen[:solid])
        canvas[solid:] = seen[solid:]

    def _shifted(self, start: float, rows: int, columns: int) -> Pixels:
        whole = int(np.floor(start))
        share = start - whole
        if whole < 0 or whole + columns + 1 > self.picture.shape[1]:
            # Over the edge of the set, whose last column goes on for ever.
            at = np.clip(np.arange(whole, whole + columns + 1), 0, self.picture.shape[1] - 1)
            part: Pixels = self.picture[:rows, at]
        else:
            part = self.picture[:rows, whole : whole + columns + 1]
        return cv2.addWeighted(part[:, :-1], 1 - share, part[:, 1:], share, 0)


def levelled(painting: Painting, moment: Moment) -> Levelled:
    """The painting as it is seen by a camera that from `moment` on neither tilts nor zooms."""
    scale, down = moment.scale(painting.depth), painting.down(moment)
    rows, columns = painting.picture.shape[:2]
    first = max(0, int(np.floor(down + painting.top * scale)))
    last = min(moment.height, int(np.ceil(down + (painting.top + rows) * scale)))
    width = round(columns * scale)
    matrix = np.array(
        [[width / columns, 0, 0], [0, scale, down - first + painting.top * scale]],
        np.float32,
    )
    # The matrix places pixel corners; warpAffine wants pixel centres.
    matrix[:, 2] += (matrix[0, 0] - 1) / 2, (scale - 1) / 2
    size = (width, max(0, last - first))
    picture: Pixels = np.zeros((0, width, 4), np.uint8)
    if size[1]:
        picture = cv2.warpAffine(
            painting.picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    return Levelled(
        picture=picture,
        first=first,
        solid=painting.covers_from(moment),
        spans=tuple((int(np.floor(begin * scale)), int(np.ceil(end * scale))) for begin, end in painting.spans),
        depth=painting.depth,
        drift=painting.drift,
    )
