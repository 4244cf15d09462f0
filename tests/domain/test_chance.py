"""Random numbers out of pieces that are fetched seldom.

Not here: what the machine's own bytes are worth.
"""

from itertools import count

import pytest

from onereel.domain.chance import SystemChance


class Source:
    """Hands out bytes that count up, and remembers how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self._numbers = count(1)

    def __call__(self, size: int) -> bytes:
        self.asked.append(size)
        return bytes(next(self._numbers) % 256 for _ in range(size))


def test_each_number_is_made_of_bytes_that_none_before_it_has_had():
    chance = SystemChance(Source())
    assert [chance.getrandbits(16) for _ in range(3)] == [0x0102, 0x0304, 0x0506]


def test_bits_that_fill_no_byte_are_the_upper_ones():
    assert SystemChance(Source()).getrandbits(12) == 0x010


def test_no_bits_are_nought_and_take_nothing():
    source = Source()
    assert SystemChance(source).getrandbits(0) == 0
    assert source.asked == []


def test_many_numbers_take_one_call():
    source = Source()
    chance = SystemChance(source)
    for _ in range(256):
        chance.getrandbits(128)
    assert source.asked == [4096]
    chance.getrandbits(8)
    assert source.asked == [4096, 4096]


def test_a_number_longer_than_a_piece_is_fetched_whole():
    source = Source()
    assert SystemChance(source).getrandbits(8 * 5000).bit_length() == 8 * 5000 - 7
    assert source.asked == [5000]


def test_whole_numbers_of_a_range_come_from_the_same_bytes():
    source = Source()
    assert SystemChance(source).randint(0, 255) in range(256)
    assert source.asked == [4096]


def test_a_negative_number_of_bits_is_refused():
    with pytest.raises(ValueError, match="negative"):
        SystemChance(Source()).getrandbits(-1)


def test_the_machines_own_bytes_make_different_numbers():
    chance = SystemChance()
    assert len({chance.getrandbits(128) for _ in range(1000)}) == 1000
