"""A stage: curtains, moving spotlights, an audience in the dark.

Not here: a room in a house (`room.py`).
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.animatic.painting import Painting, paint
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.stage import Layer, Moment, Stage
from onereel.engines.sketch.animatic.weather import Falling
from onereel.engines.sketch.pixels import Colour, Field, Pixels, as_field, lay_over, smoothstep

FLOOR = 0.74
GELS: tuple[tuple[Colour, ...], ...] = (
    ((255, 150, 90), (190, 90, 255), (110, 200, 255)),
    ((120, 120, 255), (90, 200, 255), (255, 120, 200)),
    ((255, 220, 120), (255, 130, 140), (150, 160, 255)),
)
SMALL = 4
"""Light is soft: it is made at a quarter of the frame's size."""


def _wall(stage: Stage) -> Field:
    """The back of the stage: dark, brighter in its middle, with a floor of boards that runs toward the viewer."""
    rows, columns = stage.rows(), stage.columns() - 0.5
    ratio = stage.width / stage.height
    gel = np.asarray(_gels(stage)[1], np.float32)
    shine = np.exp(-np.square(columns * ratio / 0.75) - np.square((rows - 0.52) / 0.34))[..., None]
    back = np.array([40, 22, 26], np.float32) + shine * gel * 0.36
    depth = np.clip((rows - FLOOR) / (1.1 - FLOOR), 0.0, 1.0)
    board = columns * ratio / (0.35 + 0.9 * depth) * 14
    seam = smoothstep(0.06, 0.0, np.abs(board - np.round(board))) * (0.35 + 0.4 * depth)
    tone = (0.55 + 0.10 * np.sin(np.round(board - 0.5) * 12.9)) * (1 - seam)
    pool = np.exp(-np.square(columns * ratio / 0.55) - np.square((rows - 0.86) / 0.10))
    planks = (
        np.array([58, 84, 122], np.float32) * (tone * (0.45 + 0.9 * pool))[..., None] + pool[..., None] * gel * 0.22
    )
    floor = smoothstep(-0.002, 0.002, rows - FLOOR)[..., None]
    return as_field(back + (planks - back) * floor)


def _gels(stage: Stage) -> tuple[Colour, ...]:
    return GELS[int(stage.identity.of("gels").integers(len(GELS)))]


def _curtains(stage: Stage) -> Painting:
    """Red velvet at both sides and along the top, in folds."""
    rows, columns = stage.rows(), np.abs(stage.columns() - 0.5)
    ratio = stage.width / stage.height
    folds = 0.5 + 0.5 * np.sin(columns * ratio * 74 + 1.5 * np.sin(rows * 5))
    inner = 0.40 - 0.05 * smoothstep(0.75, 0.2, rows) + 0.008 * np.sin(rows * 9)
    sides = smoothstep(0.0, 0.004, columns - inner) * smoothstep(FLOOR + 0.085, FLOOR + 0.080, rows)
    scallop = 0.10 + 0.035 * np.abs(np.sin(columns * ratio * 8.0))
    top = smoothstep(0.0, 0.004, scallop - rows)
    hanging = 0.5 + 0.5 * np.sin(columns * ratio * 50)
    tone = np.where(top > 0.5, 0.35 + 0.45 * hanging, 0.28 + 0.60 * folds)
    trim = smoothstep(0.014, 0.010, np.abs(rows - scallop + 0.008)) * top
    colours = tone[..., None] * np.array([44, 30, 176], np.float32)
    colours = colours + trim[..., None] * (np.array([70, 170, 226], np.float32) - colours)
    return paint(stage, as_field(colours), as_field(np.maximum(sides, top)), depth=0.7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spotlights:
    """Coloured beams from above that swing across the stage."""

    stage: Stage

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Add their light."""
        height, width = moment.height // SMALL, moment.width // SMALL
        light: Pixels = np.zeros((height, width, 4), np.uint8)
        gels = _gels(self.stage)
        for number in range(5):
            time = moment.seconds * (0.7 + 0.13 * number) + number * 1.9
            start = width * (0.12 + 0.19 * number)
            end = width * (0.5 + 0.40 * math.sin(time))
            bright = 0.20 + 0.10 * math.sin(time * 1.7)
            colour = tuple(part * bright for part in gels[number % len(gels)])
            floor = height * (FLOOR + 0.10)
            corners = [(start - 2, -2), (start + 2, -2), (end + width * 0.075, floor), (end - width * 0.075, floor)]
            beam = np.zeros_like(light)
            cv2.fillPoly(beam, [np.round(np.array(corners) * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)
            pool = (round(end * 16), round(floor * 16))
            cv2.ellipse(
                beam,
                pool,
                (round(width * 1.25), round(height * 0.5)),
                0,
                0,
                360,
                tuple(2 * part for part in colour),
                -1,
                cv2.LINE_AA,
                4,
            )
            light = cv2.add(light, beam)
        soft = cv2.GaussianBlur(light, (0, 0), width / 120)
        cv2.add(canvas, cv2.resize(soft, (moment.width, moment.height), interpolation=cv2.INTER_LINEAR), canvas)


@dataclass(frozen=True, kw_only=True, slots=True)
class Audience:
    """Heads and raised hands in front, moving to the beat."""

    stage: Stage

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Draw two rows of dark heads."""
        unit = min(moment.height, moment.width)
        top = round(moment.height - 0.17 * unit)
        sheet: Pixels = np.zeros((moment.height - top, moment.width, 4), np.uint8)
        for row, (size, shade) in enumerate(((0.030, 26), (0.038, 12))):
            step = size * unit * 2.6
            for number in range(-2, int(moment.width / step) + 3):
                phase = number * 2.4 + row * 1.3
                bob = 0.006 * unit * math.sin(moment.seconds * 5 + phase)
                x = (number + 0.5 * row + 0.25 * math.sin(phase)) * step - moment.pan * moment.width * 1.3
                y = sheet.shape[0] - (0.055 - 0.035 * row) * unit + bob
                _head(sheet, x, y, size * unit, shade, raised=(number * 7 + row * 3) % 5 == 0)
        lay_over(canvas[top:], sheet)


def _head(sheet: Pixels, x: float, y: float, size: float, shade: int, *, raised: bool) -> None:
    colour = (shade + 8, shade, shade, 255)
    if raised:
        hand = (round((x + size * 1.1) * 16), round((y - size * 2.1) * 16))
        cv2.line(
            sheet,
            (round((x + size) * 16), round((y + size) * 16)),
            hand,
            colour,
            max(2, round(size * 0.5)),
            cv2.LINE_AA,
            4,
        )
    cv2.circle(sheet, (round(x * 16), round(y * 16)), round(size * 16), colour, -1, cv2.LINE_AA, 4)
    cv2.ellipse(
        sheet,
        (round(x * 16), round((y + 2.1 * size) * 16)),
        (round(size * 27), round(size * 22)),
        0,
        0,
        360,
        colour,
        -1,
        cv2.LINE_AA,
        4,
    )


def build(stage: Stage) -> Scene:
    """Boards and curtains, beams over them, the audience before them."""
    layers: list[Layer] = [paint(stage, _wall(stage), depth=0.5), Spotlights(stage=stage), _curtains(stage)]
    dust = Falling(
        stage=stage, name="glitter", count=40, size=2.2, speed=0.05, sway=0.03, slant=0.1,
        colours=_gels(stage), strength=0.7,
    )  # fmt: skip
    return Scene(behind=layers, front=[dust, Audience(stage=stage)], ground=0.855, horizon=0.45)


SCENE = SceneKind(
    name="stage",
    words=(
        "舞台 剧场 剧院 演唱会 音乐会 聚光灯 演出 晚会 stage theatre theater concert spotlight spotlights "
        "on-stage concert-hall"
    ),
    build=build,
    sounds=("crowd",),
    outdoors=False,
    wide=False,
    time="night",
    weight=3,
)
