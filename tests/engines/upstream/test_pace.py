"""When a vendor is asked again.

Not here: asking (`test_engine.py`).
"""

from random import Random

import pytest

from onereel.engines.upstream.pace import Expectations, poll_pause, retry_pause


@pytest.mark.parametrize(
    ("elapsed", "pause"),
    [(0, 15.0), (80, 10.0), (96, 2.0), (99, 1.0), (100, 1.0), (110, 1.0), (150, 5.0), (10_000, 15.0)],
)
def test_it_is_asked_often_when_it_should_be_ready_and_seldom_otherwise(elapsed, pause):
    assert poll_pause(elapsed, expected=100) == pause


def test_after_a_video_was_ready_it_is_known_within_a_tenth_of_its_lateness():
    for finished_at in range(1, 400, 7):
        elapsed = 0.0
        while elapsed < finished_at:
            elapsed += poll_pause(elapsed, expected=100)
        assert elapsed - finished_at <= max(15.0 if finished_at < 70 else 0.0, abs(finished_at - 100) / 2 + 1)


def test_tries_are_made_ever_more_seldom_and_not_all_at_once():
    pauses = [retry_pause(tries, random=Random(tries)) for tries in range(1, 30)]
    assert all(0.8 * min(60, 2**number) <= pause <= 1.2 * min(60, 2**number) for number, pause in enumerate(pauses))
    assert retry_pause(1, random=Random(1), asked_for=90) == 90


def test_what_is_expected_is_learned_of_each_model_and_account():
    known = Expectations()
    assert known.expect("main", "kling") == 8
    known.learn("main", "kling", 100)
    known.learn("main", "kling", 200)
    assert known.expect("main", "kling") == pytest.approx(130)
    assert known.expect("spare", "kling") == 8
