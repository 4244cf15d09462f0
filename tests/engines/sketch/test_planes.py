"""Conversion for the encoder, and marks laid over what is converted: the same as on the picture itself."""

import cv2
import numpy as np
import pytest
from tests.engines.sketch.workbench import difference, photograph

from onereel.engines.sketch.film.planes import Overlay, copied, to_colours, to_planes
from onereel.engines.sketch.pixels import place, premultiplied

SIZE = {"width": 320, "height": 180}


def opaque(colours):
    return cv2.cvtColor(colours, cv2.COLOR_BGR2BGRA)


def soft_square(height=21, width=35):
    coverage = np.zeros((height, width), np.float32)
    coverage[3:-3, 3:-3] = 0.7
    return premultiplied(np.full((height, width, 3), (40, 90, 220), np.float32), cv2.blur(coverage, (5, 5)))


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255), (90, 120, 60)])
def test_colours_come_back_from_the_planes(colour):
    flat = np.full((180, 320, 4), (*colour, 255), np.uint8)

    assert difference(to_colours(to_planes(flat, **SIZE)), flat[..., :3]) < 2


def test_a_picture_of_another_size_is_scaled_on_the_way():
    picture = photograph(3, width=160, height=90)

    large = to_planes(opaque(picture), **SIZE)

    assert (large.width, large.height, large.format.name) == (320, 180, "yuv420p")
    assert difference(cv2.resize(to_colours(large), (160, 90), interpolation=cv2.INTER_AREA), picture) < 4


@pytest.mark.parametrize(("left", "top"), [(0, 0), (10, 10), (11, 10), (10, 11), (285, 159)])
def test_a_mark_on_the_planes_looks_as_one_on_the_picture(left, top):
    picture = opaque(cv2.GaussianBlur(photograph(4), (0, 0), 3))
    frame = to_planes(picture, **SIZE)

    Overlay(soft_square(), left=left, top=top).apply(frame)

    place(picture, soft_square(), left=left, top=top)
    wanted = to_colours(to_planes(picture, **SIZE))
    assert difference(to_colours(frame), wanted) < 0.6
    assert np.abs(to_colours(frame).astype(int) - wanted).max() < 30


def test_what_is_beside_a_mark_stays_as_it_is():
    frame = to_planes(opaque(photograph(4)), **SIZE)
    before = to_colours(copied(frame))

    Overlay(soft_square(), left=100, top=60).apply(frame)

    after = to_colours(frame)
    after[58:84, 98:138] = before[58:84, 98:138]
    assert np.array_equal(before, after)


def test_a_copy_is_changed_alone():
    frame = to_planes(opaque(photograph(4)), **SIZE)
    before = to_colours(frame)

    Overlay(soft_square(), left=100, top=60).apply(copied(frame))

    assert np.array_equal(to_colours(frame), before)
