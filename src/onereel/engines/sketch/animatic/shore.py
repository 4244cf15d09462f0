"""The sand at the edge of the sea and the foam that runs up on it.

Not here: the sea (`water.py`).
"""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from onereel.engines.sketch.animatic.painting import Painting, paint
from onereel.engines.sketch.animatic.stage import Moment, Stage
from onereel.engines.sketch.animatic.texture import clouds, outline, spread
from onereel.engines.sketch.pixels import Colour, Field, Pixels, as_field, smoothstep

SAND: Colour = (142, 190, 226)
STREWN: tuple[Colour, ...] = ((226, 236, 244), (130, 160, 186), (110, 136, 160), (196, 206, 236))
WET: Colour = (98, 140, 176)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shore:
    """Sand from the water's edge to the viewer."""

    stage: Stage
    line: float
    depth: float
    sand: Painting = field(init=False)
    edge: Field = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "edge", self._bay())
        object.__setattr__(self, "sand", self._sand())

    def _bay(self) -> Field:
        """How far the water's edge swings up and down: a slant to one side, a curve and some small turns."""
        chance = self.stage.chance.of("bay")
        away = np.tanh((self.stage.columns()[0] - 0.5) * 1.3)
        slant = (0.045 + 0.03 * chance.random()) * (1 if chance.random() < 0.5 else -1)
        turns = outline(self.stage.chance.of("shore"), self.stage.set_width, features=2.2, octaves=3)
        return as_field(slant * away + 0.05 * (away * away - 0.2) + 0.010 * turns)

    def _sand(self) -> Painting:
        stage, palette = self.stage, self.stage.palette
        rows = stage.rows()
        below = rows - (self.line + self.edge[None])
        height, width = stage.set_height, stage.set_width
        tile = clouds(stage.chance.of("sand"), falloff=1.4)
        rough = spread(tile, width=width, height=height, across=stage.height * 0.6, down=stage.height * 0.14) - 0.5
        dry = smoothstep(0.03, 0.11, below + 0.03 * rough)[..., None]
        lit = np.asarray(palette.lit(SAND, 0.8), np.float32)
        wet = np.asarray(palette.far(palette.lit(WET, 0.6), 0.15), np.float32) * 0.62
        wet = wet + 0.38 * np.asarray(palette.sky[2], np.float32)
        colours = wet + (lit - wet) * dry
        colours = colours * (1 + 0.14 * rough[..., None]) * (1 - 0.22 * np.clip(below / 0.4, 0, 1))[..., None]
        sand = paint(stage, colours, smoothstep(-0.012, 0.012, below), depth=self.depth)
        _strew(stage, sand, line=self.line + 0.09)
        return sand

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Lay the sand over the sea, then two tongues of foam that come and go."""
        self.sand.draw(canvas, moment)
        for number, period in enumerate((5.3, 7.7)):
            self._foam(canvas, moment, number=number, period=period)

    def _foam(self, canvas: Pixels, moment: Moment, *, number: int, period: float) -> None:
        share = (moment.seconds / period + 0.35 + 0.5 * number) % 1
        reach = 0.045 * math.sin(math.pi * min(1.0, share * 1.25)) - 0.018
        strength = math.sin(math.pi * share) ** 0.7
        columns = np.linspace(0, len(self.edge) - 1, 90)
        edge = np.interp(columns, np.arange(len(self.edge)), self.edge)
        wobble = 0.006 * np.sin(columns / self.stage.unit * 0.021 + moment.seconds * 1.3 + number * 2)
        line = self.line + edge + reach + wobble
        across = (columns - self.stage.set_width / 2) / self.stage.width + 0.5
        points = [moment.point(float(x), float(y), self.depth) for x, y in zip(across, line, strict=True)]
        corners = np.round((np.array(points) - 0.5) * 16).astype(np.int32)
        top = max(0, int(min(y for _, y in points)) - 30)
        bottom = min(moment.height, int(max(y for _, y in points)) + 12)
        if bottom - top < 4:
            return
        part = np.ascontiguousarray(canvas[top:bottom])
        white = self.stage.palette.lit((252, 250, 246), 0.9)
        foam = part.copy()
        corners[:, 1] -= top * 16
        for width, lift in ((7.0, 0), (2.5, -9), (1.6, -17)):
            shifted = corners + np.array([0, round(lift * self.stage.unit * 16)], np.int32)
            cv2.polylines(
                foam,
                [shifted],
                isClosed=False,
                color=(*white, 255.0),
                thickness=max(1, round(width * self.stage.unit)),
                lineType=cv2.LINE_AA,
                shift=4,
            )
        canvas[top:bottom] = cv2.addWeighted(part, 1 - 0.8 * strength, foam, 0.8 * strength, 0)


def _strew(stage: Stage, sand: Painting, *, line: float) -> None:
    """Pebbles, shells and a starfish or two on the dry sand, smaller far away."""
    chance = stage.chance.of("strewn")
    for number in range(round(70 * stage.set_width / stage.width)):
        share = float(chance.random()) ** 1.3
        x, y = chance.random() * stage.set_width, stage.row(line + (1.04 - line) * share) - sand.top
        size = stage.unit * (1.2 + 3.4 * share) * (0.6 + 0.8 * chance.random())
        tone = STREWN[int(chance.integers(len(STREWN)))]
        colour = (*stage.palette.lit(tone, 0.75), 255.0)
        if number % 17 == 0:
            angles = np.arange(10) * (np.pi / 5) + chance.random()
            reach = np.where(np.arange(10) % 2, 1.0, 2.4) * size
            star = np.stack([x + np.cos(angles) * reach, y + np.sin(angles) * reach * 0.55], axis=1)
            colour = (*stage.palette.lit((80, 120, 230), 0.8), 255.0)
            cv2.fillPoly(sand.picture, [np.round(star * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)
        else:
            axes = (max(8, round(size * 16)), max(6, round(size * 9)))
            cv2.ellipse(sand.picture, (round(x * 16), round(y * 16)), axes, 0, 0, 360, colour, -1, cv2.LINE_AA, 4)
