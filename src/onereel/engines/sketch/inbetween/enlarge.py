"""Displacements that were found on a small picture, used to warp the large one.

Not here: where displacements come from.
"""

import cv2
import numpy as np

from onereel.engines.sketch.pixels import Field, Pixels, grid

SMALL_SIDE = 384
"""The long side at which motion is looked for; larger sizes find nothing more and cost ten times as much."""
MARGIN = 0.08
"""How much of its long side a picture is mirrored outwards at each edge, for cameras that look past it."""


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
        self._padded_places = grid(self.small_height + 2, self.small_width + 2) - 1

    def shrink(self, picture: Pixels) -> Pixels:
        """The large picture at the small size."""
        right = self.small_width * self.factor - self.width
        bottom = self.small_height * self.factor - self.height
        padded = cv2.copyMakeBorder(picture, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
        return cv2.resize(padded, (self.small_width, self.small_height), interpolation=cv2.INTER_AREA)

    def enlarge(self, values: Field) -> Field:
        """Small values (any number of channels) at the large size, linear between cell centres."""
        padded = cv2.copyMakeBorder(values, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
        return self._enlarge_padded(padded)

    def _enlarge_padded(self, padded: Field) -> Field:
        factor = self.factor
        size = (padded.shape[1] * factor, padded.shape[0] * factor)
        large = cv2.resize(padded, size, interpolation=cv2.INTER_LINEAR)
        return large[factor : factor + self.height, factor : factor + self.width]

    def with_margin(self, picture: Pixels) -> Pixels:
        """The large picture, mirrored outwards on all sides, as `warp` wants it."""
        margin = self.margin
        return cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_REFLECT_101)

    def warp(self, picture: Pixels, displacement: Field) -> Pixels:
        """The large picture, given with its margin, looked up at every pixel plus the displacement there.

        `displacement` has the small size and counts in small pixels.
        """
        moved = cv2.copyMakeBorder(displacement, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
        offset = np.float32(self.margin - 0.5)
        centres = (self._padded_places + moved + np.float32(0.5)) * np.float32(self.factor) + offset
        # two plain maps: with one map of pairs, this OpenCV's remap can run for ever
        columns, rows = (np.ascontiguousarray(self._enlarge_padded(part)) for part in cv2.split(centres))
        return cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
