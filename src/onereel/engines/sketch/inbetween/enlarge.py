"""Displacements that were found on a small picture, used to warp the large one.

Not here: where displacements come from.
"""

import cv2
import numpy as np

from onereel.engines.sketch.inbetween.desk import Desk
from onereel.engines.sketch.pixels import Field, Pixels, grid, smoothstep

SMALL_SIDE = 384
"""The long side at which motion is looked for; larger sizes find nothing more and cost ten times as much."""
MARGIN = 0.12
"""How much of its long side a picture is mirrored outwards at each edge, for cameras that look past it."""
COARSE = 8
"""How much smaller a margin is blurred; it is only to be guessed at."""


class Enlarger:
    """Goes between a large picture and one that is smaller by a whole factor."""

    def __init__(self, *, width: int, height: int) -> None:
        """Prepare for large pictures of this size."""
        self.width, self.height = width, height
        self.factor = max(1, -(-max(width, height) // SMALL_SIDE))
        self.small_width = -(-width // self.factor)
        self.small_height = -(-height // self.factor)
        self.margin = min(round(MARGIN * max(width, height)), min(width, height) - 1)
        self.places = grid(self.small_height, self.small_width)

    def shrink(self, picture: Pixels) -> Pixels:
        """The large picture at the small size."""
        right = self.small_width * self.factor - self.width
        bottom = self.small_height * self.factor - self.height
        padded = cv2.copyMakeBorder(picture, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
        return cv2.resize(padded, (self.small_width, self.small_height), interpolation=cv2.INTER_AREA)

    def enlarge(self, values: Field, *, desk: Desk, name: str) -> Field:
        """Small values, one for each pixel, at the large size, linear between cell centres."""
        padded = cv2.copyMakeBorder(values, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
        return self._enlarge_padded(padded, desk=desk, name=name)

    def _enlarge_padded(self, padded: Field, *, desk: Desk, name: str) -> Field:
        factor = self.factor
        height, width = padded.shape[0] * factor, padded.shape[1] * factor
        large = desk.sheet(name, (height, width), np.float32)
        cv2.resize(padded, (width, height), large, interpolation=cv2.INTER_LINEAR)
        return large[factor : factor + self.height, factor : factor + self.width]

    def with_margin(self, picture: Pixels, *, soft: bool = False) -> Pixels:
        """The large picture, mirrored outwards on all sides, as `warp` wants it; `soft` is soon out of focus there."""
        margin = self.margin
        wide = cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_REFLECT_101)
        if not soft or margin < 2 * COARSE:
            return wide
        height, width = wide.shape[:2]
        small = cv2.resize(wide, (width // COARSE, height // COARSE), interpolation=cv2.INTER_AREA)
        blurred = cv2.resize(cv2.GaussianBlur(small, (0, 0), margin / COARSE / 6), (width, height))
        for strip in _strips(height, width, margin):
            focus = self._focus(*strip)
            wide[strip] = cv2.blendLinear(wide[strip], blurred[strip], focus, 1 - focus)
        return wide

    def _focus(self, rows: slice, columns: slice) -> Field:
        """1 within the picture, falling to 0 over the first eighth of its margin, for a part of the wide picture."""
        outside = [
            np.maximum(np.maximum(self.margin - places, places - self.margin - length + 1), 0)
            for places, length in (
                (np.arange(rows.start, rows.stop, dtype=np.float32), self.height),
                (np.arange(columns.start, columns.stop, dtype=np.float32), self.width),
            )
        ]
        farthest = np.maximum(outside[0][:, None], outside[1][None])
        return 1 - smoothstep(0, self.margin / 8, farthest)

    def warp(self, picture: Pixels, sources: Field, *, desk: Desk, name: str, fine: bool = False) -> Pixels:
        """The large picture, given with its margin, looked up at `sources`, of the small size, in small pixels.

        The result lies on the desk under `name`, as long as nothing else is put there.
        """
        around = _extended((sources + np.float32(0.5)) * np.float32(self.factor) + np.float32(self.margin - 0.5))
        # two plain maps: with one map of pairs, this OpenCV's remap can run for ever
        columns, rows = (
            self._enlarge_padded(part, desk=desk, name=axis)
            for part, axis in zip(cv2.split(around), ("columns", "rows"), strict=True)
        )
        result = desk.sheet(name, (self.height, self.width, 4), np.uint8)
        method = cv2.INTER_CUBIC if fine else cv2.INTER_LINEAR
        return cv2.remap(picture, columns, rows, method, result, borderMode=cv2.BORDER_REPLICATE)

    def blend(self, first: Pixels, last: Pixels, weight_of_first: Field, *, desk: Desk) -> Pixels:
        """Two large pictures mixed by a small weight of 0 to 1 for each small pixel."""
        of_first = self.enlarge(weight_of_first, desk=desk, name="weight of first")
        of_last = desk.sheet("weight of last", (self.height, self.width), np.float32)
        np.subtract(1, of_first, out=of_last)
        result = desk.sheet("mixed", (self.height, self.width, 4), np.uint8)
        return cv2.blendLinear(first, last, of_first, of_last, result)


def _strips(height: int, width: int, margin: int) -> tuple[tuple[slice, slice], ...]:
    """The four parts of a wide picture that are margin."""
    across, between = slice(0, width), slice(margin, height - margin)
    return (
        (slice(0, margin), across),
        (slice(height - margin, height), across),
        (between, slice(0, margin)),
        (between, slice(width - margin, width)),
    )


def _extended(places: Field) -> Field:
    """The places with one more at each edge, going on as the last two do."""
    wide = cv2.copyMakeBorder(places, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    wide[:, 0] = 2 * wide[:, 1] - wide[:, 2]
    wide[:, -1] = 2 * wide[:, -2] - wide[:, -3]
    wide[0] = 2 * wide[1] - wide[2]
    wide[-1] = 2 * wide[-2] - wide[-3]
    return wide
