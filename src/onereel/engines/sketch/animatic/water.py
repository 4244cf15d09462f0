"""Water: what stands above it, upside down and broken by ripples, with the sun's path on it.

Not here: foam on a shore (`shore.py`).
"""

import math

import cv2
import numpy as np

from onereel.engines.sketch.animatic.stage import Moment, Stage
from onereel.engines.sketch.animatic.texture import clouds
from onereel.engines.sketch.pixels import Colour, Field, Pixels, as_field, lay_over, premultiplied

TILE = 256
SPEEDS = ((12.0, 9.0), (-9.0, 12.0))
"""How many of a tile's pixels each sheet of waves goes to the side and toward the viewer in a second."""
CALMER_FROM = 0.5
"""Share of the way to the viewer from which ripples break the mirror no further: what is mirrored stays whole."""
HALF = 2
"""Ripples are soft: water is made at half the size of the frame."""


class Water:
    """A level sheet of water from a waterline down to the bottom of the frame."""

    def __init__(
        self,
        *,
        stage: Stage,
        line: float,
        colour: Colour,
        roughness: float = 1.0,
        mirror: float = 0.75,
        depth: float = 0.35,
        ends: float = 2.0,
    ) -> None:
        """Prepare. `line` is where the water begins, down the frame; `colour` that of deep water in plain daylight.

        `roughness` is 0.3 for a pond and 1 for the sea, `mirror` how much of the water is reflection. Nearer things
        hide it from `ends` on, down the frame.
        """
        self.depth = depth
        self._stage = stage
        self._line = line
        self._ends = ends
        self._mirror = mirror
        chance = stage.chance.of("water")
        self._tiles = [clouds(chance, size=TILE, falloff=1.7) - np.float32(0.5) for _ in SPEEDS]
        self._tint = self._make_tint(colour)
        self._make_maps(roughness)

    def _make_tint(self, colour: Colour) -> Pixels:
        """The water's own colour over the reflection: more of it toward the viewer."""
        palette = self._stage.palette
        share = np.linspace(0, 1, 64, dtype=np.float32)[:, None]
        deep = np.asarray(palette.lit(colour, 0.55), np.float32)
        far = np.asarray(palette.far(palette.lit(colour, 0.7), 0.45), np.float32)
        colours = far + (deep - far) * np.sqrt(share)[..., None]
        return premultiplied(colours, (1 - self._mirror) + 0.55 * self._mirror * share**1.2)

    def _make_maps(self, roughness: float) -> None:
        """All that does not change from frame to frame, for more rows than the camera ever sees."""
        stage = self._stage
        width = max(1, stage.width // HALF)
        usual = stage.height * (1 - self._line) / HALF
        down = as_field((np.arange(math.ceil(usual * 1.5) + 8)[:, None] + 0.5) / usual)
        far = 1 / (down * 0.95 + 0.05)
        self._columns = np.arange(width, dtype=np.float32)[None]
        across = (self._columns / width - 0.5) * far
        self._maps = [
            (as_field(np.mod(across * (110 + 40 * number), TILE)), as_field(np.mod(far * 55 + 0 * across, TILE)))
            for number in range(len(SPEEDS))
        ]
        tall = 720 * stage.unit
        self._reach = as_field(roughness * tall * 0.055 * (0.06 + np.minimum(down, CALMER_FROM)) * 0.5)
        palette = stage.palette
        away = (self._columns / width - palette.sun_across) * stage.width
        path = np.exp(-np.square(away / (stage.height * (0.05 + 0.16 * down)))) * np.clip(1.15 - down, 0, 1)
        bright = (0.9 if palette.sun_height < 0.3 else 0.5) if palette.disc and palette.glow > 0 else 0.0
        self._sun_path = as_field(path * bright * 255)

    def covers_from(self, moment: Moment) -> int:
        """The frame row from which on nothing behind it can be seen."""
        return math.floor(moment.point(0.5, self._line, self.depth)[1]) + 2

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Fill the canvas below the waterline."""
        _, edge = moment.point(0.5, self._line, self.depth)
        top = max(1, math.floor(edge))
        bottom = min(moment.height, math.ceil(moment.point(0.5, self._ends, self.depth)[1]))
        rows = bottom - top
        if rows < 2:
            return
        size = (max(1, moment.width // HALF), min(len(self._reach), max(1, rows // HALF)))
        above = cv2.resize(canvas[:top], (size[0], max(1, top // HALF)), interpolation=cv2.INTER_AREA)
        sheet = self._reflected(above, size, moment)
        lay_over(sheet, cv2.resize(self._tint, size, interpolation=cv2.INTER_LINEAR))
        water = cv2.resize(sheet, (moment.width, rows), interpolation=cv2.INTER_LINEAR)
        covered = 1 - (edge - top)  # the waterline moves by less than a row at a time
        water[0] = cv2.addWeighted(water[0], covered, canvas[top], 1 - covered, 0)
        canvas[top:bottom] = water

    def _reflected(self, above: Pixels, size: tuple[int, int], moment: Moment) -> Pixels:
        height = size[1]
        sideways, toward = self._ripples(height, moment)
        reach = self._reach[:height]
        columns = cv2.add(sideways * (reach * np.float32(0.5)), np.repeat(self._columns, height, axis=0))
        straight = above.shape[0] - 1 - np.arange(height, dtype=np.float32)[:, None] * np.float32(0.92)
        rows = np.abs(straight - np.abs(toward) * (reach * np.float32(1.6)))
        mirrored = cv2.remap(above, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return self._with_glitter(mirrored, toward)

    def _ripples(self, height: int, moment: Moment) -> tuple[Field, Field]:
        """How far every place is swung sideways and toward the viewer, about -1 to 1."""
        waves = []
        for tile, maps, speed in zip(self._tiles, self._maps, SPEEDS, strict=True):
            moved = _rolled(tile, moment.seconds * speed[0], moment.seconds * speed[1])
            waves.append(cv2.remap(moved, maps[0][:height], maps[1][:height], cv2.INTER_LINEAR))
        return (
            cv2.addWeighted(waves[0], 3.2, waves[1], 1.6, 0),
            cv2.addWeighted(waves[1], 3.2, waves[0], -1.28, 0),
        )

    def _with_glitter(self, sheet: Pixels, toward: Field) -> Pixels:
        path = self._sun_path[: sheet.shape[0]]
        strength = cv2.convertScaleAbs(cv2.multiply(np.maximum(toward - np.float32(0.25), 0), path, scale=2.2))
        blue, green, red = self._stage.palette.sun
        parts = [cv2.convertScaleAbs(strength, alpha=part / 255) for part in (blue, green, red)]
        return cv2.add(sheet, cv2.merge([*parts, np.zeros_like(strength)]))


def _rolled(tile: Field, across: float, down: float) -> Field:
    """The tile moved by less and more than whole pixels, coming in again at the other edge; one row and column more."""
    whole_across, whole_down = math.floor(across), math.floor(down)
    rolled = np.roll(tile, (whole_down % TILE, whole_across % TILE), axis=(0, 1))
    wide = cv2.copyMakeBorder(rolled, 1, 1, 1, 1, cv2.BORDER_WRAP)
    matrix = np.array([[1, 0, across - whole_across - 1], [0, 1, down - whole_down - 1]], np.float32)
    return cv2.warpAffine(wide, matrix, (TILE + 1, TILE + 1), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
