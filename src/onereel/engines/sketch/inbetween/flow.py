"""Where every part of one picture went in another, and how far that can be believed.

Not here: what is drawn with it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.pixels import NO_MAP, Field, Pixels, grid


@dataclass(frozen=True, kw_only=True, slots=True)
class Flows:
    """The motion between two small pictures, in their pixels."""

    forward: Field
    """From the first to the second."""
    backward: Field
    forward_trust: Field
    """0 to 1 for each pixel of the first picture: whether going there and coming back ends where it began."""
    backward_trust: Field
    agreement: float
    """Share of pixels of the first picture that come back to within one pixel."""


def sample(picture: Field, displacement: Field, places: Field) -> Field:
    """The picture looked up at every place plus its displacement."""
    columns, rows = cv2.split(cv2.add(places, displacement))
    return cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _dense_flow(first: Pixels, second: Pixels) -> Field:
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return search.calc(first, second, NO_MAP)


def _round_trip_error(there: Field, back: Field, places: Field) -> Field:
    gap = np.linalg.norm(there + sample(back, there, places), axis=2)
    return np.asarray(gap / (1 + 0.05 * np.linalg.norm(there, axis=2)), np.float32)


def find_flows(first: Pixels, second: Pixels) -> Flows:
    """The flows between two small BGRA pictures of the same size."""
    grey_first = cv2.cvtColor(first, cv2.COLOR_BGRA2GRAY)
    grey_second = cv2.cvtColor(second, cv2.COLOR_BGRA2GRAY)
    forward, backward = _dense_flow(grey_first, grey_second), _dense_flow(grey_second, grey_first)
    places = grid(*grey_first.shape[:2])
    error_forward = _round_trip_error(forward, backward, places)
    error_backward = _round_trip_error(backward, forward, places)
    return Flows(
        forward=forward,
        backward=backward,
        forward_trust=np.exp(-np.minimum(error_forward, 6) / 2),
        backward_trust=np.exp(-np.minimum(error_backward, 6) / 2),
        agreement=float(np.mean(error_forward < 1)),
    )


def count_matches(first: Pixels, second: Pixels) -> int:
    """How many distinct points of one picture are found in the other under one plane projection."""
    detector = cv2.ORB.create(600)
    points_first, marks_first = detector.detectAndCompute(first, NO_MAP)
    points_second, marks_second = detector.detectAndCompute(second, NO_MAP)
    if min(len(points_first), len(points_second)) < 8:
        return 0
    matches = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(marks_first, marks_second)
    if len(matches) < 8:
        return 0
    cv2.setRNGSeed(0)
    source = np.array([points_first[match.queryIdx].pt for match in matches], np.float32)
    target = np.array([points_second[match.trainIdx].pt for match in matches], np.float32)
    _, inliers = cv2.findHomography(source, target, cv2.RANSAC, 3.0)
    return int(np.count_nonzero(inliers)) if np.ndim(inliers) else 0
