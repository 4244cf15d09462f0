"""A pen that draws smooth shapes in figure units on a small transparent sheet, twice as fine as the frame.

Not here: what a figure looks like.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from onereel.engines.sketch.pixels import Colour, Pixels, scaled

Point = tuple[float, float]
Corners: TypeAlias = NDArray[Any]
"""int32, rows of x and y."""
Weights: TypeAlias = NDArray[Any]
"""float64."""
FINER = 2
LARGE = 100
"""Frame pixels a unit from which a sheet as fine as the frame will do."""
RIM_STRENGTH = 0.62
FEW = 8
"""Points up to which a loop is faster than NumPy."""
_SUB = 16
_SHIFT = 4


def turned(point: Point, angle: float) -> Point:
    """The point turned around (0, 0) against the clock."""
    cosine, sine = math.cos(angle), math.sin(angle)
    return (point[0] * cosine - point[1] * sine, point[0] * sine + point[1] * cosine)


def added(first: Point, second: Point) -> Point:
    """Both as vectors, summed."""
    return (first[0] + second[0], first[1] + second[1])


def between(first: Point, second: Point, share: float) -> Point:
    """The point `share` of the way."""
    return (first[0] + (second[0] - first[0]) * share, first[1] + (second[1] - first[1]) * share)


def joint(root: Point, end: Point, *, upper: float, lower: float, bend: int) -> tuple[Point, Point]:
    """Knee and foot of a leg of two bones that reaches from root toward end; bend (1 or -1) says to which side."""
    across, down = end[0] - root[0], end[1] - root[1]
    distance = min(max(math.hypot(across, down), 1e-6), (upper + lower) * 0.999)
    cosine = (upper * upper + distance * distance - lower * lower) / (2 * upper * distance)
    angle = math.atan2(down, across)
    inner = math.acos(max(-1.0, min(1.0, cosine))) * bend
    knee = (root[0] + upper * math.cos(angle + inner), root[1] + upper * math.sin(angle + inner))
    return knee, (root[0] + distance * math.cos(angle), root[1] + distance * math.sin(angle))


def curve(points: Sequence[Point], *, closed: bool, steps: int = 6) -> list[Point]:
    """A smooth line through the points (Catmull-Rom)."""
    count = len(points)
    begins = np.arange(count if closed else count - 1)[:, None] + np.arange(-1, 3)
    rings = np.asarray(points, np.float64)[begins % count if closed else np.clip(begins, 0, count - 1)]
    smooth = np.einsum("sr,nrc->nsc", _spline_weights(steps), rings).reshape(-1, 2)
    line: list[Point] = [(x, y) for x, y in smooth.tolist()]
    return line if closed else [*line, points[-1]]


@cache
def _spline_weights(steps: int) -> Weights:
    """What each of the four points around a stretch weighs at each step along it; steps x 4."""
    at = np.arange(steps) / steps
    square, cube = at * at, at * at * at
    weights: Weights = 0.5 * np.stack(
        (-cube + 2 * square - at, 3 * cube - 5 * square + 2, -3 * cube + 4 * square + at, cube - square), axis=1
    )
    return weights


class Pen:
    """Draws in figure units: x to the right, y up."""

    def __init__(self, *, scale: float, box: tuple[float, float, float, float], offset: Point, flip: bool) -> None:
        """A sheet for `box` at `scale` frame pixels a unit; `offset` (0 to 1 pixels) shifts it by less than a pixel."""
        left, bottom, right, top = box
        self._finer = FINER if scale < LARGE else 1
        self._unit = scale * self._finer
        self._flip = flip
        self._left = -right if flip else left
        self._top = top
        self._offset = offset
        self._bounds: tuple[float, float, float, float] | None = None
        self.width = math.ceil((right - left) * scale) + 2
        self.height = math.ceil((top - bottom) * scale) + 2
        self.sheet: Pixels = np.zeros((self.height * self._finer, self.width * self._finer, 4), np.uint8)

    def pixel(self, point: Point) -> Point:
        """Where a point falls on the sheet, in its fine pixels."""
        across = -point[0] if self._flip else point[0]
        return (
            (across - self._left) * self._unit + self._offset[0] * self._finer,
            (self._top - point[1]) * self._unit + self._offset[1] * self._finer,
        )

    def _fixed(self, point: Point, reach: float = 2.0) -> tuple[int, int]:
        across, down = self.pixel(point)
        self._touch((across, down), reach)
        return (round((across - 0.5) * _SUB), round((down - 0.5) * _SUB))

    def _corners(self, points: Sequence[Point], reach: float = 2.0) -> Corners:
        """The points as OpenCV takes them: rows of x and y in parts of a fine pixel."""
        if len(points) <= FEW:
            return np.array([self._fixed(point, reach) for point in points], np.int32)
        at = np.asarray(points, np.float64)
        across = ((-at[:, 0] if self._flip else at[:, 0]) - self._left) * self._unit + self._offset[0] * self._finer
        down = (self._top - at[:, 1]) * self._unit + self._offset[1] * self._finer
        self._touch((float(np.min(across)), float(np.min(down))), reach)
        self._touch((float(np.max(across)), float(np.max(down))), reach)
        corners: Corners = np.rint((np.stack((across, down), axis=1) - 0.5) * _SUB).astype(np.int32)
        return corners

    def _length(self, units: float) -> int:
        return max(1, round(units * self._unit * _SUB))

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled polygon."""
        corners = self._corners(points)
        cv2.fillPoly(self.sheet, [corners], (*colour, 255.0), cv2.LINE_AA, _SHIFT)

    def beam(self, points: Sequence[Point], colour: Colour) -> None:
        """Light on whatever is behind, which covers nothing; to be drawn before the lamp it comes from."""
        corners = self._corners(points)
        cv2.fillPoly(self.sheet, [corners], (*colour, 0.0), cv2.LINE_AA, _SHIFT)

    def blob(self, points: Sequence[Point], colour: Colour, *, steps: int = 6) -> None:
        """A filled shape with a smooth edge through the points."""
        self.shape(curve(points, closed=True, steps=steps), colour)

    def ball(
        self, middle: Point, radius: float, colour: Colour, *, tall: float | None = None, angle: float = 0
    ) -> None:
        """A filled circle, or an ellipse `tall` high before it is turned by `angle` degrees."""
        turn = angle if self._flip else -angle
        axes = (self._length(radius), self._length(radius if tall is None else tall))
        reach = max(axes) / _SUB + 2
        cv2.ellipse(
            self.sheet,
            self._fixed(middle, reach),
            axes,
            turn,
            0,
            360,
            (*colour, 255.0),
            cv2.FILLED,
            cv2.LINE_AA,
            _SHIFT,
        )

    def limb(self, start: Point, end: Point, first: float, last: float, colour: Colour) -> None:
        """A rounded limb from start to end, `first` and `last` its radii there."""
        self.ball(start, first, colour)
        self._bone(start, end, first, last, colour)

    def _bone(self, start: Point, end: Point, first: float, last: float, colour: Colour) -> None:
        """As `limb`, without the round beginning."""
        self.ball(end, last, colour)
        across, up = end[0] - start[0], end[1] - start[1]
        length = math.hypot(across, up)
        if length > 1e-6:
            side = (-up / length, across / length)
            corners = [
                (start[0] + side[0] * first, start[1] + side[1] * first),
                (end[0] + side[0] * last, end[1] + side[1] * last),
                (end[0] - side[0] * last, end[1] - side[1] * last),
                (start[0] - side[0] * first, start[1] - side[1] * first),
            ]
            self.shape(corners, colour)

    def tail(self, points: Sequence[Point], first: float, last: float, colour: Colour) -> None:
        """A smooth tapering band along the points."""
        line = curve(points, closed=False, steps=4)
        self.ball(line[0], first, colour)
        for index in range(len(line) - 1):
            share = index / max(1, len(line) - 1)
            radius = first + (last - first) * share
            self._bone(line[index], line[index + 1], radius, radius, colour)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line of even width, in figure units."""
        thickness = max(1, round(width * self._unit))
        corners = self._corners(points, thickness + 2)
        cv2.polylines(
            self.sheet,
            [corners],
            isClosed=False,
            color=(*colour, 255.0),
            thickness=thickness,
            lineType=cv2.LINE_AA,
            shift=_SHIFT,
        )

    def cropped(self) -> tuple[Pixels, int, int]:
        """The drawn part of the finished sheet, and the column and row of its corner in the whole."""
        if self._bounds is None:
            return np.zeros((1, 1, 4), np.uint8), 0, 0
        low_x, low_y, high_x, high_y = self._bounds
        left, top = max(0, math.floor(low_x / self._finer) - 1), max(0, math.floor(low_y / self._finer) - 1)
        right, bottom = (
            min(self.width, math.ceil(high_x / self._finer) + 2),
            min(self.height, math.ceil(high_y / self._finer) + 2),
        )
        if left >= right or top >= bottom:
            return np.zeros((1, 1, 4), np.uint8), 0, 0
        part = self.sheet[top * self._finer : bottom * self._finer, left * self._finer : right * self._finer]
        return cv2.resize(part, (right - left, bottom - top), interpolation=cv2.INTER_AREA), left, top

    def _touch(self, point: Point, reach: float) -> None:
        """Note that something is drawn around a point, in fine pixels."""
        x, y = point
        low_x, low_y, high_x, high_y = self._bounds or (x, y, x, y)
        self._bounds = (
            min(low_x, x - reach), min(low_y, y - reach), max(high_x, x + reach), max(high_y, y + reach),
        )  # fmt: skip

    def finished(self) -> Pixels:
        """The sheet at the size of the frame, premultiplied."""
        return cv2.resize(self.sheet, (self.width, self.height), interpolation=cv2.INTER_AREA)


def darker(colour: Colour, factor: float = 0.72) -> Colour:
    """The same colour on the far side of a body."""
    return scaled(colour, factor)


def lighten(picture: Pixels, *, above: Colour, below: Colour, rim: Colour, side: int, reach: int) -> None:
    """Colour a finished sheet by the light of the scene, in place, with a bright rim on the sun's side.

    `above` and `below` are what white looks like at the top and at the bottom of the sheet; `side` (1 or -1) is where
    the sun is, and `reach` how many pixels wide the rim is.
    """
    alpha = cv2.extractChannel(picture, 3)
    height, width = alpha.shape
    light = np.array([[(*above, 255.0)], [(*below, 255.0)]], np.float32).astype(np.uint8)
    lit = cv2.multiply(picture, cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR), scale=1 / 255)
    shifted = np.zeros_like(alpha)
    reach = max(1, min(reach, width - 1, height - 1))
    if side > 0:
        shifted[reach:, :-reach] = alpha[:-reach, reach:]
    else:
        shifted[reach:, reach:] = alpha[:-reach, :-reach]
    edge = cv2.convertScaleAbs(cv2.subtract(alpha, shifted), alpha=RIM_STRENGTH)
    edges = cv2.merge([edge, edge, edge, np.zeros_like(edge)])
    cv2.multiply(lit, cv2.bitwise_not(edges), lit, 1 / 255)
    glow = np.empty_like(picture)
    glow[:] = np.array([*rim, 0.0]).astype(np.uint8)
    cv2.add(lit, cv2.multiply(glow, edges, scale=1 / 255), picture)
