"""Streams of server-sent events, cut into events however they come.

Not here: what stands in them (`tests/upstreams`).
"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onereel.assets.events import EventSplitter


def split(*chunks):
    splitter = EventSplitter()
    return [event for chunk in chunks for event in splitter.feed(chunk)]


@pytest.mark.parametrize("line", [b"\n", b"\r\n", b"\r"])
def test_an_event_ends_with_a_blank_line(line):
    stream = line.join((b"event: a", b"data: 1", b"", b"data: 2", b"", b"data: 3"))
    assert split(stream) == [line.join((b"event: a", b"data: 1")), b"data: 2"]


@given(
    st.lists(st.sampled_from([b"data: 1", b"event: a\ndata: 2", b": keep-alive"]), max_size=5),
    st.lists(st.integers(0, 100)),
    st.sampled_from([b"\n\n", b"\r\n\r\n"]),
)
def test_it_does_not_matter_how_it_is_cut_up(events, cuts, end):
    stream = b"".join(event + end for event in events)
    places = sorted({min(cut, len(stream)) for cut in cuts} | {0, len(stream)})
    chunks = [stream[begin:after] for begin, after in pairwise(places)]
    assert split(*chunks) == events
