"""One picture, brought to life by a camera move alone.

Not here: a second picture.
"""

import cv2

from onereel.engines.sketch.inbetween.depth import guess_depth
from onereel.engines.sketch.inbetween.desk import Desk
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.inbetween.motion import FlatCamera
from onereel.engines.sketch.pixels import Pixels


class Still:
    """A picture seen by a moving camera."""

    def __init__(self, picture: Pixels, *, enlarger: Enlarger, camera: FlatCamera) -> None:
        """Prepare. The picture has the enlarger's large size."""
        self._picture = picture
        self._enlarger = enlarger
        self._camera = camera
        self._desk = Desk()
        self._wide = enlarger.with_margin(picture, soft=True)
        self._near = guess_depth(enlarger.shrink(picture))

    def at(self, share: float) -> Pixels:
        """The picture `share` (0 to 1) into the clip, as given at 0."""
        if share <= 0 or (share >= 1 and self._camera.returns):
            return self._picture
        moved = self._camera.displacement(share, near=self._near, places=self._enlarger.places)
        sources = cv2.add(self._enlarger.places, moved)
        return self._enlarger.warp(self._wide, sources, desk=self._desk, name="picture")
