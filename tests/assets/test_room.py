"""Whether there is room left, asked of a real disk and of made-up ones.

Not here: what a caller is told (`tests/test_gateway.py`).
"""

import shutil
from types import SimpleNamespace

import pytest

from onereel.assets.room import Room


@pytest.mark.parametrize(("free", "full"), [(99, True), (100, False), (0, True)])
def test_a_disk_is_full_when_less_than_the_reserve_is_left(tmp_path, free, full):
    assert Room(tmp_path, reserve_bytes=100, measure=lambda _: SimpleNamespace(free=free)).is_full() is full


def test_without_a_reserve_no_disk_is_full(tmp_path):
    assert not Room(tmp_path, reserve_bytes=0, measure=lambda _: SimpleNamespace(free=0)).is_full()


def test_the_disk_of_the_directory_is_asked(tmp_path):
    total = shutil.disk_usage(tmp_path).total
    assert not Room(tmp_path, reserve_bytes=1).is_full()
    assert Room(tmp_path, reserve_bytes=total + 1).is_full()


def test_a_disk_that_cannot_be_asked_is_taken_to_have_room(tmp_path):
    assert not Room(tmp_path / "absent", reserve_bytes=1).is_full()


def test_the_disk_is_looked_at_twice_a_second(tmp_path):
    moments, looks = [0.0, 0.4, 0.5, 0.9, 1.0], []

    def measure(directory):
        looks.append(directory)
        return SimpleNamespace(free=1 if len(looks) == 2 else 1000)

    ticks = iter(moments)
    room = Room(tmp_path, reserve_bytes=100, measure=measure, now=lambda: next(ticks))
    assert [room.is_full() for _ in moments] == [False, False, True, True, False]
    assert len(looks) == 3
