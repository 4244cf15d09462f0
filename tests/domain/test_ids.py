"""Ids rise, hold their time, and are never the same twice from one minter.

Not here: the shape of any provider's ids (`tests/providers/test_ids.py`).
"""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from onereel.domain.ids import Snowflake, mint_asset_id, mint_task_id, mint_uuid
from tests.builders import NOON

EPOCH_MS = 1_500_000_000_000
NOON_MS = 1_772_366_400_123


def build_minter(moments, *, low_bits=11) -> Snowflake:
    """A minter whose clock shows the given moments, one after the other."""
    shown = iter(moments)
    return Snowflake(epoch_ms=EPOCH_MS, low_bits=low_bits, clock=lambda: next(shown), random=Random(1))


def test_a_snowflake_holds_its_time_above_its_random_bits():
    minted = build_minter([NOON]).mint()
    assert (minted >> 11) + EPOCH_MS == NOON_MS


def test_two_snowflakes_of_different_moments_differ_in_their_random_bits():
    minter = build_minter([NOON, NOON + timedelta(seconds=1)], low_bits=22)
    assert minter.mint() % 2**22 != minter.mint() % 2**22


@settings(deadline=None)
@given(steps=st.lists(st.integers(-100_000, 100_000), min_size=1, max_size=200))
def test_snowflakes_rise_even_when_the_clock_does_not(steps):
    minter = build_minter(NOON + timedelta(milliseconds=step) for step in steps)
    ids = [minter.mint() for _ in steps]
    assert ids == sorted(set(ids))


def test_more_snowflakes_than_one_millisecond_holds_are_still_all_different():
    minter = build_minter([NOON] * 5000)
    assert len({minter.mint() for _ in range(5000)}) == 5000


def test_a_uuid_is_of_version_4():
    minted = mint_uuid(Random(1))
    assert (str(UUID(minted)), UUID(minted).version) == (minted, 4)


def test_our_ids_of_tasks_sort_by_time():
    moments = [datetime(1970, 1, 1, tzinfo=UTC), NOON, NOON + timedelta(milliseconds=1)]
    ids = [mint_task_id(lambda moment=moment: moment, Random(1)) for moment in moments]
    assert ids == sorted(ids)
    assert [len(task_id) for task_id in ids] == [32, 32, 32]
    assert [int(task_id[:12], 16) for task_id in ids] == [0, NOON_MS, NOON_MS + 1]


def test_our_ids_of_tasks_differ_within_a_millisecond():
    random = Random(1)
    assert len({mint_task_id(lambda: NOON, random) for _ in range(1000)}) == 1000


def test_an_asset_is_named_for_what_it_is():
    prefix, _, rest = mint_asset_id("image", "png", Random(1)).partition("-")
    name, _, suffix = rest.partition(".")
    assert (prefix, len(name), int(name, 16) >= 0, suffix) == ("image", 32, True, "png")
