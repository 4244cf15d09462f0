"""A painting for a camera that only goes sideways shows what the painting itself shows.

Not here: which camera moves those are (`animatic/shot.py`).
"""

import cv2
import numpy as np
import pytest

from onereel.engines.sketch.animatic.levelled import levelled
from onereel.engines.sketch.animatic.painting import Painting
from onereel.engines.sketch.animatic.stage import Moment
from onereel.engines.sketch.pixels import premultiplied

WIDTH, HEIGHT = 320, 180
SET = (430, 216)


def moment(*, pan=0.0, seconds=0.0):
    return Moment(seconds=seconds, pan=pan, tilt=0.0, zoom=1.03, width=WIDTH, height=HEIGHT)


def painting(*, top=60, depth=0.7, drift=0.0, empty=(), solid=150):
    """Soft shapes, as painted layers are; some columns may be empty."""
    dice = np.random.default_rng(5)
    rows = SET[1] - top
    soft = cv2.GaussianBlur(dice.random((rows, SET[0], 4)).astype(np.float32), (0, 0), 6)
    soft = (soft - soft.min()) / (soft.max() - soft.min())
    coverage = soft[..., 3].copy()
    coverage[max(0, solid - top) :] = 1
    for begin, end in empty:
        coverage[:, begin:end] = 0
    return Painting(
        picture=premultiplied(soft[..., :3] * 255, coverage),
        set_width=SET[0],
        set_height=SET[1],
        top=top,
        depth=depth,
        solid=solid if not empty else SET[1],
        drift=drift,
    )


def drawn(layer, at):
    canvas = np.full((HEIGHT, WIDTH, 4), 90, np.uint8)
    layer.draw(canvas, at)
    return canvas


@pytest.mark.parametrize(
    "layer",
    [painting(), painting(top=0), painting(depth=0.05), painting(depth=1.25), painting(empty=((60, 200), (290, 430)))],
    ids=["ground", "whole", "far", "near", "with gaps"],
)
@pytest.mark.parametrize("pan", [-0.13, -0.0317, 0.0, 0.0004, 0.1])
def test_it_shows_the_same_wherever_the_camera_goes(layer, pan):
    shown = drawn(levelled(layer, moment()), moment(pan=pan)).astype(int)
    difference = np.abs(shown - drawn(layer, moment(pan=pan)))
    assert difference.mean() < 1
    assert np.percentile(difference, 99.5) < 12


@pytest.mark.parametrize("seconds", [0.0, 3.3, 40.0])
def test_a_sheet_that_drifts_goes_on_drifting_even_over_its_edge(seconds):
    cloud = painting(drift=0.02)
    at = moment(seconds=seconds)
    difference = np.abs(drawn(levelled(cloud, moment()), at).astype(int) - drawn(cloud, at))
    assert difference.mean() < 1


def test_it_hides_the_same_rows():
    ground = painting()
    assert levelled(ground, moment()).covers_from(moment()) == ground.covers_from(moment())


def test_only_the_rows_that_are_asked_for_are_drawn():
    canvas = np.full((100, WIDTH, 4), 90, np.uint8)
    levelled(painting(), moment()).draw(canvas, moment())
    whole = drawn(levelled(painting(), moment()), moment())
    assert (canvas == whole[:100]).all()


def test_a_sheet_below_the_frame_is_not_drawn():
    below = painting(top=SET[1] - 2, solid=SET[1])
    assert (drawn(levelled(below, moment()), moment()) == 90).all()
