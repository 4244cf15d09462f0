"""How tries of callbacks are counted: rounded times, the hour they ended in, and what a share of them kept within.

Not here: keeping the counts (`tests/contracts/test_stores.py`).
"""

from datetime import timedelta

import pytest

from onereel.domain.tries import TryTally, latency_within, tally_try
from tests.builders import NOON, build_delivery

HOUR = NOON.replace(minute=0, second=0, microsecond=0)


def tally(within_ms, count=1):
    return TryTally(start=HOUR, key_id=None, is_delivered=True, within_ms=within_ms, count=count)


def test_a_try_counts_in_the_hour_in_which_it_ended():
    delivered = build_delivery().delivered(status=200, latency_ms=41, at=NOON)

    assert tally_try(delivered, at=NOON + timedelta(minutes=59)) == TryTally(
        start=HOUR, key_id="key-1", is_delivered=True, within_ms=50, count=1
    )


def test_a_try_that_comes_again_has_failed():
    failed = build_delivery().failed(status=None, error="no", latency_ms=None, at=NOON, next_at=NOON)

    assert tally_try(failed, at=NOON) == TryTally(start=HOUR, key_id="key-1", is_delivered=False, within_ms=10, count=1)


@pytest.mark.parametrize(
    ("took", "rounded"), [(0, 10), (10, 10), (11, 15), (101, 150), (15_000, 15_000), (99_999, 70_000)]
)
def test_times_are_rounded_up_to_one_of_few_steps(took, rounded):
    delivered = build_delivery().delivered(status=200, latency_ms=took, at=NOON)

    assert tally_try(delivered, at=NOON).within_ms == rounded


def test_a_share_of_the_tries_keeps_within_the_step_that_it_reaches():
    tallies = [tally(100, count=10), tally(20, count=85), tally(500, count=5)]

    assert [latency_within(tallies, share) for share in (0.5, 0.85, 0.95, 1.0)] == [20, 20, 100, 500]
    assert latency_within([], 0.5) is None
