"""The programs of wan2.6-t2v, and what they print.

Not here: the video itself (`test_clips.py`).
"""

import json
import re
from datetime import datetime

from tests.acceptance.programs import wan
from tests.acceptance.support.printing import compact, pretty, usage
from tests.acceptance.support.stories import read_inner

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_the_submit_answers_as_in_the_document(wan_story):
    reply = json.loads(wan_story.submitted)
    task_id = read_inner(reply)["task_id"]

    assert wan_story.submitted == pretty(
        wrapped(reply, {"task_id": task_id, "task_status": "PENDING"}, usage(output_tokens=100_000))
    )
    assert UUID.fullmatch(task_id)
    assert UUID.fullmatch(reply["request_id"])


def test_the_query_names_the_state_while_the_video_is_made(wan_story):
    printed = wan_story.asked_at_once
    reply, _ = json.JSONDecoder().raw_decode(printed)
    inner = read_inner(reply)

    advice = f"\n⏳ 任务状态: {inner['task_status']}，请稍后再次查询\n"
    assert printed == pretty(wrapped(reply, inner, usage())) + advice
    assert inner["task_status"] in {"PENDING", "RUNNING"}
    assert list(inner) == sorted(inner)
    assert inner.keys() - {"scheduled_time"} == {"submit_time", "task_id", "task_status"}


def test_the_query_answers_as_in_the_document_when_the_video_is_there(wan_story):
    printed = wan_story.asked_at_end
    reply, _ = json.JSONDecoder().raw_decode(printed)
    inner = read_inner(reply)

    assert inner == {
        "end_time": inner["end_time"],
        "orig_prompt": wan.PROMPT,
        "scheduled_time": inner["scheduled_time"],
        "submit_time": inner["submit_time"],
        "task_id": read_inner(json.loads(wan_story.submitted))["task_id"],
        "task_status": "SUCCEEDED",
        "video_url": inner["video_url"],
    }
    link = "\n".join(("", "=" * 50, "✅ 视频生成成功！可直接复制的链接：", inner["video_url"], "=" * 50, ""))
    assert printed == pretty(wrapped(reply, inner, usage(input_tokens=100_000))) + link


def test_the_ampersand_of_the_link_is_escaped_inside_the_inner_json(wan_story):
    reply, _ = json.JSONDecoder().raw_decode(wan_story.asked_at_end)
    text = reply["output"][0]["content"][0]["text"]

    link = r"http://127\.0\.0\.1:\d+/assets/[^&?]+\.mp4\?Expires=\d+\\u0026Signature=[^&]+"
    assert re.search(f'"video_url":"{link}"}}$', text)
    assert "&" not in text


def test_the_times_are_beijing_s_and_in_order(wan_story):
    reply, _ = json.JSONDecoder().raw_decode(wan_story.asked_at_end)
    inner = read_inner(reply)
    texts = [inner["submit_time"], inner["scheduled_time"], inner["end_time"]]
    moments = [datetime.strptime(f"{text}+0800", "%Y-%m-%d %H:%M:%S.%f%z").timestamp() for text in texts]

    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}", text) for text in texts)
    # The server's times are cut to milliseconds.
    assert [wan_story.began_at - 0.001, *moments, wan_story.ended_at] == sorted(
        [wan_story.began_at - 0.001, *moments, wan_story.ended_at]
    )


def wrapped(reply, inner, numbers):
    """The document's wrapper around the inner JSON, which escapes what Go escapes."""
    text = compact(inner).replace("&", "\\u0026")
    return {
        "request_id": reply["request_id"],
        "output": [{"type": "message", "content": [{"type": "output_text", "text": text}]}],
        "usage": numbers,
    }
