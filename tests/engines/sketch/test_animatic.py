"""Pictures drawn from words: never empty, alive in every second, the same for the same words."""

from itertools import pairwise, product

import cv2
import numpy as np
import pytest
from tests.engines.sketch.workbench import HEIGHT, WIDTH, difference, small_request

from onereel.engines.sketch.animatic.cast import cast
from onereel.engines.sketch.animatic.figures import Pose, figure_kinds
from onereel.engines.sketch.animatic.figures.pen import Pen
from onereel.engines.sketch.animatic.film import AnimaticFilm
from onereel.engines.sketch.animatic.palette import choose_palette
from onereel.engines.sketch.animatic.reading import read_plan
from onereel.engines.sketch.animatic.scenes import Scene, scene_kinds
from onereel.engines.sketch.animatic.stage import Stage
from onereel.engines.sketch.animatic.styles import style_kinds
from onereel.engines.sketch.chance import Chance

CIRCUMSTANCES = (
    ("", True, False),
    ("", False, True),
    ("wand", True, False),
    ("sampan", True, False),
    ("cat", True, True),
)
BEAM = 110
"""Where the beam of a lamp meets an edge it adds light that covers nothing."""
WEATHERS = ("rain", "snowing", "fog", "storm", "overcast")
TIMES = ("day", "sunset", "dawn", "night")


def style_words():
    return [kind.words.split()[0] for kind in style_kinds().values()]


def film(prompt, **changes):
    request = small_request(prompt=prompt, **changes)
    return AnimaticFilm(request, plan=read_plan(request))


def assert_is_a_picture(frame):
    assert frame.shape == (HEIGHT, WIDTH, 4)
    assert frame.dtype == np.uint8
    assert np.all(frame[..., 3] == 255)
    assert frame[..., :3].std() > 6


@pytest.mark.parametrize("place", sorted(scene_kinds()))
@pytest.mark.parametrize("time", TIMES)
def test_every_place_can_be_drawn_at_every_time(place, time):
    words = scene_kinds()[place].words.split()[0]
    drawing = film(f"{words} {time}", frame_count=24)

    first, second = drawing.frame(0).copy(), drawing.frame(11)

    assert_is_a_picture(first)
    assert difference(first, second) > 0.3


@pytest.mark.parametrize("kind", sorted(figure_kinds()))
def test_every_figure_can_do_everything_it_knows_and_moves(kind):
    figure = figure_kinds()[kind]
    for action, (detail, going, rain) in product(figure.actions, CIRCUMSTANCES):
        sheets = []
        for seconds in (0.4, 0.7):
            pen = Pen(scale=80, box=figure.box, offset=(0.3, 0.6), flip=False)
            pose = Pose(
                seconds=seconds, action=action, colour=None, variant=3, detail=detail, going=going, rain=rain, dark=rain
            )
            figure.draw(pen, pose)
            sheets.append(pen.finished())
        cover = sheets[0][..., 3]
        assert np.mean(cover > 0) > 0.01
        covered = cover > 0
        assert np.all(sheets[0][covered][:, :3] <= cover[covered][:, None].astype(int) + BEAM)
        assert difference(sheets[0], sheets[1]) > 0.02
        assert max(cover[0].max(), cover[-1].max(), cover[:, 0].max(), cover[:, -1].max()) < 40, "cut off by its box"


@pytest.mark.parametrize("words", [*style_words(), *WEATHERS])
def test_every_style_and_weather_can_be_drawn(words):
    assert_is_a_picture(film(f"mountain lake, {words}").frame(3))


@pytest.mark.parametrize("prompt", ["", " ", "asdf qwer", "😀🎬", "שלום עולם", "。。。", "x" * 1500, "\x00\ud800"])
def test_words_that_nobody_knows_still_make_a_picture_that_moves(prompt):
    drawing = film(prompt, frame_count=24)

    first = drawing.frame(0).copy()

    assert_is_a_picture(first)
    assert difference(first, drawing.frame(23)) > 0.3


def test_a_frame_does_not_depend_on_which_were_drawn_before():
    forwards, backwards = film("a dog runs in the rain"), film("a dog runs in the rain")

    ahead = [forwards.frame(index).copy() for index in range(6)]
    back = [backwards.frame(index).copy() for index in reversed(range(6))]

    assert all(np.array_equal(one, two) for one, two in zip(ahead, reversed(back), strict=True))


def test_something_moves_in_every_second_of_a_long_clip():
    drawing = film("a quiet room", frame_rate=10, frame_count=100)

    frames = [drawing.frame(index).copy() for index in range(0, 100, 10)]

    assert all(difference(one, two) > 0.3 for one, two in pairwise(frames))


def test_several_shots_look_different_and_dissolve_into_each_other():
    drawing = film("a cat on a meadow", multi_shot=True, frame_rate=10, frame_count=60)

    before, early, after = (drawing.frame(index).copy() for index in (29, 31, 50))

    assert difference(before, after) > 8
    assert difference(before, early) < difference(before, after)


def test_large_frames_are_drawn_smaller_and_keep_their_shape():
    drawing = film("sea", width=1920, height=1080)

    height, width = drawing.frame(0).shape[:2]

    assert width / height == pytest.approx(16 / 9, rel=0.01)
    assert width <= 1310


@pytest.mark.parametrize(
    "prompt",
    [
        "sea at sunset, pan right",
        "people walking in a garden",
        "lake in the rain, zoom in",
        "horses galloping through a snow field",
        "a kitten playing on the beach",
        "a robot dancing on a stage",
        "rough sea, a boat",
        "a deer walks through a misty forest",
        "fish in a coral reef",
    ],
)
def test_nothing_jumps_from_one_frame_to_the_next(prompt):
    drawing = film(prompt, frame_rate=24, frame_count=48)

    frames = [drawing.frame(index).copy() for index in range(30)]

    steps = [difference(one, two) for one, two in pairwise(frames)]
    assert max(steps) < 1.7 * float(np.median(steps)) + 0.2


def test_subjects_of_different_kinds_are_shown_in_proportion():
    request = small_request(prompt="a person walks a dog in the park")
    plan = read_plan(request)
    dice = Chance(1)
    palette = choose_palette(plan, variety=0, across=0.5)
    stage = Stage(width=WIDTH, height=HEIGHT, plan=plan, palette=palette, chance=dice, identity=dice)

    members = {member.kind.name: member for member in cast(stage, Scene(behind=[]))}

    assert members["dog"].size < 0.6 * members["person"].size


def test_a_class_above_720p_shows_more_and_not_only_larger():
    wish = {"prompt": "星空下的草地", "seed": 3, "frame_count": 2}
    usual = AnimaticFilm(request := small_request(**wish, width=1280, height=720), plan=read_plan(request)).frame(0)
    large = AnimaticFilm(request := small_request(**wish, width=1920, height=1080), plan=read_plan(request)).frame(0)
    fine = [cv2.Laplacian(picture[..., :3], cv2.CV_32F).std() for picture in (usual, large)]
    assert fine[1] > 1.08 * fine[0]
