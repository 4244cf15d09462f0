"""A guess at what is near in a picture, good enough to give a camera move some parallax.

Not here: any claim to know; there is no model. Near is what is low, sharp, colourful and unlike the borders.
"""

import cv2
import numpy as np

from onereel.engines.sketch.pixels import Field, Pixels, as_field


def _box(values: Field, radius: int) -> Field:
    side = 2 * radius + 1
    return cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT)


def _snapped_to_edges(values: Field, guide: Field, *, radius: int, tolerance: float) -> Field:
    """A guided filter: `values` smoothed, but changing where the guide changes."""
    mean_guide, mean_values = _box(guide, radius), _box(values, radius)
    covariance = _box(guide * values, radius) - mean_guide * mean_values
    slope = covariance / (_box(guide * guide, radius) - mean_guide * mean_guide + tolerance)
    offset = mean_values - slope * mean_guide
    return _box(slope, radius) * guide + _box(offset, radius)


def _sharpness(grey: Field) -> Field:
    detail = np.abs(cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), 1), cv2.CV_32F))
    spread = cv2.GaussianBlur(detail, (0, 0), grey.shape[1] / 40)
    return as_field(np.clip(spread / (np.percentile(spread, 97) + 1e-6), 0, 1))


def _unlike_borders(colours: Pixels) -> Field:
    height, width = colours.shape[:2]
    lab = cv2.cvtColor(colours, cv2.COLOR_BGR2LAB).astype(np.float32)
    rim = [
        lab[: height // 8].reshape(-1, 3),
        lab[:, : width // 10].reshape(-1, 3),
        lab[:, -width // 10 :].reshape(-1, 3),
    ]
    difference = np.linalg.norm(lab - np.concatenate(rim).mean(0), axis=2).astype(np.float32)
    spread = cv2.GaussianBlur(difference, (0, 0), width / 50)
    return as_field(np.clip(spread / (np.percentile(spread, 97) + 1e-6), 0, 1))


def guess_depth(picture: Pixels) -> Field:
    """Nearness, 0 (far) to 1 (near), of every pixel of a small BGRA picture."""
    colours = np.ascontiguousarray(picture[..., :3])
    height, width = colours.shape[:2]
    grey = cv2.cvtColor(colours, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, width, dtype=np.float32)[None]
    centre = np.exp(-((columns / 0.7) ** 2) - ((rows - 0.55) / 0.6) ** 2)
    saturation = cv2.cvtColor(colours, cv2.COLOR_BGR2HSV)[..., 1].astype(np.float32) / 255
    near = (
        0.45 * rows
        + 0.20 * _sharpness(grey)
        + 0.30 * _unlike_borders(colours) * centre
        + 0.10 * cv2.GaussianBlur(saturation, (0, 0), max(1.0, width / 60))
    )
    near = _snapped_to_edges(near.astype(np.float32), grey, radius=max(4, width // 24), tolerance=1e-3)
    near = cv2.GaussianBlur(near, (0, 0), max(0.5, width / 100))
    low, high = (float(value) for value in np.percentile(near, [3, 97]))
    return as_field(np.clip((near - low) / (high - low + 1e-6), 0, 1))
