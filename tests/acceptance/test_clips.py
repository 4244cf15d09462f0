"""The videos of the documents' programs, downloaded and opened: what was asked for is what was made.

Not here: the replies (`test_…_programs.py`), or the HTTP of the links (`test_links.py`).
"""

import json
from fractions import Fraction

import numpy as np
import pytest

from tests.acceptance.support.clips import (
    Facts,
    corner,
    difference,
    likeness,
    loudness,
    movements,
    open_clip,
    strongest_hertz,
)
from tests.acceptance.support.pictures import draw_scene

ALIKE = 0.9
"""The correlation of a frame with the picture that it was given as; noise and compression take a little."""
MOVES = 0.3
"""The mean difference of frames a third of a second apart, in steps of 255, below which a picture stands still."""


def check_length(clip, *, frames, rate):
    assert (clip.facts.frames, clip.facts.rate) == (frames, rate)
    assert abs(clip.seconds - Fraction(frames, rate)) <= Fraction(1, rate)


def check_motion(clip):
    moved = movements(clip)
    assert min(moved[:-1]) > 0
    assert np.mean(moved) > MOVES


def test_the_wan_video_is_ten_seconds_of_full_hd_with_the_given_sound(wan_story):
    clip = wan_story.clip

    assert clip.facts == Facts(width=1920, height=1080, frames=300, rate=Fraction(30), codec="h264", has_audio=True)
    check_length(clip, frames=300, rate=30)
    check_motion(clip)
    assert strongest_hertz(clip, begin=1, end=3) == pytest.approx(440, abs=2)
    assert strongest_hertz(clip, begin=7, end=9) == pytest.approx(440, abs=2)
    assert len(clip.sound) / clip.sound_rate == pytest.approx(10, abs=0.1)


def test_the_kling_video_lasts_as_long_as_the_reply_says_and_is_silent(kling_story):
    clip = kling_story.clip
    [video] = json.loads(kling_story.asked_at_end)["data"]["task_result"]["videos"]

    assert clip.facts == Facts(width=1920, height=1080, frames=121, rate=Fraction(24), codec="h264", has_audio=False)
    check_length(clip, frames=121, rate=24)
    check_motion(clip)
    assert video["duration"] == f"{int(clip.seconds * 1000) / 1000:.3f}" == "5.041"


def test_the_paiwo_video_begins_and_ends_with_its_picture_and_sounds(paiwo_story):
    clip, given = paiwo_story.clip, draw_scene(0.0)

    assert clip.facts == Facts(width=1024, height=576, frames=120, rate=Fraction(24), codec="h264", has_audio=True)
    check_length(clip, frames=120, rate=24)
    check_motion(clip)
    assert likeness(clip.pictures[0], given) > ALIKE
    assert likeness(clip.pictures[-1], given) > ALIKE
    assert loudness(clip, begin=1, end=4) > 0.001


def test_the_vidu_video_leads_from_the_first_picture_to_the_last_and_is_silent(vidu_story):
    clip, first, last = vidu_story.clip, draw_scene(0.0), draw_scene(1.0)

    assert clip.facts == Facts(width=1280, height=720, frames=120, rate=Fraction(24), codec="h264", has_audio=False)
    check_length(clip, frames=120, rate=24)
    check_motion(clip)
    assert likeness(clip.pictures[0], first) > max(ALIKE, likeness(clip.pictures[0], last))
    assert likeness(clip.pictures[-1], last) > max(ALIKE, likeness(clip.pictures[-1], first))


def test_a_marked_twin_differs_from_the_video_in_its_corner_and_nowhere_else(client, document_pair):
    text = client.ask({"model": "vidu-get", "input": document_pair["task_id"]})["output"][0]["content"][0]["text"]
    links = dict(line.split(": ", 1) for line in text.splitlines() if "http" in line)
    clean, marked = (open_clip(client.get(links[name]).content) for name in ("视频URL", "水印视频"))

    assert list(links) == ["视频URL", "封面URL", "水印视频"]
    assert clean.facts == Facts(width=1920, height=1080, frames=48, rate=Fraction(24), codec="h264", has_audio=False)
    assert marked.facts == clean.facts
    for one, other in zip(clean.pictures, marked.pictures, strict=True):
        changes = {
            (bottom, right): difference(
                corner(one, bottom=bottom, right=right), corner(other, bottom=bottom, right=right)
            )
            for bottom in (False, True)
            for right in (False, True)
        }
        here = changes.pop((True, True))
        assert here > 1.0
        assert max(changes.values()) < here / 3  # two encodings of one picture differ a little everywhere


def test_wan_marks_the_video_itself_when_asked_to(make_short_wan):
    plain, marked = make_short_wan(seed=3), make_short_wan(seed=3, watermark=True)

    one, other = open_clip(plain), open_clip(marked)
    assert one.facts == other.facts
    here = difference(
        corner(one.pictures[0], bottom=True, right=True), corner(other.pictures[0], bottom=True, right=True)
    )
    there = difference(
        corner(one.pictures[0], bottom=False, right=False), corner(other.pictures[0], bottom=False, right=False)
    )
    assert here > max(0.5, 4 * there)


def test_the_same_request_and_seed_make_the_same_file_and_another_seed_another_video(make_short_wan):
    first, again, other = make_short_wan(seed=3), make_short_wan(seed=3, anew=True), make_short_wan(seed=4)

    assert first == again
    one, two = open_clip(first), open_clip(other)
    assert (
        one.facts
        == two.facts
        == Facts(width=1280, height=720, frames=60, rate=Fraction(30), codec="h264", has_audio=True)
    )
    assert difference(one.pictures[0], two.pictures[0]) > 2.0


def test_sound_that_is_shorter_than_the_video_is_followed_by_silence(client, media, make_short_wan):
    clip = open_clip(make_short_wan(seed=5, duration=5, audio_url=media.url("tone.wav")))

    assert loudness(clip, begin=0.5, end=3.5) > 0.05
    assert loudness(clip, begin=4.3, end=4.9) < 0.002


def test_the_sizes_follow_the_picture_that_was_given(client, media):
    task = client.ask(
        {
            "model": "viduq2-pro",
            "images": [media.url("portrait.jpg"), media.url("portrait.jpg")],
            "duration": 1,
            "resolution": "540p",
            "bgm": True,
        }
    )
    text = client.ask({"model": "vidu-get", "input": task["task_id"]})["output"][0]["content"][0]["text"]
    clip = open_clip(client.get(text.partition("视频URL: ")[2].partition("\n")[0]).content)

    assert clip.facts == Facts(width=540, height=960, frames=24, rate=Fraction(24), codec="h264", has_audio=True)
    assert loudness(clip, begin=0.2, end=0.9) > 0.001
