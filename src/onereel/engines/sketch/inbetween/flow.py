"""Where every part of one picture went in another, and how far that can be believed.

Not here: what is drawn with it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.inbetween.alignment import AT_REST, Similarity
from onereel.engines.sketch.pixels import NO_MAP, Field, Pixels, grid

PATIENCE = 2.0
"""Pixels of round-trip error at which trust has fallen to a third."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flows:
    """The motion between two small pictures, in their pixels: one similarity, and what moves beside it.

    The second picture is first brought back by the similarity; the displacements lead to and from that picture.
    """

    similarity: Similarity
    forward: Field
    """From the first to the second."""
    backward: Field
    forward_trust: Field
    """0 to 1 for each pixel of the first picture: whether going there and coming back ends where it began."""
    backward_trust: Field
    agreement: float
    """Share of the pixels of the first picture, of those seen in both, that come back to within one pixel."""


def sample(picture: Field, displacement: Field, places: Field) -> Field:
    """The picture looked up at every place plus its displacement."""
    return look_up(picture, cv2.add(places, displacement))


def look_up(picture: Field, at: Field) -> Field:
    """The picture at the given places."""
    columns, rows = cv2.split(at)
    return cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def inside(at: Field) -> Field:
    """1 for places within a picture of the places' own shape, falling to 0 over the last two pixels."""
    height, width = at.shape[:2]
    columns, rows = cv2.split(at)
    room = cv2.min(cv2.min(columns, width - 1 - columns), cv2.min(rows, height - 1 - rows))
    return np.asarray(np.clip(room / 2 + 1, 0, 1), np.float32)


def _dense_flow(first: Pixels, second: Pixels) -> Field:
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    search.setFinestScale(0)
    return search.calc(first, second, NO_MAP)


def _round_trip_error(there: Field, back: Field, places: Field) -> Field:
    gap = cv2.add(there, sample(back, there, places))
    return np.asarray(cv2.magnitude(*cv2.split(gap)) / (1 + 0.05 * cv2.magnitude(*cv2.split(there))), np.float32)


def _trust(error: Field) -> Field:
    return cv2.GaussianBlur(np.exp(-np.minimum(error, 6) / PATIENCE), (0, 0), 1.5)


def find_flows(first: Pixels, second: Pixels, *, similarity: Similarity = AT_REST) -> Flows:
    """The flows between two small BGRA pictures of the same size, beside a similarity that is known already."""
    grey_first = cv2.cvtColor(first, cv2.COLOR_BGRA2GRAY)
    grey_second = cv2.cvtColor(second, cv2.COLOR_BGRA2GRAY)
    places = grid(*grey_first.shape[:2])
    seen = np.ones(grey_first.shape, np.float32)
    if similarity != AT_REST:
        carried = similarity.applied(places)
        seen = inside(carried)
        # what only the first picture shows is taken from it: a torn border would be mistaken for motion
        grey_second = cv2.blendLinear(look_up(grey_second, carried), grey_first, seen, 1 - seen)
    forward, backward = _dense_flow(grey_first, grey_second), _dense_flow(grey_second, grey_first)
    error_forward = _round_trip_error(forward, backward, places)
    error_backward = _round_trip_error(backward, forward, places)
    common = seen > 0.5
    return Flows(
        similarity=similarity,
        forward=forward,
        backward=backward,
        forward_trust=_trust(error_forward),
        backward_trust=_trust(error_backward),
        agreement=float(np.mean(error_forward[common] < 1)) if common.any() else 0.0,
    )
