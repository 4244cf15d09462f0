"""Who is asked first: by weight, and whoever serves nobody at the moment last.

Not here: asking (`test_engine.py`).
"""

from collections import Counter
from datetime import timedelta
from random import Random

from tests.builders import NOON

from onereel.engines.upstream.breakers import Avoidance, Breakers
from onereel.engines.upstream.route import Route


def test_engines_without_weights_are_asked_in_the_order_in_which_they_stand():
    assert list(Route(engines=("a", "b", "sketch")).draw_order(Random(1))) == ["a", "b", "sketch"]


def test_engines_with_weights_share_the_work_by_them():
    route = Route(engines=("a", "b", "c", "sketch"), weights={"a": 6, "b": 3, "c": 1})
    random = Random(1)
    drawn = [route.draw_order(random) for _ in range(10_000)]
    assert all(sorted(order) == ["a", "b", "c", "sketch"] and order[-1] == "sketch" for order in drawn)
    first = Counter(order[0] for order in drawn)
    assert [round(first[name] / 10_000, 1) for name in "abc"] == [0.6, 0.3, 0.1]


def test_a_route_of_the_embedded_engine_alone_does_not_go_out():
    assert [Route().goes_out, Route(engines=("sketch", "a")).goes_out] == [False, True]


class TestBreakers:
    def open_for(self, breakers, at):
        """Seconds for which the breaker is open."""
        seconds = 0
        while breakers.is_open("main", "kling"):
            seconds += 1
            at[0] += timedelta(seconds=1)
        return seconds

    def test_each_time_it_trips_it_stays_open_longer_until_something_succeeds(self):
        at = [NOON]
        breakers = Breakers(clock=lambda: at[0])
        spans = []
        for _ in range(6):
            breakers.trip("main", "kling", reason="arrears")
            breakers.trip("main", "kling", reason="of another order, the same moment")
            spans.append(self.open_for(breakers, at))
        assert spans == [30, 60, 120, 240, 480, 600]
        breakers.succeeded("main", "kling")
        breakers.trip("main", "kling", reason="arrears")
        assert self.open_for(breakers, at) == 30

    def test_five_videos_that_fail_in_a_row_trip_it(self):
        breakers = Breakers(clock=lambda: NOON)
        for _ in range(4):
            breakers.failed("main", "kling")
        breakers.succeeded("main", "kling")
        for _ in range(4):
            breakers.failed("main", "kling")
        assert not breakers.is_open("main", "kling")
        breakers.failed("main", "kling")
        assert breakers.is_open("main", "kling")
        assert not breakers.is_open("main", "wan")

    def test_who_is_left_alone_and_why_is_told_until_it_is_over(self):
        at = [NOON]
        breakers = Breakers(clock=lambda: at[0])
        breakers.trip("main", "wan", reason="arrears")
        breakers.trip("main", "kling", reason="nobody answers")
        breakers.succeeded("main", "wan")
        breakers.failed("other", "kling")
        until = NOON + timedelta(seconds=30)
        assert breakers.avoided() == [
            Avoidance(account="main", model="kling", until=until, reason="nobody answers"),
        ]
        at[0] = until
        assert breakers.avoided() == []
