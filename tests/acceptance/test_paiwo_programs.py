"""The programs of paiwo_image_upload and paiwo-v5.6-itv2, and what they print.

Not here: the video itself (`test_clips.py`).
"""

import base64
import json
import re
from datetime import UTC, datetime

import pytest

from tests.acceptance.programs import paiwo
from tests.acceptance.support.pictures import data_uri
from tests.acceptance.support.printing import pretty, printed_by, usage


def check_upload(printed, client, *, content, content_type):
    resp = json.loads(printed)["Resp"]
    assert printed == pretty(
        {
            "ErrCode": 0,
            "ErrMsg": "Success",
            "Resp": {"img_id": resp["img_id"], "img_url": resp["img_url"]},
            "usage": usage(),
        }
    )
    assert 100_000_000 <= resp["img_id"] <= 999_999_999
    shown = client.get(resp["img_url"])
    assert (shown.status_code, shown.headers["content-type"], shown.content) == (200, content_type, content)


def test_a_local_picture_in_the_working_directory_is_uploaded(client, server, media):
    picture = server.home / "pictures" / "1.jpg"
    picture.parent.mkdir()
    picture.write_bytes(media.files["first.jpg"])

    printed = printed_by(paiwo.upload_local, client, image_path=str(picture))
    by_name = printed_by(paiwo.upload_local, client, image_path="pictures/1.jpg")

    check_upload(printed, client, content=media.files["first.jpg"], content_type="image/jpeg")
    check_upload(by_name, client, content=media.files["first.jpg"], content_type="image/jpeg")


@pytest.mark.parametrize(
    ("name", "content_type"), [("first.jpg", "image/jpeg"), ("first.png", "image/png"), ("last.webp", "image/webp")]
)
def test_a_picture_is_uploaded_by_its_address(client, media, name, content_type):
    printed = printed_by(paiwo.upload_by_address, client, image_url=media.url(name))

    check_upload(printed, client, content=media.files[name], content_type=content_type)


def test_a_picture_is_uploaded_as_base64_plain_and_as_data_uri(client, media):
    content = media.files["first.jpg"]

    plain = printed_by(paiwo.upload_inline, client, base64=base64.b64encode(content).decode())
    uri = printed_by(paiwo.upload_inline, client, base64=data_uri(content))

    check_upload(plain, client, content=content, content_type="image/jpeg")
    check_upload(uri, client, content=content, content_type="image/jpeg")


def test_the_submit_answers_as_in_the_document(paiwo_story):
    reply = json.loads(paiwo_story.submitted)

    assert paiwo_story.submitted == pretty(
        {
            "ErrCode": 0,
            "ErrMsg": "success",
            "Resp": {"video_id": reply["Resp"]["video_id"], "credits": 80},
            "usage": usage(output_tokens=240_000),
        }
    )
    assert re.fullmatch(r"\d{15,16}", str(reply["Resp"]["video_id"]))


def test_the_query_answers_5_while_the_video_is_made_and_1_when_it_is_there(paiwo_story):
    video_id = json.loads(paiwo_story.submitted)["Resp"]["video_id"]
    early, late = json.loads(paiwo_story.asked_at_once)["Resp"], json.loads(paiwo_story.asked_at_end)["Resp"]

    assert paiwo_story.asked_at_once == pretty(
        record(video_id, early, status=5, outputWidth=0, outputHeight=0, has_audio=False)
    )
    assert paiwo_story.asked_at_end == pretty(
        record(video_id, late, status=1, outputWidth=1024, outputHeight=576, has_audio=True)
    )
    assert early["url"].split("?")[0] == late["url"].split("?")[0]


def test_the_times_of_the_query_are_those_of_the_task(paiwo_story):
    early, late = json.loads(paiwo_story.asked_at_once)["Resp"], json.loads(paiwo_story.asked_at_end)["Resp"]
    created, changed, ended = map(read_time, (early["create_time"], early["modify_time"], late["modify_time"]))

    assert late["create_time"] == early["create_time"]
    assert int(paiwo_story.began_at) <= created <= changed <= ended <= paiwo_story.ended_at


def record(video_id, seen, *, status, **facts):
    """The document's record of a task; addresses and times are those that came."""
    return {
        "ErrCode": 0,
        "ErrMsg": "Success",
        "Resp": {
            "id": video_id,
            "prompt": "一只小奶猫在跟大人玩耍",
            "negative_prompt": "",
            "url": seen["url"],
            "status": status,
            "seed": 937433858,
            "create_time": seen["create_time"],
            "modify_time": seen["modify_time"],
            **facts,
            "credits": 80,
        },
    }


def read_time(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
