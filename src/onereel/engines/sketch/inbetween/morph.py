"""Any stage between two pictures of the same thing, along their motion.

Not here: how the clip passes through the stages, and its camera (`pair.py`).
"""

import cv2
import numpy as np

from onereel.engines.sketch.inbetween.desk import Desk
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.inbetween.flow import Flows, inside, look_up
from onereel.engines.sketch.pixels import Field, Pixels

DOUBT = 0.3
"""Weight that even a pixel without any trust keeps: where nothing is sure, a mixture errs least."""
UNSEEN = 0.002
"""Weight of what lies outside a picture, so that weights never vanish together."""


class Morph:
    """Mixes both pictures, each warped to where its parts are at that stage."""

    def __init__(self, first: Pixels, last: Pixels, *, flows: Flows, enlarger: Enlarger, fine: bool) -> None:
        """Prepare. The pictures have the enlarger's large size and the flows its small size.

        `fine` keeps more detail while warping, at three times the cost of that step.
        """
        self._wide_first, self._wide_last = enlarger.with_margin(first), enlarger.with_margin(last)
        self._flows = flows
        self._enlarger = enlarger
        self._fine = fine
        self._desk = Desk()

    def sources(self, passed: float, moved: Field | None = None) -> tuple[Field, Field]:
        """Where in the first and in the last picture each small pixel of the stage comes from.

        `moved` is added to the places of the stage first, for a camera that looks elsewhere.
        """
        flows, left = self._flows, 1 - passed
        stage = self._enlarger.places if moved is None else cv2.add(self._enlarger.places, moved)
        home = flows.similarity.part(passed).inverse().applied(stage)
        forward, backward = look_up(flows.forward, home), look_up(flows.backward, home)
        to_first = cv2.addWeighted(forward, -left * passed, backward, passed * passed, 0)
        to_last = cv2.addWeighted(forward, left * left, backward, -passed * left, 0)
        return cv2.add(home, to_first), cv2.add(home, to_last)

    def between(self, passed: float, moved: Field | None = None) -> Pixels:
        """The picture `passed` (0 to 1) of the way, every part moving at constant speed.

        The thread's next call draws into the same array.
        """
        in_first, brought_back = self.sources(passed, moved)
        in_last = self._flows.similarity.applied(brought_back)
        of_first = (1 - passed) * (look_up(self._flows.forward_trust, in_first) + DOUBT) * inside(in_first)
        of_last = passed * (look_up(self._flows.backward_trust, brought_back) + DOUBT) * inside(in_last)
        weight = (of_first + UNSEEN * (1 - passed)) / (of_first + of_last + UNSEEN)
        enlarger, desk = self._enlarger, self._desk
        return enlarger.blend(
            enlarger.warp(self._wide_first, in_first, desk=desk, name="first", fine=self._fine),
            enlarger.warp(self._wide_last, in_last, desk=desk, name="last", fine=self._fine),
            np.asarray(weight, np.float32),
            desk=desk,
        )
