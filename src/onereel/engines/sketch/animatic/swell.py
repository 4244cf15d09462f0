"""A rough sea: rows of waves that roll past, with foam on their crests.

Not here: calm water and what it mirrors (`water.py`).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.animatic.stage import Moment, Stage
from onereel.engines.sketch.pixels import Colour, Field, Pixels, as_field, mix, scaled

POINTS = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Swell:
    """One row of waves."""

    stage: Stage
    base: float
    """Where it lies, down the frame."""
    size: float
    """Height of its crests, in frame heights."""
    colour: Colour
    depth: float
    phase: float
    cover: float = 0.80

    def _crest(self, moment: Moment, across: Field) -> Field:
        """How high the water stands at places across the frame, -1 to 1, crests sharper than troughs."""
        time, at = moment.seconds, across * self.stage.width / self.stage.height / (0.30 + 2.6 * self.size)
        long = np.sin(at * 2.1 + self.phase + time * 0.9)
        short = np.sin(at * 4.7 - time * 1.4 + self.phase * 2.3)
        fine = np.sin(at * 11.0 + time * 2.3 + self.phase * 5.1)
        swell = 0.62 * long + 0.28 * short + 0.08 * fine
        return as_field(swell + 0.22 * swell * np.abs(swell))

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Lay the row over the canvas, from its crests down to the bottom."""
        share = np.linspace(-0.02, 1.02, POINTS, dtype=np.float32)
        world = share - 0.5 + moment.pan * self.depth
        high = self._crest(moment, world)
        _, base = moment.point(0.5, self.base, self.depth)
        rows = base - high * np.float32(self.size * moment.height * moment.scale(self.depth))
        top = max(0, int(np.min(rows)) - 4)
        if top >= moment.height:
            return
        part = np.ascontiguousarray(canvas[top:])
        sheet = part.copy()
        points = np.stack([share * moment.width, rows - top], axis=1)
        corners = np.concatenate(
            [points, [[moment.width * 1.02, moment.height], [-moment.width * 0.02, moment.height]]]
        )
        seen = self.stage.palette.lit(self.colour, 0.5)
        cv2.fillPoly(sheet, [_fixed(corners)], (*seen, 255.0), cv2.LINE_AA, 4)
        self._shade(sheet, points, seen)
        canvas[top:] = cv2.addWeighted(part, 1 - self.cover, sheet, self.cover, 0)

    def _shade(self, sheet: Pixels, points: Field, seen: Colour) -> None:
        """A lighter band under each crest, foam along it."""
        unit = self.stage.unit
        for reach, tone in ((26, 0.10), (12, 0.20)):
            lower = points + np.array([0, reach * unit * (0.5 + 9 * self.size)])
            band = np.concatenate([points, lower[::-1]])
            cv2.fillPoly(sheet, [_fixed(band)], (*mix(seen, self.stage.palette.haze, tone), 255.0), cv2.LINE_AA, 4)
        foam = scaled(mix(self.stage.palette.haze, (255, 255, 255), 0.6), 0.96)
        slope = np.gradient(points[:, 1])
        high = points[:, 1] < points[:, 1].mean()
        for start in range(0, POINTS - 6, 3):
            if high[start] and abs(slope[start]) < 2.2 * unit:
                wide = max(1, round((1.0 + 26 * self.size) * unit))
                cv2.polylines(sheet, [_fixed(points[start : start + 4])], False, (*foam, 255.0), wide, cv2.LINE_AA, 4)


def _fixed(points: Field) -> Pixels:
    return np.round(points * 16).astype(np.int32)
