"""The caller's pictures as pixels, fitted to the frame without ever being stretched.

Not here: decoding untrusted bytes.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from onereel.assets.images import load_image, load_layered_image
from onereel.engines.sketch.pixels import Pixels, premultiplied

LOSS_ALLOWED = 0.20
"""How much of a picture may be cut off to fill the frame; beyond that it is shown whole over a blurred copy."""


def load_bgra(path: Path, *, max_side: int) -> Pixels:
    """The picture at `path`, upright and opaque, no side longer than `max_side`. Raises ImageError."""
    return cv2.cvtColor(np.asarray(load_image(path, max_side=max_side)), cv2.COLOR_RGB2BGRA)


def load_layer(path: Path, *, max_side: int) -> Pixels:
    """The picture at `path`, upright, as a premultiplied layer that is seen through where it is transparent.

    No side is longer than `max_side`. Raises ImageError.
    """
    straight = cv2.cvtColor(np.asarray(load_layered_image(path, max_side=max_side)), cv2.COLOR_RGBA2BGRA)
    coverage = straight[..., 3].astype(np.float32) / 255
    return premultiplied(straight[..., :3].astype(np.float32), coverage)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture made to fill a frame."""

    frame: Pixels
    window: tuple[int, int, int, int]
    """Left, top, right and bottom of the part that is the picture itself; around it lies its blurred copy."""


def load_fitted(path: Path, *, width: int, height: int) -> Fitted:
    """The picture at `path`, fitted to the frame. Raises ImageError."""
    return fit(load_bgra(path, max_side=2 * max(width, height)), width=width, height=height)


def fit(picture: Pixels, *, width: int, height: int) -> Fitted:
    """The picture filling the frame, cut at two sides; or whole over a blurred copy when too much would be lost."""
    filled = _cover(picture, width=width, height=height)
    scale = max(width / picture.shape[1], height / picture.shape[0])
    shown = (width * height) / (picture.shape[1] * picture.shape[0] * scale * scale)
    if 1 - shown < LOSS_ALLOWED:
        return Fitted(filled, (0, 0, width, height))
    backdrop = _blurred(filled)
    scale = min(width / picture.shape[1], height / picture.shape[0])
    whole = _resized(picture, width=round(picture.shape[1] * scale), height=round(picture.shape[0] * scale))
    top, left = (height - whole.shape[0]) // 2, (width - whole.shape[1]) // 2
    bottom, right = top + whole.shape[0], left + whole.shape[1]
    backdrop[top:bottom, left:right] = whole
    return Fitted(backdrop, (left, top, right, bottom))


def _cover(picture: Pixels, *, width: int, height: int) -> Pixels:
    scale = max(width / picture.shape[1], height / picture.shape[0])
    covering = _resized(
        picture,
        width=max(width, round(picture.shape[1] * scale)),
        height=max(height, round(picture.shape[0] * scale)),
    )
    top, left = (covering.shape[0] - height) // 2, (covering.shape[1] - width) // 2
    return np.ascontiguousarray(covering[top : top + height, left : left + width])


def _resized(picture: Pixels, *, width: int, height: int) -> Pixels:
    shrinks = width * height < picture.shape[0] * picture.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cv2.resize(picture, (max(1, width), max(1, height)), interpolation=method)


def _blurred(picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(2, width // 8), max(2, height // 8)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), max(1.0, height / 90))
    dimmed = cv2.convertScaleAbs(soft, alpha=0.72)
    dimmed[..., 3] = 255
    return cv2.resize(dimmed, (width, height), interpolation=cv2.INTER_CUBIC)
