"""The frames between two pictures of the same thing, along their optical flow.

Not here: pictures that do not belong together (`transition.py`).
"""

import cv2
import numpy as np

from onereel.engines.sketch.inbetween.depth import guess_depth
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.inbetween.flow import Flows, sample
from onereel.engines.sketch.inbetween.motion import FlatCamera
from onereel.engines.sketch.pixels import Field, Pixels, ease

DOUBT = 0.02
"""Weight that even a pixel without any trust keeps, so that weights never vanish together."""


class FlowPair:
    """Goes from the first picture to the second along the flow, with a camera move on top."""

    def __init__(self, first: Pixels, last: Pixels, *, flows: Flows, enlarger: Enlarger, camera: FlatCamera) -> None:
        """Prepare. The pictures have the enlarger's large size and the flows its small size."""
        self._first, self._last = first, last
        self._wide_first, self._wide_last = enlarger.with_margin(first), enlarger.with_margin(last)
        self._flows = flows
        self._enlarger = enlarger
        self._camera = camera
        self._near_first = guess_depth(enlarger.shrink(first))
        self._near_last = guess_depth(enlarger.shrink(last))

    def at(self, share: float) -> Pixels:
        """The picture `share` (0 to 1) of the way, the given pictures themselves at both ends."""
        if share <= 0:
            return self._first
        if share >= 1:
            return self._last
        passed = 0.6 * ease(share) + 0.4 * share
        to_first, to_last = self._displacements(passed)
        weight = self._weight_of_first(passed, to_first, to_last)
        moved = self._move(share, passed, to_first, to_last)
        places = self._enlarger.places
        return blend(
            self._enlarger.warp(self._wide_first, sample(to_first, moved, places) + moved),
            self._enlarger.warp(self._wide_last, sample(to_last, moved, places) + moved),
            self._enlarger.enlarge(sample(weight, moved, places)),
        )

    def _displacements(self, passed: float) -> tuple[Field, Field]:
        forward, backward = self._flows.forward, self._flows.backward
        left = 1 - passed
        to_first = cv2.addWeighted(forward, -left * passed, backward, passed * passed, 0)
        to_last = cv2.addWeighted(forward, left * left, backward, -passed * left, 0)
        return to_first, to_last

    def _weight_of_first(self, passed: float, to_first: Field, to_last: Field) -> Field:
        places = self._enlarger.places
        of_first = (1 - passed) * (sample(self._flows.forward_trust, to_first, places) + DOUBT)
        of_last = passed * (sample(self._flows.backward_trust, to_last, places) + DOUBT)
        return np.asarray(of_first / (of_first + of_last), np.float32)

    def _move(self, share: float, passed: float, to_first: Field, to_last: Field) -> Field:
        places = self._enlarger.places
        near = sample(self._near_first, to_first, places) * np.float32(1 - passed)
        near += sample(self._near_last, to_last, places) * np.float32(passed)
        return self._camera.displacement(share, near=near, places=places)


def blend(first: Pixels, last: Pixels, weight_of_first: Field) -> Pixels:
    """Both pictures mixed by a weight of 0 to 1 for each pixel."""
    weight = cv2.convertScaleAbs(weight_of_first, alpha=255.0)
    weights = cv2.merge([weight, weight, weight, weight])
    return cv2.add(
        cv2.multiply(first, weights, scale=1 / 255), cv2.multiply(last, cv2.bitwise_not(weights), scale=1 / 255)
    )
