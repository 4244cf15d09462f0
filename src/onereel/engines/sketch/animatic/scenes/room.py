"""A room with a window, a sofa and a rug.

Not here: what is outside it; the sky is the sky of the plan.

The room is measured in units of the smaller side of the frame, from the middle of the floor line: x to the right, y up.
So it is never stretched; what a narrow frame has no room for is outside it.
"""

import cv2
import numpy as np

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.land import Ridge, paint_ridge
from onereel.engines.sketch.animatic.painting import Painting
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.weather import Falling
from onereel.engines.sketch.pixels import Colour, Pixels, from_hex, mix, scaled

WALLS = ("e8d5b8", "c9d6c3", "e2cdc6", "b9c7d6", "d9d2c0")
SOFAS: tuple[Colour, ...] = ((150, 120, 78), (86, 110, 190), (110, 140, 96), (120, 104, 150))
FLOOR = 0.72
SEAT = 0.045
"""Height of the sofa's seat over the floor line, in room units."""
OUTSIDE = Ridge(
    name="outside", crest=0.42, foot=0.62, colour=(92, 140, 100), distance=0.35, depth=0.12, features=3, relief=0.6
)
RESTING = ("sleep", "sit")
SMALL = ("cat", "dog", "rabbit", "mouse")


def _unit(stage: Stage) -> float:
    """Pixels in one room unit."""
    return min(stage.height, max(stage.width * 0.9, stage.height * 0.5))


class _Interior:
    """Draws the walls and the furniture on one sheet with a hole for the window."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.unit = _unit(stage)
        self.ceiling = FLOOR * stage.height / self.unit
        self.sheet: Pixels = np.zeros((stage.set_height, stage.set_width, 4), np.uint8)
        palette = stage.palette
        day = mix(mix(palette.shade, palette.light, 0.6), (232, 236, 240), 0.45)
        self._light = mix(day, (150.0, 200.0, 250.0), 0.5 if palette.dark else 0.12)

    def lit(self, colour: Colour, factor: float = 1.0) -> Colour:
        """The colour as it looks in the room."""
        blue, green, red = (part * light / 255 for part, light in zip(colour, self._light, strict=True))
        return scaled((blue, green, red), factor)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a place in the room is on the sheet."""
        return (self._stage.set_width / 2 + x * self.unit, self._stage.row(FLOOR) - y * self.unit)

    def shape(self, points: list[tuple[float, float]], colour: Colour, *, alpha: float = 255.0) -> None:
        """A polygon."""
        corners = np.array([self.pixel(*point) for point in points])
        cv2.fillPoly(self.sheet, [np.round(corners * 16).astype(np.int32)], (*colour, alpha), cv2.LINE_AA, 4)

    def box(
        self, left: float, bottom: float, right: float, top: float, colour: Colour, *, alpha: float = 255.0
    ) -> None:
        """A rectangle."""
        self.shape([(left, bottom), (right, bottom), (right, top), (left, top)], colour, alpha=alpha)

    def oval(self, x: float, y: float, across: float, up: float, colour: Colour) -> None:
        """An ellipse with these half axes."""
        middle = tuple(round(part * 16) for part in self.pixel(x, y))
        axes = (round(across * self.unit * 16), round(up * self.unit * 16))
        cv2.ellipse(self.sheet, middle, axes, 0, 0, 360, (*colour, 255.0), cv2.FILLED, cv2.LINE_AA, 4)

    def pillow(self, left: float, bottom: float, right: float, top: float, colour: Colour, *, round_by: float) -> None:
        """A rectangle with round corners."""
        self.box(left + round_by, bottom, right - round_by, top, colour)
        self.box(left, bottom + round_by, right, top - round_by, colour)
        for x in (left + round_by, right - round_by):
            for y in (bottom + round_by, top - round_by):
                self.oval(x, y, round_by, round_by, colour)


def _paint_interior(stage: Stage) -> Painting:
    room = _Interior(stage)
    chance = stage.identity.of("room")
    wall = from_hex(WALLS[int(chance.integers(len(WALLS)))])
    _shell(room, wall)
    _window(room)
    _wall_things(room, wall)
    _shelf(room)
    _plant(room)
    _lamp(room)
    _rug(room)
    _sofa(room, SOFAS[int(chance.integers(len(SOFAS)))])
    return Painting(
        picture=room.sheet,
        set_width=stage.set_width,
        set_height=stage.set_height,
        top=0,
        depth=0.45,
        solid=stage.set_height,
    )


def _shell(room: _Interior, wall: Colour) -> None:
    for band in range(24):  # the wall darkens toward the ceiling
        bottom = room.ceiling * 1.3 * band / 24
        room.box(-3, bottom, 3, bottom + room.ceiling * 1.3 / 24 + 0.01, room.lit(wall, 1.02 - 0.14 * band / 24))
    room.box(-3, 0.0, 3, 0.035, room.lit(scaled(wall, 1.12)))
    room.box(-3, -2, 3, 0.0, room.lit((96, 140, 184)))
    for plank in range(9):
        y = -0.012 * 1.55**plank
        room.box(-3, y - 0.0022 * (1 + plank * 0.4), 3, y, room.lit((80, 120, 162)))


def _window(room: _Interior) -> None:
    left, right, bottom = 0.02, 0.48, 0.25
    top = min(room.ceiling - 0.08, 0.95)
    frame = room.lit((236, 240, 244))
    room.box(left - 0.03, bottom - 0.03, right + 0.03, top + 0.03, frame)
    room.box(left, bottom, right, top, (0, 0, 0), alpha=0.0)
    room.box((left + right) / 2 - 0.008, bottom, (left + right) / 2 + 0.008, top, frame)
    bar = bottom + (top - bottom) * 0.62
    room.box(left, bar - 0.007, right, bar + 0.007, frame)
    room.box(left - 0.06, bottom - 0.055, right + 0.06, bottom - 0.028, room.lit((212, 218, 224)))
    room.box(left - 0.16, top + 0.045, right + 0.16, top + 0.058, room.lit((74, 92, 116)))
    for side in (-1, 1):
        outer = left - 0.13 if side < 0 else right + 0.13
        for fold in range(7):
            near, far = outer - side * 0.022 * fold, outer - side * 0.022 * (fold + 1)
            shade = 0.82 + 0.18 * (fold % 2) + 0.02 * fold
            room.shape(
                [
                    (near, top + 0.05),
                    (far, top + 0.05),
                    (far - side * -0.004 * fold, 0.05),
                    (near - side * -0.004 * fold, 0.05),
                ],
                room.lit((112, 124, 206), shade),
            )


def _wall_things(room: _Interior, wall: Colour) -> None:
    for left, bottom, right, top, inside in (
        (-0.56, 0.34, -0.36, 0.60, (206, 190, 150)),
        (-0.30, 0.44, -0.17, 0.61, (150, 186, 236)),
    ):
        room.box(left, bottom, right, top, room.lit((64, 88, 118)))
        room.box(left + 0.014, bottom + 0.014, right - 0.014, top - 0.014, room.lit((232, 236, 238)))
        room.box(left + 0.035, bottom + 0.035, right - 0.035, top - 0.035, room.lit(inside))
        middle, low = (left + right) / 2, bottom + 0.035
        room.shape([(left + 0.035, low), (middle - 0.01, low + 0.08), (right - 0.035, low)], room.lit((110, 146, 104)))
        room.oval(right - 0.065, top - 0.07, 0.014, 0.014, room.lit((110, 190, 246)))
    if room.ceiling > 0.9:
        room.box(-0.305, 0.92, -0.297, room.ceiling * 1.3, room.lit((70, 70, 74)))
        room.shape([(-0.40, 0.86), (-0.20, 0.86), (-0.26, 0.95), (-0.34, 0.95)], room.lit((88, 120, 170)))
        room.oval(-0.30, 0.858, 0.045, 0.022, (190, 232, 255))
        room.box(-3, 1.10, 3, 1.12, room.lit(scaled(wall, 1.1)))


def _shelf(room: _Interior) -> None:
    room.box(-0.98, 0.0, -0.70, 0.60, room.lit((70, 104, 142)))
    spines: tuple[Colour, ...] = ((70, 80, 190), (150, 120, 70), (90, 150, 96), (80, 180, 226), (170, 170, 176))
    for board in range(3):
        bottom = 0.04 + 0.185 * board
        room.box(-0.965, bottom, -0.715, bottom + 0.155, room.lit((52, 78, 108)))
        for book in range(9):
            left = -0.955 + 0.0255 * book
            high = 0.095 + 0.045 * ((book * 7 + board * 5) % 4) / 4
            room.box(left, bottom, left + 0.021, bottom + high, room.lit(spines[(book * 3 + board) % 5]))


def _plant(room: _Interior) -> None:
    room.shape([(0.74, 0.0 - 0.03), (0.88, -0.03), (0.90, 0.13), (0.72, 0.13)], room.lit((96, 130, 190)))
    for leaf in range(9):
        lean = (leaf - 4) / 4
        tip = (0.81 + 0.20 * lean, 0.50 - 0.16 * lean * lean - 0.03 * (leaf % 2))
        room.shape(
            [(0.80, 0.12), ((0.79 + tip[0]) / 2 - 0.035, 0.30), tip, ((0.83 + tip[0]) / 2 + 0.03, 0.28), (0.82, 0.12)],
            room.lit((70, 132 + 8 * (leaf % 3), 76)),
        )


def _lamp(room: _Interior) -> None:
    room.box(0.556, 0.0, 0.564, 0.44, room.lit((70, 70, 76)))
    room.oval(0.56, 0.0, 0.055, 0.014, room.lit((60, 60, 66)))
    room.shape([(0.49, 0.42), (0.63, 0.42), (0.60, 0.58), (0.52, 0.58)], (168, 220, 252))


def _rug(room: _Interior) -> None:
    for size, colour in ((0.62, (140, 150, 214)), (0.56, (206, 214, 232)), (0.50, (150, 160, 220))):
        room.oval(-0.05, -0.245, size, size * 0.20, room.lit(colour))


def _sofa(room: _Interior, colour: Colour) -> None:
    room.oval(-0.10, -0.135, 0.56, 0.022, room.lit((60, 90, 124)))
    for foot in (-0.50, 0.30):
        room.box(foot - 0.015, -0.14, foot + 0.015, -0.08, room.lit((50, 66, 90)))
    room.pillow(-0.56, -0.06, 0.36, 0.245, room.lit(scaled(colour, 0.88)), round_by=0.05)
    for left, right in ((-0.50, -0.105), (-0.095, 0.30)):
        room.pillow(left, 0.03, right, 0.225, room.lit(colour), round_by=0.035)
    room.pillow(-0.49, 0.06, -0.33, 0.20, room.lit((80, 176, 232)), round_by=0.025)
    room.pillow(-0.50, -0.10, 0.30, -0.03, room.lit(scaled(colour, 0.78)), round_by=0.02)
    for left, right in ((-0.50, -0.105), (-0.095, 0.30)):
        room.pillow(left, -0.045, right, SEAT, room.lit(scaled(colour, 1.10)), round_by=0.03)
    for left in (-0.60, 0.29):
        room.pillow(left, -0.11, left + 0.11, 0.125, room.lit(scaled(colour, 0.95)), round_by=0.045)


def build(stage: Stage) -> Scene:
    """Sky and a hill behind the window, the room around it, dust in the light; who rests does so on the sofa."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.54), *paint_clouds(stage, horizon=0.54)]
    layers.append(paint_ridge(stage, OUTSIDE))
    layers.append(_paint_interior(stage))
    dust = Falling(
        stage=stage, name="dust", count=36, size=1.7, speed=0.018, sway=0.05, slant=0.2, colours=((220, 240, 255),),
        strength=0.5,
    )  # fmt: skip
    subjects = stage.plan.subjects
    on_sofa = bool(subjects) and subjects[0].kind in SMALL and subjects[0].action in RESTING
    seat = FLOOR - (SEAT - 0.012) * _unit(stage) / stage.height
    floor = FLOOR + 0.25 * _unit(stage) / stage.height
    return Scene(behind=layers, front=[dust], ground=seat if on_sofa else min(0.93, floor), horizon=0.45)


SCENE = SceneKind(
    name="room",
    words=(
        "房间 室内 客厅 厨房 咖啡馆 卧室 家里 屋里 教室 办公室 沙发 窗边 窗前 书房 餐厅 图书馆 room indoor "
        "indoors kitchen cafe bedroom living-room office classroom sofa couch window restaurant library"
    ),
    build=build,
    sounds=("hum",),
    outdoors=False,
    wide=False,
    weight=2,
)
