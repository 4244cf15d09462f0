"""A room with a window.

Not here: what is outside it; the sky is the sky of the plan.
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

WALLS = ("e8d5b8", "c9d6c3", "d8c4c0", "b9c7d6")
WINDOW = (0.50, 0.16, 0.80, 0.54)


class _Interior:
    """Draws the walls and the furniture on one sheet with a hole for the window."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.sheet: Pixels = np.zeros((stage.set_height, stage.set_width, 4), np.uint8)
        palette = stage.palette
        lamp = (150.0, 200.0, 250.0)
        day = mix(mix(palette.shade, palette.light, 0.6), (232, 236, 240), 0.45)
        self._light = mix(day, lamp, 0.6 if palette.dark else 0.12)

    def lit(self, colour: Colour, factor: float = 1.0) -> tuple[float, float, float, float]:
        """The colour as it looks in the room."""
        blue, green, red = (part * light / 255 * factor for part, light in zip(colour, self._light, strict=True))
        return (min(255.0, blue), min(255.0, green), min(255.0, red), 255.0)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: tuple[float, float, float, float]
    ) -> None:
        """A rectangle in frame shares."""
        stage = self._stage
        corners = [
            (stage.column(x), stage.row(y)) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
        ]
        cv2.fillPoly(self.sheet, [np.round(np.array(corners) * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)

    def oval(self, x: float, y: float, across: float, down: float, colour: tuple[float, float, float, float]) -> None:
        """An ellipse in frame shares (`across` and `down` in frame heights)."""
        stage = self._stage
        middle = (round(stage.column(x) * 16), round(stage.row(y) * 16))
        axes = (round(across * stage.height * 16), round(down * stage.height * 16))
        cv2.ellipse(self.sheet, middle, axes, 0, 0, 360, colour, cv2.FILLED, cv2.LINE_AA, 4)


def _paint_interior(stage: Stage) -> Painting:
    room = _Interior(stage)
    wall = from_hex(WALLS[int(stage.chance.of("wall").integers(len(WALLS)))])
    room.box(-0.5, -0.5, 1.5, 0.72, room.lit(wall))
    room.box(-0.5, 0.70, 1.5, 0.725, room.lit(scaled(wall, 0.7)))
    room.box(-0.5, 0.725, 1.5, 1.5, room.lit((96, 140, 184)))
    for plank in range(5):
        room.box(-0.5, 0.745 + 0.012 * 2.0**plank, 1.5, 0.747 + 0.0122 * 2.0**plank, room.lit((84, 124, 166)))
    _sofa(room)
    _lamp(room)
    _pictures(room)
    left, top, right, bottom = WINDOW
    room.box(left - 0.02, top - 0.035, right + 0.02, bottom + 0.035, room.lit((236, 240, 244)))
    room.box(left, top, right, bottom, (0, 0, 0, 0))
    room.box((left + right) / 2 - 0.006, top, (left + right) / 2 + 0.006, bottom, room.lit((236, 240, 244)))
    room.box(left, 0.34, right, 0.352, room.lit((236, 240, 244)))
    room.box(left - 0.03, bottom + 0.03, right + 0.03, bottom + 0.055, room.lit((210, 216, 222)))
    for side in (left - 0.06, right - 0.005):
        for fold in range(4):
            room.box(
                side + 0.017 * fold,
                top - 0.08,
                side + 0.017 * (fold + 1),
                0.66,
                room.lit((120, 128, 206), 0.85 + 0.15 * (fold % 2)),
            )
    return Painting(
        picture=room.sheet,
        set_width=stage.set_width,
        set_height=stage.set_height,
        top=0,
        depth=0.45,
        solid=stage.set_height,
    )


def _sofa(room: _Interior) -> None:
    room.box(0.02, 0.50, 0.36, 0.70, room.lit((132, 106, 72)))
    room.box(0.00, 0.60, 0.05, 0.77, room.lit((120, 94, 62)))
    room.box(0.33, 0.60, 0.38, 0.77, room.lit((120, 94, 62)))
    room.box(0.03, 0.64, 0.35, 0.76, room.lit((150, 122, 84)))
    room.box(0.08, 0.54, 0.17, 0.66, room.lit((70, 170, 226)))
    room.oval(0.62, 0.86, 0.36, 0.055, room.lit((140, 150, 214)))
    room.oval(0.62, 0.86, 0.30, 0.042, room.lit((176, 190, 232)))


def _lamp(room: _Interior) -> None:
    room.box(0.404, 0.36, 0.410, 0.74, room.lit((70, 70, 76)))
    room.oval(0.407, 0.745, 0.045, 0.012, room.lit((60, 60, 66)))
    room.oval(0.407, 0.34, 0.065, 0.062, (170, 222, 255, 255))


def _pictures(room: _Interior) -> None:
    room.box(0.09, 0.18, 0.20, 0.36, room.lit((70, 92, 120)))
    room.box(0.10, 0.197, 0.19, 0.343, room.lit((216, 206, 176)))
    room.oval(0.145, 0.30, 0.05, 0.03, room.lit((96, 150, 92)))
    room.box(0.25, 0.22, 0.33, 0.33, room.lit((60, 60, 64)))
    room.box(0.257, 0.232, 0.323, 0.318, room.lit((150, 186, 236)))
    room.box(0.88, 0.46, 0.97, 0.74, room.lit((84, 116, 150)))
    room.oval(0.925, 0.40, 0.07, 0.09, room.lit((70, 132, 74)))
    room.oval(0.90, 0.36, 0.05, 0.06, room.lit((84, 152, 86)))


def build(stage: Stage) -> Scene:
    """Sky and a hill behind the window, the room around it, dust in the light."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.54), *paint_clouds(stage, horizon=0.54)]
    layers.append(
        paint_ridge(
            stage,
            Ridge(
                name="outside",
                crest=0.42,
                foot=0.62,
                colour=(92, 140, 100),
                distance=0.35,
                depth=0.12,
                features=3,
                relief=0.6,
            ),
        )
    )
    layers.append(_paint_interior(stage))
    dust = Falling(
        stage=stage,
        name="dust",
        count=36,
        size=1.7,
        speed=0.018,
        sway=0.05,
        slant=0.2,
        colours=((220, 240, 255),),
        strength=0.5,
    )
    return Scene(behind=layers, front=[dust], ground=0.88, horizon=0.50)


SCENE = SceneKind(
    name="room",
    words=(
        "房间 室内 客厅 厨房 咖啡馆 卧室 家里 屋里 教室 办公室 沙发 窗边 room indoor indoors kitchen cafe "
        "bedroom living-room office classroom sofa window"
    ),
    build=build,
    sounds=("hum",),
    outdoors=False,
    weight=2,
)
