"""Which way of getting from one picture to another suits them, judged by how much of them belongs together.

Not here: the ways themselves. How the thresholds were found stands in docs/inbetweening.md.
"""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from onereel.engines.sketch.inbetween.alignment import NOT_ALIGNED, Alignment, align
from onereel.engines.sketch.inbetween.flow import Flows, find_flows
from onereel.engines.sketch.pixels import Pixels

SAME_DIFFERENCE = 1.0
"""Mean difference, in levels, below which two pictures count as one."""
AGREEMENT_UNDOUBTED = 0.9
"""Agreement from which on no similarity is looked for: there is little left to gain."""
MATCHES_FOR_ALIGNMENT = 12
AGREEMENT_FOR_FLOW = 0.25
AGREEMENT_FOR_DISSOLVE = 0.15
MATCHES_FOR_DISSOLVE = 7
UNCHANGED_FOR_DISSOLVE = 0.35
"""Each of the three is more than pictures without anything in common have."""
UNCHANGED_LEVELS = 12


class Way(StrEnum):
    """A way of getting from the first picture to the last."""

    STAY = "stay"
    """They are one picture; the camera alone moves."""
    FLOW = "flow"
    """Everything moves to where it goes."""
    DISSOLVE = "dissolve"
    """The same thing, but too far apart to be followed."""
    TRANSITION = "transition"
    """Two pictures that have nothing in common."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What two pictures have in common."""

    difference: float
    """Mean difference, in levels."""
    unchanged: float
    """Share of pixels that look almost the same: a thing may jump, the plain ground behind it stays."""
    flows: Flows
    alignment: Alignment


def compare(first: Pixels, last: Pixels) -> Comparison:
    """Compare two small BGRA pictures of the same size."""
    gap = cv2.absdiff(first, last)
    difference = float(np.mean(gap[..., :3]))
    unchanged = float(np.mean(gap.max(axis=2) <= UNCHANGED_LEVELS))
    flows, alignment = find_flows(first, last), NOT_ALIGNED
    if flows.agreement < AGREEMENT_UNDOUBTED:
        alignment = align(first, last)
    if alignment.matches >= MATCHES_FOR_ALIGNMENT:
        aligned = find_flows(first, last, similarity=alignment.similarity)
        flows = max(aligned, flows, key=lambda found: found.agreement)
    return Comparison(difference=difference, unchanged=unchanged, flows=flows, alignment=alignment)


def choose_way(comparison: Comparison) -> Way:
    """The way that suits two pictures that were compared."""
    agreement = comparison.flows.agreement
    if comparison.difference < SAME_DIFFERENCE:
        return Way.STAY
    if agreement >= AGREEMENT_FOR_FLOW:
        return Way.FLOW
    related = (
        agreement >= AGREEMENT_FOR_DISSOLVE
        or comparison.alignment.matches >= MATCHES_FOR_DISSOLVE
        or comparison.unchanged >= UNCHANGED_FOR_DISSOLVE
    )
    return Way.DISSOLVE if related else Way.TRANSITION
