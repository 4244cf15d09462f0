"""Sizes are even and close to the picture's ratio, whatever the picture.

Not here: any provider's limits (`tests/providers/<name>/test_reading.py`).
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from onereel.providers.checks import even, fit_area, fit_short_side
from tests.builders import build_picture

SIDES = st.integers(1, 10_000)
SHORT_SIDES = st.sampled_from([360, 576, 720, 1080])
AREAS = st.sampled_from([960 * 540, 1280 * 720, 1920 * 1080])
WIDEST = 4.0


def hold(width: int, height: int) -> float:
    """The ratio of a picture, within what is made."""
    return min(max(width / height, 1 / WIDEST), WIDEST)


@settings(deadline=None)
@given(width=SIDES, height=SIDES, short_side=SHORT_SIDES)
def test_a_short_side_is_kept_and_the_other_follows_the_ratio(width, height, short_side):
    made = fit_short_side(build_picture(width=width, height=height), short_side=short_side, widest=WIDEST)
    ratio = hold(width, height)
    assert min(made) == short_side
    assert (made[0] % 2, made[1] % 2) == (0, 0)
    assert abs(max(made) - short_side * max(ratio, 1 / ratio)) <= 1


@settings(deadline=None)
@given(width=SIDES, height=SIDES, area=AREAS)
def test_an_area_is_kept_to_within_a_row_of_pixels(width, height, area):
    made = fit_area(build_picture(width=width, height=height), area=area, widest=WIDEST)
    assert (made[0] % 2, made[1] % 2) == (0, 0)
    assert abs(made[0] * made[1] - area) <= sum(made) + 1


@settings(deadline=None)
@given(width=SIDES, height=SIDES, area=AREAS, short_side=SHORT_SIDES)
def test_a_picture_on_its_side_gives_the_size_on_its_side(width, height, area, short_side):
    upright, sideways = build_picture(width=width, height=height), build_picture(width=height, height=width)
    assert fit_short_side(upright, short_side=short_side, widest=WIDEST) == turn(
        fit_short_side(sideways, short_side=short_side, widest=WIDEST)
    )


def turn(size: tuple[int, int]) -> tuple[int, int]:
    return size[1], size[0]


def test_even_takes_the_nearest_and_never_nothing():
    assert [even(length) for length in (0, 0.4, 1.2, 2.9, 3.1, 853.3)] == [2, 2, 2, 2, 4, 854]
