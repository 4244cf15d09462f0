"""House fronts along a street: shops with awnings below, shuttered windows above, tiled roofs in an old town.

Not here: towers seen from afar (`buildings.py`).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.animatic.painting import Painting
from onereel.engines.sketch.animatic.stage import Stage
from onereel.engines.sketch.pixels import Colour, Pixels, mix, scaled

PLASTER: tuple[Colour, ...] = (
    (176, 206, 232), (150, 186, 222), (196, 206, 204), (150, 172, 212), (206, 196, 180), (170, 210, 214),
)  # fmt: skip
TIMBER: tuple[Colour, ...] = ((84, 104, 132), (70, 84, 112), (100, 118, 140), (196, 208, 214))
AWNINGS: tuple[Colour, ...] = ((66, 70, 200), (90, 140, 70), (60, 150, 220), (150, 100, 60), (110, 90, 160))
GLOW: Colour = (120, 200, 255)
LANTERN: Colour = (60, 70, 235)
TILES: Colour = (82, 78, 76)


@dataclass(frozen=True, slots=True)
class _Front:
    """One house front: its place on the sheets, in pixels."""

    left: float
    top: float
    right: float
    base: float

    def box(self, left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
        """A rectangle in shares of the front, from its upper left corner."""
        wide, high = self.right - self.left, self.base - self.top
        x, y = (self.left + left * wide, self.left + right * wide), (self.top + top * high, self.top + bottom * high)
        return [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]


class _Facades:
    """Draws fronts on a sheet of walls and a sheet of lamps."""

    def __init__(self, stage: Stage, chance: Generator, *, old: bool) -> None:
        self.stage, self.chance, self.old = stage, chance, old
        self.walls: Pixels = np.zeros((stage.set_height, stage.set_width, 4), np.uint8)
        self.lamps: Pixels = np.zeros((stage.set_height, stage.set_width, 3), np.uint8)
        plan = stage.plan
        self.shining = stage.palette.dark or plan.time in ("sunset", "dawn") or plan.weather in ("rain", "storm", "fog")

    def fill(self, points: list[tuple[float, float]], colour: Colour, light: float = 0.7) -> None:
        """A wall, or a part of one, as it is seen in the scene's light."""
        seen = self.stage.palette.lit(colour, light)
        cv2.fillPoly(self.walls, [_fixed(points)], (*seen, 255.0), cv2.LINE_AA, 4)

    def shine(self, points: list[tuple[float, float]], colour: Colour) -> None:
        """Something that gives light."""
        cv2.fillPoly(self.lamps, [_fixed(points)], colour, cv2.LINE_AA, 4)

    def front(self, front: _Front) -> None:
        """One whole house front."""
        own = (TIMBER if self.old else PLASTER)[int(self.chance.integers(4))]
        self.fill(front.box(0, 0, 1, 1), own, 0.62)
        self.fill(front.box(0.93, 0, 1, 1), own, 0.25)
        storeys = 1 if front.base - front.top < 0.36 * self.stage.height else 2
        split = 0.52 if storeys == 1 else 0.64
        for storey in range(storeys):
            self._windows(front, top=0.10 + storey * 0.29, storeys=storeys)
        self._shop(front, top=split)
        self._roof(front, own)

    def _windows(self, front: _Front, *, top: float, storeys: int) -> None:
        count, high = 3, 0.30 if storeys == 1 else 0.18
        for number in range(count):
            left = 0.10 + number * 0.29
            self.fill(front.box(left - 0.02, top - 0.015, left + 0.24, top + high + 0.015), (206, 214, 220), 0.7)
            pane = front.box(left, top, left + 0.22, top + high)
            self.fill(pane, mix((120, 104, 90), self.stage.palette.sky[2], 0.4), 0.7)
            if self.shining and self.chance.random() < 0.55:
                self.shine(pane, scaled(GLOW, 0.30 + 0.35 * float(self.chance.random())))
            self.fill(front.box(left + 0.105, top, left + 0.118, top + high), (150, 160, 170), 0.6)
            self.fill(front.box(left, top + high * 0.48, left + 0.22, top + high * 0.53), (150, 160, 170), 0.6)

    def _shop(self, front: _Front, *, top: float) -> None:
        colour = AWNINGS[int(self.chance.integers(len(AWNINGS)))]
        window = front.box(0.08, top + 0.13, 0.62, 0.90)
        self.fill(front.box(0.05, top + 0.10, 0.95, 1.0), scaled(colour, 0.5), 0.5)
        self.fill(window, (150, 150, 140), 0.75)
        self.fill(front.box(0.70, top + 0.14, 0.88, 1.0), (60, 84, 116), 0.55)
        if self.shining:
            self.shine(window, scaled(GLOW, 0.42))
            self.shine(front.box(0.72, top + 0.16, 0.86, 0.70), scaled(GLOW, 0.45))
        for goods in range(4):
            left = 0.11 + goods * 0.125
            high = 0.08 + 0.07 * float(self.chance.random())
            self.fill(front.box(left, 0.90 - high, left + 0.09, 0.90), AWNINGS[(goods + 2) % 5], 0.5)
        for stripe in range(8):
            left = 0.03 + 0.94 * stripe / 8
            tone = colour if stripe % 2 else (226, 230, 234)
            upper, lower = (
                front.box(left + 0.012, top, left + 0.105, top),
                front.box(left, top, left + 0.1175, top + 0.13),
            )
            self.fill([upper[0], upper[1], lower[2], lower[3]], tone, 0.8)
        if self.old:
            self._lantern(front, 0.04, top + 0.12)
            self._lantern(front, 0.96, top + 0.12)

    def _lantern(self, front: _Front, across: float, top: float) -> None:
        x, y = front.box(across, top, across, top)[0]
        size = 0.020 * self.stage.height
        ring = [
            (x + size * a, y + size * (1.2 + 0.9 * b))
            for a, b in ((-0.7, -1), (0.7, -1), (1, 0), (0.7, 1), (-0.7, 1), (-1, 0))
        ]
        self.fill(ring, LANTERN, 0.95)
        if self.shining:
            self.shine(ring, scaled(LANTERN, 0.8))

    def _roof(self, front: _Front, own: Colour) -> None:
        if not self.old:
            self.fill(front.box(-0.02, -0.03, 1.02, 0.03), scaled(own, 0.8), 0.8)
            return
        eaves = front.box(-0.07, -0.14, 1.07, 0.05)
        ridge = front.box(0.05, -0.14, 0.95, -0.14)
        lift = 0.015 * self.stage.height
        self.fill([ridge[0], ridge[1], (eaves[2][0], eaves[2][1] - lift), (eaves[2][0] - 4 * lift, eaves[2][1]),
                   (eaves[3][0] + 4 * lift, eaves[3][1]), (eaves[3][0], eaves[3][1] - lift)], TILES, 0.6)  # fmt: skip
        for rib in range(1, 16):
            share = rib / 16
            upper = ridge[0][0] + (ridge[1][0] - ridge[0][0]) * share
            lower = eaves[3][0] + (eaves[2][0] - eaves[3][0]) * share
            self.fill(
                [(upper, ridge[0][1]), (upper + 1.5, ridge[0][1]), (lower + 2, eaves[2][1]), (lower, eaves[2][1])],
                scaled(TILES, 1.35),
                0.6,
            )


def _fixed(points: list[tuple[float, float]]) -> Pixels:
    return np.round(np.array(points) * 16).astype(np.int32)


def paint_facades(stage: Stage, *, base: float, depth: float, old: bool) -> Painting:
    """A closed row of fronts standing on `base`, with their lamps and the glow of these."""
    chance = stage.chance.of("facades")
    drawing = _Facades(stage, chance, old=old)
    unit = min(stage.height, stage.width * 1.25)
    left = -0.2 * unit * float(chance.random())
    while left < stage.set_width:
        wide = unit * (0.30 + 0.16 * float(chance.random()))
        tall = unit * ((0.30 if old else 0.36) + 0.20 * float(chance.random()))
        row = stage.row(base)
        drawing.front(_Front(left, row - tall, left + wide, row))
        left += wide
    lamps = drawing.lamps
    glow = cv2.add(
        cv2.GaussianBlur(lamps, (0, 0), 2 + 3 * stage.unit), cv2.GaussianBlur(lamps, (0, 0), 16 * stage.unit)
    )
    strength = 1.0 if stage.palette.dark else 0.6
    lit = cv2.addWeighted(drawing.walls[..., :3], 1.0, cv2.add(lamps, glow), strength, 0)
    picture = cv2.merge([*cv2.split(lit), drawing.walls[..., 3]])
    first = max(0, int(stage.row(base) - unit * 0.70))
    return Painting(
        picture=np.ascontiguousarray(picture[first : int(stage.row(base)) + 2]),
        set_width=stage.set_width,
        set_height=stage.set_height,
        top=first,
        depth=depth,
        solid=stage.set_height,
    )


def mirrored_on(ground: Painting, fronts: Painting, *, strength: float) -> Painting:
    """The ground, wet, with the fronts faintly upside down on it."""
    rows = min(fronts.picture.shape[0], ground.picture.shape[0])
    upside_down = cv2.GaussianBlur(cv2.flip(fronts.picture, 0)[:rows], (0, 0), 1.5, sigmaY=7)
    fade = (np.linspace(strength, strength * 0.35, rows, dtype=np.float32) * 255).astype(np.uint8)
    cover = cv2.merge([np.repeat(fade[:, None], ground.picture.shape[1], axis=1)] * 4)
    kept = cv2.multiply(ground.picture[:rows], cv2.bitwise_not(cover), scale=1 / 255)
    added = cv2.multiply(upside_down, cover, scale=1 / 255)
    alpha = ground.picture[:rows, :, 3].copy()
    ground.picture[:rows] = cv2.add(kept, added)
    ground.picture[:rows, :, 3] = alpha
    return ground


def lamp_posts(stage: Stage, *, base: float, height: float, depth: float) -> Painting:
    """Street lamps at even distances, lit after dark."""
    sheet: Pixels = np.zeros((stage.set_height, stage.set_width, 4), np.uint8)
    light: Pixels = np.zeros((stage.set_height, stage.set_width, 3), np.uint8)
    unit = min(stage.height, stage.width * 1.25)
    shining = stage.palette.dark or stage.plan.time == "sunset" or stage.plan.weather in ("rain", "storm", "fog")
    iron = stage.palette.lit((62, 60, 58), 0.6)
    step, foot, tall = 0.62 * unit, stage.row(base), height * unit
    across = step * (0.3 + 0.4 * float(stage.chance.of("lamps").random()))
    while across < stage.set_width:
        half = 0.0045 * unit
        cv2.fillPoly(sheet, [_fixed([(across - half * 1.6, foot), (across - half * 0.7, foot - tall),
                                     (across + half * 0.7, foot - tall), (across + half * 1.6, foot)])],
                     (*iron, 255.0), cv2.LINE_AA, 4)  # fmt: skip
        head = (round(across * 16), round((foot - tall) * 16))
        cv2.circle(
            sheet, head, round(0.017 * unit * 16), (*stage.palette.lit((226, 232, 236), 0.9), 255.0), -1, cv2.LINE_AA, 4
        )
        if shining:
            cv2.circle(light, head, round(0.020 * unit * 16), (150, 215, 255), -1, cv2.LINE_AA, 4)
        across += step
    near, far = (cv2.GaussianBlur(light, (0, 0), size * stage.unit) for size in (6, 30))
    picture = cv2.merge(
        [
            *cv2.split(cv2.add(sheet[..., :3], cv2.add(cv2.add(light, near), cv2.convertScaleAbs(far, alpha=2.2)))),
            sheet[..., 3],
        ]
    )
    first, last = max(0, int(foot - tall * 1.5)), int(foot) + 2
    return Painting(
        picture=np.ascontiguousarray(picture[first:last]),
        set_width=stage.set_width,
        set_height=stage.set_height,
        top=first,
        depth=depth,
        solid=stage.set_height,
    )
