"""The clip between two pictures of the same thing: it starts and stops softly, and the camera moves on top.

Not here: how a single stage is drawn (`morph.py`); pictures that do not belong together (`transition.py`).
"""

import numpy as np

from onereel.engines.sketch.inbetween.depth import guess_depth
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.inbetween.flow import Flows, look_up
from onereel.engines.sketch.inbetween.morph import Morph
from onereel.engines.sketch.inbetween.motion import FlatCamera
from onereel.engines.sketch.pixels import Field, Pixels, ease

AGREEMENT_FOR_FINE = 0.95
"""Agreement from which on the warp keeps fine detail; where less agrees, it would only sharpen errors."""
LARGEST_FINE = 1280 * 720
"""Pixels of the largest picture that is worth its cost; larger ones have less detail in each pixel."""


class FlowPair:
    """Goes from the first picture to the second along the flow, with a camera move on top."""

    def __init__(self, first: Pixels, last: Pixels, *, flows: Flows, enlarger: Enlarger, camera: FlatCamera) -> None:
        """Prepare. The pictures have the enlarger's large size and the flows its small size."""
        self._first, self._last = first, last
        self._similarity = flows.similarity
        self._enlarger = enlarger
        self._camera = camera
        self._morph = morph_of(first, last, flows=flows, enlarger=enlarger)
        self._near_first = guess_depth(enlarger.shrink(first))
        self._near_last = guess_depth(enlarger.shrink(last))

    def at(self, share: float) -> Pixels:
        """The picture `share` (0 to 1) of the way, the given pictures themselves at both ends."""
        if share <= 0:
            return self._first
        if share >= 1:
            return self._last
        passed = 0.6 * ease(share) + 0.4 * share
        return self._morph.between(passed, self._move(share, passed))

    def _move(self, share: float, passed: float) -> Field:
        in_first, brought_back = self._morph.sources(passed)
        near = look_up(self._near_first, in_first) * np.float32(1 - passed)
        near += look_up(self._near_last, self._similarity.applied(brought_back)) * np.float32(passed)
        return self._camera.displacement(share, near=near, places=self._enlarger.places)


def morph_of(first: Pixels, last: Pixels, *, flows: Flows, enlarger: Enlarger) -> Morph:
    """The stages between two pictures, as finely warped as their motion deserves."""
    small_enough = enlarger.width * enlarger.height <= LARGEST_FINE
    fine = small_enough and flows.agreement >= AGREEMENT_FOR_FINE
    return Morph(first, last, flows=flows, enlarger=enlarger, fine=fine)
