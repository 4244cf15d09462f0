"""When a vendor is asked again.

Not here: asking (`test_lookout.py`).
"""

from random import Random

import pytest

from onereel.engines.upstream.pace import Durations, Pace, finest_pause, retry_pause


def learned(*seconds):
    known = Durations()
    for one in seconds:
        known.learn(one)
    return known


@pytest.mark.parametrize(
    ("elapsed", "pause"),
    [(0, 15.0), (60, 15.0), (80, 5.5), (94.9, 1.0), (100, 1.0), (126, 1.0), (146, 2.0), (10_000, 15.0)],
)
def test_it_is_asked_often_while_it_may_be_ready_and_seldom_otherwise(elapsed, pause):
    known = learned(90, 100, 100, 110, 120)
    assert known.pause(elapsed, under_way=0) == pytest.approx(pause)


def test_of_a_model_that_nobody_has_seen_it_is_asked_often_from_half_of_a_guess():
    assert [Durations().pause(elapsed, under_way=0) for elapsed in (0, 3.5, 4, 16, 116)] == [4.0, 1.0, 1.0, 1.0, 10.0]


def test_with_very_many_under_way_each_is_asked_less_often_but_never_too_late():
    known = learned(90, 100, 100, 110, 120)
    finest = finest_pause(10_000, listed=1.0, calls_back=False)
    assert known.pause(100, under_way=10_000, finest=finest) == pytest.approx(1.6)
    assert known.pause(0, under_way=10_000, finest=finest) == pytest.approx(85.5)


@pytest.mark.parametrize(
    ("under_way", "listed", "calls_back", "pause"),
    [
        (0, 1.0, False, 1.0),
        (1000, 1.0, False, 1.3),
        (10000, 1.0, False, 1.6),
        (100, 0.0, False, 1.03),
        (6000, 0.0, False, 10.0),
        (6000, 0.5, False, 5.0),
        (10, 1.0, True, 15.0),
    ],
)
def test_how_often_is_bounded_by_what_questions_cost_and_callbacks_spare(under_way, listed, calls_back, pause):
    assert finest_pause(under_way, listed=listed, calls_back=calls_back) == pytest.approx(pause)


def test_whenever_a_video_is_ready_that_is_no_odd_one_it_is_known_within_the_finest_pause():
    known = learned(*range(60, 160))
    for finished_at in range(62, 158):
        elapsed = 0.0
        while elapsed < finished_at:
            elapsed += known.pause(elapsed, under_way=0)
        assert elapsed - finished_at <= 1.0


def test_what_is_expected_is_the_median_of_the_newest_hundred():
    known = learned(*[1.0] * 300, *[50.0] * 51)
    assert known.expected == 50.0
    assert Durations().expected == 8.0


def test_each_account_and_model_has_a_memory_of_its_own():
    pace = Pace()
    pace.of("main", "kling").learn(100)
    assert [pace.of(*who).expected for who in (("main", "kling"), ("spare", "kling"))] == [100, 8]


def test_tries_are_made_ever_more_seldom_and_not_all_at_once():
    pauses = [retry_pause(tries, random=Random(tries)) for tries in range(1, 30)]
    assert all(0.8 * min(60, 2**number) <= pause <= 1.2 * min(60, 2**number) for number, pause in enumerate(pauses))
    assert retry_pause(1, random=Random(1), asked_for=90) == 90
