"""What holds of any drawn clip: random prompts by the hundred, odd ones, motion in every second, who stays in view."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.sketch.workbench import difference, small_request

from onereel.engines.sketch.animatic.cast import cast
from onereel.engines.sketch.animatic.figures import figure_kinds
from onereel.engines.sketch.animatic.film import AnimaticFilm
from onereel.engines.sketch.animatic.palette import choose_palette
from onereel.engines.sketch.animatic.reading import read_plan
from onereel.engines.sketch.animatic.scenes import scene_kinds
from onereel.engines.sketch.animatic.shot import with_company
from onereel.engines.sketch.animatic.stage import Stage
from onereel.engines.sketch.animatic.styles import style_kinds
from onereel.engines.sketch.animatic.vocabulary import ACTIONS, SEASONS, TIMES, WEATHERS
from onereel.engines.sketch.chance import Chance
from onereel.engines.sketch.words import find

SIZES = ((128, 72), (72, 128), (96, 96), (168, 72))
ODD = (
    "😀🎬🔥",
    "\u202eevil\u202c",
    "مرحبا بالعالم",
    "\u3000\u00a0 \t",
    "\ud83d",
    "𠀀𠀁",
    "a" * 1500,
    "猫" * 1500,
    "'; DROP",
    "%s{0}",
)
TRAVELLERS = (
    "two horses galloping through a snow field",
    "a dog runs on a beach",
    "三个人在森林里奔跑",
    "a girl walks in a garden",
)
MOVING = (
    "a quiet room",
    "雪地",
    "desert at noon",
    "a stage",
    "outer space",
    "city at night",
    "a lake in the fog",
    "静物",
)


def film(prompt, **changes):
    request = small_request(prompt=prompt, **changes)
    return AnimaticFilm(request, plan=read_plan(request))


def stage_of(prompt, *, width=320, height=180, seconds=5.0):
    plan = read_plan(small_request(prompt=prompt))
    dice = Chance(1)
    palette = choose_palette(plan, variety=0.5, across=0.5)
    empty = Stage(width=width, height=height, plan=plan, palette=palette, chance=dice, identity=dice, seconds=seconds)
    return with_company(empty)


def words_of(vocabulary):
    return [word for words in vocabulary.values() for word in words.split()]


def random_prompt(number):
    chance = np.random.default_rng(number)
    figures = {name: kind.words for name, kind in figure_kinds().items()}
    parts = [
        {name: kind.all_words for name, kind in scene_kinds().items()},
        figures, figures, ACTIONS, TIMES, WEATHERS, SEASONS,
        {name: kind.words for name, kind in style_kinds().items()},
    ]  # fmt: skip
    chosen = [str(chance.choice(words_of(part))) for part in parts if chance.random() < 0.6]
    return " ".join(chance.permutation(chosen)) if chosen else ""


@pytest.mark.parametrize("decade", range(10))
def test_random_prompts_by_the_hundred_are_never_empty_and_never_still(decade):
    for number in range(decade * 10, decade * 10 + 10):
        width, height = SIZES[number % 4]
        prompt = random_prompt(number)
        drawing = film(prompt, width=width, height=height, seed=number, frame_rate=4, frame_count=20)

        frames = [drawing.frame(index).copy() for index in range(0, 20, 4)]

        assert min(frame[..., :3].std() for frame in frames) > 4, prompt
        assert min(difference(one, two) for one, two in pairwise(frames)) > 0.12, prompt


@pytest.mark.parametrize("prompt", ODD)
def test_odd_prompts_are_drawn_like_any_other(prompt):
    drawing = film(prompt, width=96, height=54, frame_count=24, multi_shot=True)

    first = drawing.frame(0).copy()

    assert first[..., :3].std() > 6
    assert difference(first, drawing.frame(23)) > 0.3


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.integers(0, 2**31 - 1))
def test_any_text_is_drawn_the_same_twice(prompt, seed):
    one, two = (film(prompt, width=64, height=36, seed=seed, frame_count=12).frame(7).copy() for _ in range(2))

    assert np.array_equal(one, two)
    assert one[..., :3].std() > 3


@pytest.mark.parametrize("prompt", MOVING)
def test_something_moves_in_every_second_even_where_nobody_is_named(prompt):
    drawing = film(prompt, width=160, height=90, frame_rate=8, frame_count=64, negative_prompt="cat person bird")

    frames = [drawing.frame(index).copy() for index in range(0, 64, 8)]

    assert min(difference(one, two) for one, two in pairwise(frames)) > 0.25


@pytest.mark.parametrize("prompt", TRAVELLERS)
def test_whoever_travels_stays_in_the_picture_and_goes_one_way(prompt):
    stage = stage_of(prompt)
    members = cast(stage, scene_kinds()[stage.plan.place].build(stage))
    leader = next(member for member in members if member.kind.name == stage.plan.subjects[0].kind)

    seen = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        place = leader.path.at(share * stage.seconds)
        seen.append(place.across - stage.follow * (share - 0.5) * leader.depth)
        assert place.going
        assert not place.facing_left

    assert min(seen) > 0.0
    assert max(seen) < 1.0
    assert all(later > earlier for earlier, later in pairwise(seen))


def test_the_camera_goes_along_with_a_runner_so_that_the_land_slides_back():
    drawing = film("a dog runs across a meadow, clear sky", width=320, height=180, frame_rate=8, frame_count=40)
    top, bottom = 95, 122  # the hills' feet and the far meadow

    one, two = (cv2.cvtColor(drawing.frame(at), cv2.COLOR_BGRA2GRAY)[top:bottom] for at in (16, 18))

    flow = cv2.calcOpticalFlowFarneback(one, two, None, 0.5, 3, 15, 3, 5, 1.1, 0)
    assert float(np.median(flow[..., 0])) < -0.8


def test_nobody_walks_over_the_edge_of_a_cliff():
    stage = stage_of("小猫将军骑着战马站在悬崖上，老鼠组成的军队向前冲锋")
    members = cast(stage, scene_kinds()[stage.plan.place].build(stage))

    rider = next(member for member in members if member.kind.name == "rider")
    mice = [member for member in members if member.kind.name == "mouse"]

    assert rider.path.at(0.0).across == rider.path.at(4.0).across
    assert all(mouse.down > rider.down for mouse in mice)
    assert all(mouse.path.at(1.0).facing_left for mouse in mice)


def test_skies_differ_from_seed_to_seed():
    skies = [film("a meadow at noon, clear sky", seed=seed, frame_count=2).frame(0)[:70].copy() for seed in range(6)]

    apart = [difference(one, two) for number, one in enumerate(skies) for two in skies[number + 1 :]]
    assert min(apart) > 2
    assert float(np.median(apart)) > 8


def test_a_room_is_not_stretched_in_an_upright_frame():
    lying, upright = (
        film("an empty room at noon", width=w, height=h, negative_prompt="cat person", frame_count=2).frame(0)
        for w, h in ((320, 180), (180, 320))
    )

    assert lying.shape == (180, 320, 4)
    assert upright.shape == (320, 180, 4)
    assert min(lying[..., :3].std(), upright[..., :3].std()) > 15


def test_every_scene_and_figure_answers_to_words_of_its_own():
    words = {name: kind.all_words for name, kind in scene_kinds().items()}

    for name, own in words.items():
        assert any([hit.name for hit in find(word.replace("-", " "), words)] == [name] for word in own.split())
