"""The signed links to videos and covers, as a browser, a player and a thief would use them.

Not here: what is in the files (`test_clips.py`).
"""

import re
from urllib.parse import parse_qs, urlsplit

import cv2
import numpy as np
import pytest
import requests

from tests.acceptance.support.clips import likeness

HOUR = 3600


@pytest.fixture
def link(vidu_story):
    return vidu_story.video_url


def fetch(link, method="GET", **headers):
    return requests.request(method, link, headers=headers, timeout=30)


def test_a_video_comes_whole_with_its_type_size_and_tag(link, vidu_story):
    response = fetch(link)

    told = {name: response.headers[name] for name in ("content-type", "content-length", "accept-ranges")}
    assert response.status_code == 200
    assert told == {
        "content-type": "video/mp4",
        "content-length": str(len(vidu_story.video)),
        "accept-ranges": "bytes",
    }
    assert re.fullmatch('"[0-9a-f]{32}"', response.headers["etag"])
    assert response.content == vidu_story.video


def test_head_tells_the_same_without_the_content(link):
    whole, head = fetch(link), fetch(link, "HEAD")

    names = ("content-type", "content-length", "etag", "accept-ranges", "last-modified")
    assert head.status_code == 200
    assert {name: head.headers[name] for name in names} == {name: whole.headers[name] for name in names}
    assert head.content == b""


def test_who_has_it_already_is_told_so(link):
    tag = fetch(link).headers["etag"]

    same, several, other = (fetch(link, **{"If-None-Match": value}) for value in (tag, f'"0", W/{tag}', '"0"'))

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert several.status_code == 304
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("wanted", "begin", "end"), [("0-99", 0, 100), ("1000-1999", 1000, 2000), ("-500", -500, None)]
)
def test_a_slice_comes_when_a_slice_is_asked_for(link, vidu_story, wanted, begin, end):
    response = fetch(link, Range=f"bytes={wanted}")

    size, expected = len(vidu_story.video), vidu_story.video[begin:end]
    start = begin % size
    assert response.status_code == 206
    assert response.headers["content-range"] == f"bytes {start}-{start + len(expected) - 1}/{size}"
    assert response.content == expected


def test_a_slice_beyond_the_end_is_refused(link, vidu_story):
    response = fetch(link, Range="bytes=999999999-")

    assert (response.status_code, response.headers["content-range"]) == (416, f"bytes */{len(vidu_story.video)}")


def test_the_cover_is_a_jpeg_of_the_video_s_size(vidu_story, client):
    link = re.search("封面URL: (.*)\n", vidu_story.asked_at_end)
    assert link
    response = fetch(link[1])
    frame = cv2.imdecode(np.frombuffer(response.content, np.uint8), cv2.IMREAD_COLOR)

    assert (response.status_code, response.headers["content-type"]) == (200, "image/jpeg")
    assert frame.shape == vidu_story.clip.pictures[0].shape == (720, 1280, 3)
    assert max(likeness(frame, picture) for picture in vidu_story.clip.pictures) > 0.95


def test_links_to_videos_live_a_day_and_links_to_covers_an_hour(vidu_story):
    cover = re.search("封面URL: (.*)\n", vidu_story.asked_at_end)
    assert cover

    lives = [expiry(link) - vidu_story.ended_at for link in (vidu_story.video_url, cover[1])]

    assert lives == [pytest.approx(24 * HOUR, abs=60), pytest.approx(HOUR, abs=60)]


def test_a_changed_link_is_refused(link, kling_story):
    signature = parse_qs(urlsplit(link).query)["Signature"][0]
    other_asset = urlsplit(kling_story.video_url).path.rpartition("/")[2]
    asset = urlsplit(link).path.rpartition("/")[2]
    changed = [
        link.replace(signature, signature[::-1]),
        link.replace(signature, ""),
        link.replace(f"Expires={expiry(link)}", f"Expires={expiry(link) + 1}"),
        link.replace(asset, other_asset),
        link.replace(asset, "cover-" + asset.partition("-")[2]),
        link.partition("?")[0],
    ]

    answers = [fetch(address) for address in changed]

    assert [answer.status_code for answer in answers] == [403] * len(changed)
    told = {"type": "invalid_request_error", "param": None, "code": "access_denied"}
    refusal = {"error": {"message": "This link is not genuine: use it exactly as it was given."} | told}
    assert [answer.json() for answer in answers] == [refusal] * len(changed)


def test_names_that_climb_out_of_the_folder_lead_nowhere(server):
    answers = [fetch(f"{server.base_url}/assets/{name}") for name in ("..%2fonereel.sqlite3", "%2e%2e%2flink-secret")]

    assert {answer.status_code for answer in answers} <= {403, 404}


def expiry(link):
    return int(parse_qs(urlsplit(link).query)["Expires"][0])
