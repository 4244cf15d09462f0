"""The orientation in an EXIF block, or none."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onereel.assets.exif import read_orientation


def block(order, *entries, start=8):
    head = {"<": b"II*\x00", ">": b"MM\x00*"}[order] + struct.pack(f"{order}I", start)
    body = b"".join(struct.pack(f"{order}HHIHH", *entry) for entry in entries)
    return head + struct.pack(f"{order}H", len(entries)) + body


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("prefix", [b"", b"Exif\x00\x00"])
def test_it_is_found_in_either_byte_order(order, prefix):
    content = prefix + block(order, (0x010F, 2, 4, 0, 0), (0x0112, 3, 1, 6, 0))
    assert read_orientation(content) == 6


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"II*\x00",
        block("<"),
        block("<", (0x0112, 3, 1, 0, 0)),
        block("<", (0x0112, 3, 1, 9, 0)),
        block("<", (0x0112, 4, 1, 6, 0)),
        block("<", (0x0112, 3, 1, 6, 0), start=0xFFFFFFF0),
        block("<", (0x0112, 3, 1, 6, 0))[:-8],
    ],
)
def test_without_a_sound_one_the_picture_is_upright(content):
    assert read_orientation(content) == 1


@given(st.sampled_from([b"II*\x00", b"MM\x00*", b""]), st.binary(max_size=80))
def test_no_damage_makes_it_fail(head, tail):
    assert 1 <= read_orientation(head + tail) <= 8
