"""The one shift, turn and zoom that carries most of one picture onto another, and every stage on the way there.

Not here: what moves within the pictures (`flow.py`).
"""

import cmath
from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.pixels import NO_MAP, Field, Pixels

POINTS = 1500
NEAREST_RATIO = 0.8
"""A point's best match counts when its second best is at least so much worse."""
MATCH_DISTANCE = 2.5
"""How far from its place, in small pixels, a matched point may land."""
LARGEST_ZOOM = 4.0


@dataclass(frozen=True, slots=True)
class Similarity:
    """A shift, turn and zoom of the plane: the place z, as a complex number, goes to factor * z + offset."""

    factor: complex
    offset: complex

    def part(self, share: float) -> "Similarity":
        """The stage `share` of the way from rest, at constant zoom and turn: as a camera would go."""
        factor = cmath.exp(share * cmath.log(self.factor))
        if abs(self.factor - 1) < 1e-6:
            return Similarity(factor, self.offset * share)
        return Similarity(factor, self.offset * (factor - 1) / (self.factor - 1))

    def inverse(self) -> "Similarity":
        """The way back."""
        return Similarity(1 / self.factor, -self.offset / self.factor)

    def applied(self, places: Field) -> Field:
        """Where the places, height x width x 2, go."""
        matrix = np.array(
            [
                [self.factor.real, -self.factor.imag, self.offset.real],
                [self.factor.imag, self.factor.real, self.offset.imag],
            ],
            np.float32,
        )
        return cv2.transform(places, matrix)

    def turned(self, displacements: Field) -> Field:
        """The displacements as they look after the move."""
        return Similarity(self.factor, 0).applied(displacements)


AT_REST = Similarity(1, 0)


@dataclass(frozen=True, slots=True)
class Alignment:
    """What comparing the points of two pictures told."""

    similarity: Similarity
    """From the first picture to the second, in small pixels; at rest when nothing was found."""
    matches: int
    """How many points agree on it."""


NOT_ALIGNED = Alignment(AT_REST, 0)


def align(first: Pixels, second: Pixels) -> Alignment:
    """Find the similarity between two small BGRA pictures. The same pictures give the same answer."""
    detector = cv2.ORB.create(POINTS, scaleFactor=1.2, nlevels=10, edgeThreshold=15, fastThreshold=7)
    points_first, marks_first = detector.detectAndCompute(first, NO_MAP)
    points_second, marks_second = detector.detectAndCompute(second, NO_MAP)
    if min(len(points_first), len(points_second)) < 8:
        return NOT_ALIGNED
    candidates = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(marks_first, marks_second, k=2)
    matches = [best for best, second_best in candidates if best.distance < NEAREST_RATIO * second_best.distance]
    if len(matches) < 4:
        return NOT_ALIGNED
    source = np.array([points_first[match.queryIdx].pt for match in matches], np.float32)
    target = np.array([points_second[match.trainIdx].pt for match in matches], np.float32)
    return _agreed(source, target)


def _agreed(source: Field, target: Field) -> Alignment:
    cv2.setRNGSeed(0)
    matrix, inliers = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=MATCH_DISTANCE, maxIters=3000
    )
    if np.ndim(matrix) != 2:
        return NOT_ALIGNED
    factor = complex(matrix[0, 0], matrix[1, 0])
    if not 1 / LARGEST_ZOOM < abs(factor) < LARGEST_ZOOM:
        return NOT_ALIGNED
    landed = np.unique(np.round(target[np.ravel(inliers) == 1] / 3), axis=0)
    started = np.unique(np.round(source[np.ravel(inliers) == 1] / 3), axis=0)
    return Alignment(Similarity(factor, complex(matrix[0, 2], matrix[1, 2])), min(len(landed), len(started)))
