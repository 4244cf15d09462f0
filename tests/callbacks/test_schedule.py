"""When a callback is tried again.

Not here: sending; see `test_courier.py`.
"""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOON

from onereel.callbacks.schedule import Policy, is_delivered, plan_next, read_retry_after

EVEN = Policy(jitter=0)


def pause(tries, *, policy=EVEN, age=timedelta(0), **answer):
    """Seconds until the next try, or None."""
    at = NOON + age
    moment = plan_next(policy, tries=tries, created_at=NOON, at=at, random=Random(1), **answer)
    return None if moment is None else (moment - at).total_seconds()


def test_three_quick_tries_then_pauses_that_double_up_to_four_hours():
    pauses = [pause(tries) for tries in range(1, 15)]
    assert pauses == [2, 5, 10, 60, 120, 240, 480, 960, 1920, 3840, 7680, 14_400, 14_400, 14_400]


def test_after_24_hours_it_is_given_up_and_not_before():
    hours = timedelta(hours=1)
    assert pause(12, age=23 * hours) == 3600
    assert pause(12, age=24 * hours) is None


def test_gone_means_gone():
    assert pause(1, status=410) is None


@pytest.mark.parametrize("status", [None, 301, 400, 404, 429, 500, 503])
def test_any_other_failure_is_tried_again(status):
    assert pause(1, status=status) == 2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 2),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300 - 0.123456),
        ("soon", 2),
        ("-5", 2),
        ("9" * 30, 86_400),
        ("9" * 5000, 86_400),
        ("Sun, 01 Mar 2027 12:05:00 GMT", 86_400),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 2),
        ("Sun, 01 Mar 99999999999999999999 12:05:00 GMT", 2),
        ("Sun, 01 Mar 2026 12:05:00 +99999999999999999999", 2),
    ],
)
def test_the_receivers_wish_is_honoured_within_bounds(header, seconds):
    assert pause(1, status=503, retry_after=header) == pytest.approx(seconds)


@given(text=st.text() | st.from_regex(r"\w{0,3},? ?\d{1,30} (Jan|Mar|Dec) \d{1,30} \d+:\d+(:\d+)? ?[+-]?\d*\w*"))
def test_whatever_the_header_says_the_next_try_is_made_within_the_day(text):
    assert 2 <= pause(1, status=503, retry_after=text) <= 86_400


def test_no_header_asks_for_nothing():
    assert read_retry_after(None, at=NOON) is None


def test_pauses_are_spread_a_fifth_to_both_sides():
    random = Random(1)
    moments = [plan_next(Policy(), tries=4, created_at=NOON, at=NOON, random=random) for _ in range(200)]
    seconds = [(moment - NOON).total_seconds() for moment in moments]
    assert 48 <= min(seconds) < 50
    assert 70 < max(seconds) <= 72


@pytest.mark.parametrize(("status", "delivered"), [(200, True), (204, True), (299, True), (199, False), (302, False)])
def test_only_2xx_is_an_acceptance(status, delivered):
    assert is_delivered(status) is delivered
