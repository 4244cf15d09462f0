"""Pixel arrays and the few operations that all drawing is built of.

Not here: shapes, scenes or files.

Pictures are premultiplied BGRA, `uint8`, height x width x 4: OpenCV warps four channels much faster than three, and
premultiplied layers are laid over one another with one multiplication and one addition.
"""

from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[Any]
"""uint8, height x width x 4, premultiplied BGRA unless a docstring says otherwise."""
Field: TypeAlias = NDArray[Any]
"""float32, height x width (x 2 for displacements and maps, x first)."""
Colour: TypeAlias = tuple[float, float, float]
"""Blue, green, red, 0 to 255."""

NO_MAP: Field = np.empty((0, 0), np.float32)


def from_hex(code: str) -> Colour:
    """The colour that "rrggbb" names."""
    red, green, blue = (int(code[at : at + 2], 16) for at in (0, 2, 4))
    return (float(blue), float(green), float(red))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour `share` of the way from first to second."""
    blue, green, red = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return (blue, green, red)


def scaled(colour: Colour, factor: float) -> Colour:
    """The colour made lighter or darker by a factor, kept within 0 to 255."""
    blue, green, red = (min(255.0, max(0.0, part * factor)) for part in colour)
    return (blue, green, red)


def smoothstep(low: float, high: float, value: Field) -> Field:
    """0 below low, 1 above high, and a smooth rise between them; low may be the greater of the two."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def ease(share: float) -> float:
    """The scalar smoothstep of 0 to 1."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


def as_field(values: object) -> Field:
    """The values as float32."""
    return np.asarray(values, np.float32)


def opaque(colours: Field) -> Pixels:
    """BGR values, height x width x 3, as an opaque picture."""
    return cv2.cvtColor(np.clip(colours + 0.5, 0, 255).astype(np.uint8), cv2.COLOR_BGR2BGRA)


def premultiplied(colours: Field, coverage: Field) -> Pixels:
    """BGR values (height x width x 3, or one colour) under a coverage of 0 to 1, height x width."""
    parts = np.empty((*coverage.shape, 4), np.float32)
    parts[..., :3] = colours * coverage[..., None]
    parts[..., 3] = coverage * 255
    return np.asarray(np.clip(parts + 0.5, 0, 255), np.uint8)


def lay_over(canvas: Pixels, picture: Pixels) -> None:
    """Lay a premultiplied picture over a canvas of the same size, in place."""
    through = cv2.bitwise_not(cv2.extractChannel(picture, 3))
    cv2.multiply(canvas, cv2.merge([through, through, through, through]), canvas, 1 / 255)
    cv2.add(canvas, picture, canvas)


def overlap(canvas: Pixels, picture: Pixels, left: int, top: int) -> tuple[Pixels, Pixels] | None:
    """The parts of both that meet when the picture's corner stands at (left, top); None when they do not."""
    height, width = canvas.shape[:2]
    right = min(width, left + picture.shape[1])
    bottom = min(height, top + picture.shape[0])
    first_column, first_row = max(0, left), max(0, top)
    if first_column >= right or first_row >= bottom:
        return None
    part = picture[first_row - top : bottom - top, first_column - left : right - left]
    return canvas[first_row:bottom, first_column:right], part


def place(canvas: Pixels, picture: Pixels, *, left: int, top: int) -> None:
    """Lay a premultiplied picture over the canvas with its corner at (left, top); what sticks out is cut off."""
    parts = overlap(canvas, picture, left, top)
    if parts is not None:
        under, over = parts
        result = under.copy()
        lay_over(result, np.ascontiguousarray(over))
        under[:] = result


def shine(canvas: Pixels, light: Pixels, *, left: int, top: int, strength: float = 1.0) -> None:
    """Add light (BGRA with alpha 0) to the canvas with its corner at (left, top); what sticks out is cut off."""
    parts = overlap(canvas, light, left, top)
    if parts is not None and strength > 0:
        under, over = parts
        under[:] = cv2.addWeighted(np.ascontiguousarray(under), 1, np.ascontiguousarray(over), strength, 0)


def faded(picture: Pixels, strength: float) -> Pixels:
    """The premultiplied picture at a share of its strength."""
    return picture if strength >= 1 else cv2.convertScaleAbs(picture, alpha=max(0.0, strength))


def glow(radius: int, colour: Colour, *, power: float = 2.0) -> Pixels:
    """A round light for `shine`, (2 radius + 1) pixels wide, falling off from its middle."""
    steps = np.arange(-radius, radius + 1, dtype=np.float32)
    distance = np.hypot(steps[:, None], steps[None]) / max(1, radius)
    strength = np.clip(1 - distance, 0, 1) ** power
    light = np.zeros((*strength.shape, 4), np.uint8)
    light[..., :3] = np.clip(strength[..., None] * np.asarray(colour, np.float32), 0, 255)
    return light


def grid(height: int, width: int) -> Field:
    """Every pixel's own place, height x width x 2."""
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.dstack([columns, rows])
