"""Time is counted in whole milliseconds, cut and not rounded.

Not here: anything that waits; nothing does.
"""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from onereel.domain.clock import system_clock, to_milliseconds
from tests.builders import NOON


@pytest.mark.parametrize(
    ("moment", "milliseconds"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(1970, 1, 1, 0, 0, 0, 1_999, tzinfo=UTC), 1),
        (datetime(2026, 1, 14, 2, 33, 31, 822_999, tzinfo=UTC), 1_768_358_011_822),
        (datetime(2026, 1, 14, 10, 33, 31, 822_000, tzinfo=timezone(timedelta(hours=8))), 1_768_358_011_822),
        (datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC), -1),
        (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), 253_402_300_799_999),
    ],
)
def test_a_moment_is_so_many_milliseconds_after_1970(moment, milliseconds):
    assert to_milliseconds(moment) == milliseconds


def test_a_moment_without_a_zone_is_not_understood():
    with pytest.raises(TypeError):
        to_milliseconds(NOON.replace(tzinfo=None))


def test_the_machines_clock_is_aware_and_in_utc():
    assert system_clock().tzinfo is UTC
