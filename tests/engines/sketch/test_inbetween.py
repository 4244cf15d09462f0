"""From a first frame to a last one: the given pictures at both ends, life between, nothing stretched."""

import cv2
import numpy as np
import pytest
from tests.engines.sketch.workbench import (
    HEIGHT,
    WIDTH,
    difference,
    draw,
    frames_of,
    photograph,
    picture_of,
    save,
    similarity,
)

from onereel.domain.request import Amplitude
from onereel.engines.base import Materials
from onereel.engines.sketch.inbetween.desk import Desk
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.inbetween.flow import find_flows
from onereel.engines.sketch.pictures import fit


def shifted(picture, *, right, down=0):
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
    return cv2.warpAffine(picture, matrix, (picture.shape[1], picture.shape[0]), borderMode=cv2.BORDER_REFLECT)


def between(tmp_path, first, last=None, **changes):
    """The frames of a clip from first to last."""
    tmp_path.mkdir(exist_ok=True)
    materials = Materials(
        first_frame=save(first, tmp_path / "first.png"),
        last_frame=save(last, tmp_path / "last.png") if last is not None else None,
    )
    made = draw(
        tmp_path / "work",
        materials=materials,
        first_frame=picture_of(first),
        last_frame=picture_of(last) if last is not None else None,
        **changes,
    )
    return frames_of(made.video)


@pytest.mark.parametrize(
    "last",
    [photograph(1), shifted(photograph(1), right=12, down=5), photograph(9)],
    ids=["the same", "a little further", "something else"],
)
def test_the_clip_begins_and_ends_with_the_given_pictures(tmp_path, last):
    frames = between(tmp_path, photograph(1), last, frame_count=13)

    assert similarity(frames[0], photograph(1)) >= 0.95
    assert similarity(frames[-1], last) >= 0.95


def test_the_same_picture_twice_still_moves(tmp_path):
    frames = between(tmp_path, photograph(1), photograph(1), frame_count=24)

    assert difference(frames[12], frames[0]) > 2


def test_a_first_frame_alone_is_enough(tmp_path):
    frames = between(tmp_path, photograph(1), frame_count=24)

    assert similarity(frames[0], photograph(1)) >= 0.95
    assert all(difference(frames[at], frames[at + 11]) > 1 for at in (0, 12))


def test_between_related_pictures_things_move_instead_of_fading(tmp_path):
    first = photograph(3)
    halfway, last = shifted(first, right=6), shifted(first, right=12)

    middle = between(tmp_path, first, last, frame_count=13, prompt="static shot")[6]

    inner = (slice(40, 140), slice(60, 260))
    faded = cv2.addWeighted(first, 0.5, last, 0.5, 0)
    assert difference(middle[inner], halfway[inner]) < difference(faded[inner], halfway[inner])


@pytest.mark.parametrize("words", ["推进", "pull out", "pan left", "镜头向右移动", "tilt up", "handheld", "orbit"])
def test_every_camera_word_makes_a_move(tmp_path, words):
    frames = between(tmp_path, photograph(1), frame_count=12, prompt=words)

    assert difference(frames[0], frames[-1]) > 2


def test_pushing_in_enlarges_and_pulling_out_shrinks(tmp_path):
    places = np.dstack(np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))) - np.array([WIDTH / 2, HEIGHT / 2])

    def growth(words):
        frames = between(tmp_path / words, photograph(1), frame_count=8, prompt=words)
        small = [cv2.cvtColor(frame, cv2.COLOR_BGR2BGRA) for frame in (frames[0], frames[-1])]
        return float(np.mean(np.sum(find_flows(*small).forward * places, axis=2)))

    for words in ("push in", "pull out"):
        (tmp_path / words).mkdir()
    assert growth("push in") > 0 > growth("pull out")


def test_a_greater_amplitude_moves_further(tmp_path):
    moved = {}
    for amplitude in (Amplitude.SMALL, Amplitude.LARGE):
        (tmp_path / amplitude).mkdir()
        frames = between(tmp_path / amplitude, photograph(1), photograph(1), frame_count=12, amplitude=amplitude)
        moved[amplitude] = difference(frames[0], frames[6])

    assert moved[Amplitude.LARGE] > 1.2 * moved[Amplitude.SMALL]


def test_a_picture_of_nearly_the_frames_shape_fills_it(tmp_path):
    fitted = fit(cv2.cvtColor(photograph(1, width=340, height=180), cv2.COLOR_BGR2BGRA), width=WIDTH, height=HEIGHT)

    assert fitted.window == (0, 0, WIDTH, HEIGHT)


@pytest.mark.parametrize(("width", "height"), [(180, 320), (100, 100), (640, 120)])
def test_a_picture_of_another_shape_is_shown_whole_and_never_stretched(width, height):
    picture = np.full((height, width, 4), 255, np.uint8)
    cv2.circle(picture, (width // 2, height // 2), 40, (0, 0, 0, 255), -1)

    fitted = fit(picture, width=WIDTH, height=HEIGHT)

    left, top, right, bottom = fitted.window
    assert (right - left) / (bottom - top) == pytest.approx(width / height, rel=0.03)
    inside = fitted.frame[top:bottom, left:right, 0] < 128
    assert np.ptp(np.nonzero(inside)[0]) == pytest.approx(np.ptp(np.nonzero(inside)[1]), abs=2)


def test_bars_beside_an_upright_picture_do_not_slide(tmp_path):
    frames = between(
        tmp_path, photograph(1, width=120, height=180), photograph(1, width=120, height=180), frame_count=9
    )

    assert difference(frames[0][:, :80], frames[4][:, :80]) < 3


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (334, 178), (1920, 1080), (200, 200)])
def test_no_displacement_leaves_a_picture_as_it_is(width, height):
    enlarger = Enlarger(width=width, height=height)
    picture = cv2.cvtColor(photograph(4, width=width, height=height), cv2.COLOR_BGR2BGRA)

    same = enlarger.warp(enlarger.with_margin(picture), enlarger.places, desk=Desk(), name="same")

    assert np.abs(same.astype(int) - picture).max() <= 1
