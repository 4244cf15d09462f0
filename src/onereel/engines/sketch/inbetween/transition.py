"""A directed change between two pictures that do not follow from each other, both in slow motion.

Not here: pictures of the same thing (`pair.py`).
"""

import cv2
import numpy as np

from onereel.engines.sketch.inbetween.depth import guess_depth
from onereel.engines.sketch.inbetween.desk import Desk
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.inbetween.motion import FlatCamera
from onereel.engines.sketch.pixels import Field, Pixels, as_field, ease, smoothstep

SOFTNESS = 0.30
"""How much of the change is under way at once, as a share of the whole."""
DRIFT = 0.06
"""How far both pictures come closer while they change."""


LIGHT_LEADS, SWEEP_LEADS = 0.6, 1.6
"""How much the order of the change follows the light of the second picture, and how much its direction."""


class Transition:
    """From one picture to another: a wipe led by the light of the second one, or a plain dissolve."""

    def __init__(
        self,
        first: Pixels,
        last: Pixels,
        *,
        enlarger: Enlarger,
        camera: FlatCamera,
        chance: np.random.Generator,
        dissolve: bool,
    ) -> None:
        """Prepare. `dissolve` mixes all pixels alike, which suits pictures that are related but far apart."""
        self._first, self._last = first, last
        self._wide_first, self._wide_last = enlarger.with_margin(first), enlarger.with_margin(last)
        self._enlarger = enlarger
        self._camera = camera
        self._desk = Desk()
        small_last = enlarger.shrink(last)
        self._near_first, self._near_last = guess_depth(enlarger.shrink(first)), guess_depth(small_last)
        self._order = None if dissolve else _order_by_light(small_last, chance)

    def at(self, share: float) -> Pixels:
        """The picture `share` (0 to 1) of the way, the given pictures themselves at both ends."""
        if share <= 0:
            return self._first
        if share >= 1:
            return self._last
        passed = ease(share)
        enlarger, desk = self._enlarger, self._desk
        sources_first = self._drift(share, passed, near=self._near_first)
        sources_last = self._drift(share, 1 - passed, near=self._near_last)
        return enlarger.blend(
            enlarger.warp(self._wide_first, sources_first, desk=desk, name="first"),
            enlarger.warp(self._wide_last, sources_last, desk=desk, name="last"),
            self._weight_of_first(passed),
            desk=desk,
        )

    def _drift(self, share: float, gone: float, *, near: Field) -> Field:
        places = self._enlarger.places
        middle = np.array([near.shape[1] / 2, near.shape[0] / 2], np.float32)
        closer = (places - middle) * np.float32(-DRIFT * gone)
        return np.asarray(places + closer + self._camera.displacement(share, near=near, places=places), np.float32)

    def _weight_of_first(self, passed: float) -> Field:
        if self._order is None:
            return np.full(self._near_first.shape, 1 - passed, np.float32)
        edge = passed * (1 + 2 * SOFTNESS) - SOFTNESS
        gone = smoothstep(-SOFTNESS, SOFTNESS, np.float32(edge) - self._order)
        return as_field(1 - gone)


def _order_by_light(picture: Pixels, chance: np.random.Generator) -> Field:
    """0 (first) to 1 (last) for every pixel, the same area in every moment.

    The change sweeps over the picture in one direction, and what is bright arrives a little ahead.
    """
    height, width = picture.shape[:2]
    light = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGRA2GRAY).astype(np.float32), (0, 0), height / 12)
    light = as_field(light / (float(light.std()) + 1e-3))
    clouds = chance.standard_normal((5, 8)).astype(np.float32)
    light = cv2.add(light, cv2.resize(clouds * 0.3, (width, height), interpolation=cv2.INTER_CUBIC))
    angle = float(chance.random()) * 2 * np.pi
    sweep = np.cos(angle) * np.linspace(-1, 1, width)[None] + np.sin(angle) * np.linspace(-1, 1, height)[:, None]
    light = as_field(light * LIGHT_LEADS + sweep * SWEEP_LEADS)
    order = np.empty(light.size, np.float32)
    order[np.argsort(-light.ravel(), kind="stable")] = np.linspace(0, 1, light.size, dtype=np.float32)
    return cv2.GaussianBlur(order.reshape(light.shape), (0, 0), 1.2)
