"""The programs of viduq2-pro, and what they print.

Not here: the video itself (`test_clips.py`), or the bytes of the stream (`test_streams.py`).
"""

import json
import re

from tests.acceptance.support.printing import compact, usage


def test_the_submit_prints_one_line_with_every_field_of_the_document(vidu_story, media):
    reply = json.loads(vidu_story.submitted)
    images = [media.url("first.jpg"), media.url("last.jpg")]

    expected = record(reply, prompt="一直小猫在愉快的玩耍", images=images, duration=5, resolution="720p")
    expected |= {"credits": 55, "watermark": False, "wm_url": media.url("mark.png")}
    expected |= {"usage": usage(input_tokens=10, output_tokens=22_000)}
    assert vidu_story.submitted == compact(expected) + "\n\n"


def test_ids_times_and_drawn_seeds_look_like_the_document_s(vidu_story):
    reply = json.loads(vidu_story.submitted)

    assert re.fullmatch(r"\d{18,19}", reply["task_id"])
    assert int(vidu_story.began_at) <= reply["created_at"] <= vidu_story.ended_at
    assert 1 <= reply["seed"] <= 2_147_483_647


def test_the_reply_of_the_document_comes_for_the_request_that_it_belongs_to(client, media, document_pair):
    expected = record(document_pair, prompt="你好", images=document_pair["images"], duration=2, resolution="1080p")
    expected |= {"credits": 70, "watermark": True, "wm_url": media.url("mark.png")}
    expected |= {"usage": usage(input_tokens=2, output_tokens=28_000)}
    assert compact(document_pair) == compact(expected)


def test_the_stream_prints_progress_and_then_the_document_s_lines(vidu_story):
    before, _, rest = vidu_story.asked_at_once.partition("\n\n")
    progress, _, after = rest.partition("\r[████████████████████] 100.00% 生成完成!\n")

    assert before == "\n".join(("=" * 60, "🚀 发送流式请求...", "=" * 60, "状态码: 200", "-" * 60))
    assert re.fullmatch(r"(\r当前进度: \d{1,3}%)+", progress)
    assert after == ending(vidu_story)


def test_asked_after_the_end_it_prints_the_lines_at_once(vidu_story):
    printed = vidu_story.asked_at_end

    assert "当前进度" not in printed
    assert printed.partition("生成完成!\n")[2] == ending(vidu_story)


def test_without_stream_the_same_text_comes_in_one_answer(vidu_story, client):
    task_id = json.loads(vidu_story.submitted)["task_id"]

    answers = [client.ask({"model": model, "input": task_id, "stream": False}) for model in QUERIES]

    for answer in answers:
        [message] = answer["output"]
        [part] = message["content"]
        assert answer == {
            "id": answer["id"],
            "object": "response",
            "created_at": json.loads(vidu_story.submitted)["created_at"],
            "model": "vidu-get",
            "output": [
                {
                    "id": answer["id"].replace("resp_", "msg_"),
                    "type": "message",
                    "role": "assistant",
                    "status": "completed",
                    "content": [{"type": "output_text", "text": part["text"], "annotations": []}],
                }
            ],
            "status": "completed",
            "completed_at": answer["completed_at"],
            "usage": usage(),
        }
        assert re.fullmatch("resp_[0-9a-f]{32}", answer["id"])
        assert part["text"] + CLOSING == ending(vidu_story)


QUERIES = ("vidu-get", "viduq2-pro-get")
CLOSING = "\n" + "=" * 60 + "\n🏁 流式输出结束\n" + "=" * 60 + "\n"


def ending(story):
    """What the program prints after its full bar."""
    task_id = json.loads(story.submitted)["task_id"]
    links = re.search("视频URL: (?P<video>.*)\n封面URL: (?P<cover>.*)\n", story.asked_at_end)
    assert links
    lines = ["", "", "✅ 视频生成完成！", "", f"任务ID: {task_id}", "", "--- 创作 1 ---"]
    lines += [f"视频URL: {links['video']}", f"封面URL: {links['cover']}", ""]
    return "\n".join(lines) + CLOSING


def record(reply, *, prompt, images, duration, resolution):
    """The document's record; what a request does not decide is as it came."""
    return {
        "task_id": reply["task_id"],
        "type": "headtailimg2video",
        "state": "created",
        "model": "viduq2-pro",
        "style": "general",
        "prompt": prompt,
        "images": images,
        "duration": duration,
        "seed": reply["seed"],
        "aspect_ratio": "",
        "resolution": resolution,
        "movement_amplitude": "auto",
        "created_at": reply["created_at"],
        "credits": 0,
        "payload": "",
        "cus_priority": 0,
        "off_peak": False,
        "watermark": False,
        "is_rec": False,
        "wm_position": "bottom_right",
        "wm_url": "",
        "meta_data": "",
        "client_request_id": "",
        "usage": {},
    }
