"""What the measurement of memory rests on: the video is a true one, and its verdict sees what must not be.

Not here: the measurement (`make bench-rehost`).
"""

from dataclasses import replace

import av
import pytest
from bench.rehost import MOST_GROWTH, Passage, judge, make_video

from onereel.assets.probe import probe_video

SMALL = Passage(stored="a directory", size=10, home=1.0, out=1.0, rest=90, peak=100_000_000, children=0, same=True)
LARGE = replace(SMALL, size=1000)


@pytest.mark.parametrize("size", [1, 2_000_000])
def test_the_video_has_the_size_and_every_picture_of_it_can_be_seen(tmp_path, size):
    path = tmp_path / "video.mp4"
    make_video(path, size=size)
    facts = probe_video(path)
    assert size <= facts.size_bytes < size + 200_000
    with av.open(str(path)) as container:
        pictures = list(container.decode(video=0))
    assert len(pictures) == facts.frame_count
    assert {(picture.width, picture.height, picture.is_corrupt) for picture in pictures} == {(320, 180, False)}


@pytest.mark.parametrize(
    ("large", "verdict"),
    [
        (LARGE, 0),
        (replace(LARGE, peak=SMALL.peak + MOST_GROWTH), 0),
        (replace(LARGE, peak=SMALL.peak + MOST_GROWTH + 1), 1),
        (replace(LARGE, same=False), 1),
    ],
    ids=["flat", "just in bounds", "grown", "another file"],
)
def test_the_verdict_sees_memory_that_grew_and_a_file_that_changed(large, verdict):
    assert judge([SMALL, LARGE, SMALL, large]) == verdict
    assert judge([SMALL, large, SMALL, LARGE]) == verdict
