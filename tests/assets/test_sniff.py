"""Kinds are told by magic bytes alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onereel.assets.sniff import HEAD_BYTES, MediaType, sniff


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", MediaType.PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", MediaType.JPEG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", MediaType.WEBP),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", MediaType.WAV),
        (b"ID3\x04\x00", MediaType.MP3),
        (b"\xff\xfb\x90\x00", MediaType.MP3),
        (b"\xff\xf3\x40\x00", MediaType.MP3),
        (b"OggS\x00", MediaType.OGG),
        (b"fLaC\x00", MediaType.FLAC),
        (b"\x00\x00\x00\x20ftypM4A ", MediaType.M4A),
        (b"\x00\x00\x00\x20ftypisom", MediaType.MP4),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"\xff\xf1\x50\x80", None),
        (b"\xff\xfb\xf0\x00", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"GIF89a", None),
        (b"#EXTM3U\n", None),
        (b"", None),
    ],
)
def test_each_kind_is_known_by_its_first_bytes(head, media_type):
    assert sniff(head) is media_type


@given(st.binary(max_size=2 * HEAD_BYTES))
def test_the_first_bytes_decide(content):
    assert sniff(content) is sniff(content[:HEAD_BYTES])
