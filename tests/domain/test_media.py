"""Lengths are exact where a file is concerned.

Not here: how a file is read (`tests/assets`).
"""

from fractions import Fraction

import pytest

from tests.builders import build_facts, build_request


@pytest.mark.parametrize(
    ("frame_count", "frame_rate", "seconds"),
    [(121, 24, Fraction(121, 24)), (150, 30, Fraction(5)), (30, Fraction(30_000, 1001), Fraction(1001, 1000))],
)
def test_a_files_length_is_its_frames_over_their_rate(frame_count, frame_rate, seconds):
    assert build_facts(frame_count=frame_count, frame_rate=Fraction(frame_rate)).seconds == seconds


def test_a_request_knows_how_long_its_video_is_to_be():
    assert build_request(frame_count=132, frame_rate=24).seconds == 5.5
