"""Keys: without one nothing, with one everything of one's own and nothing of others'.

Not here: fields that are wrong (`test_refusals.py`).
"""

import re

import pytest
import requests

from tests.acceptance.support.errors import check_shape, read_error, summary
from tests.acceptance.support.server import run_command

QUESTION = {"model": "kling-text2video-get", "input": "1"}


def ask_with(client, header):
    headers = {} if header is None else {"Authorization": header}
    response = requests.post(client.url, json=QUESTION, headers=headers, timeout=30)
    client.replies.append(response.text)
    return response


@pytest.mark.parametrize("header", [None, "", "Bearer ", "sk-wrong", "Bearer sk-wrong", "Basic c2std3Jvbmc6"])
def test_without_a_key_that_is_known_nothing_is_answered(client, header):
    response = ask_with(client, header)

    assert summary(response) == (401, None, "invalid_api_key")
    assert read_error(response)["type"] == "authentication_error"


@pytest.mark.parametrize("form", ["{}", "Bearer {}", "bearer {}", "Token {}", "{}  "])
def test_the_key_comes_raw_or_after_a_scheme(client, form):
    assert ask_with(client, form.format(client.key)).status_code == 404


def test_models_need_a_key_and_the_probes_none(client):
    answers = [requests.get(f"{client.base_url}/{path}", timeout=30) for path in ("v1/models", "healthz", "readyz")]

    assert [answer.status_code for answer in answers] == [401, 200, 200]


def test_a_key_that_is_made_beside_the_server_works_at_once_and_a_revoked_one_no_longer(server, make_client):
    fresh = make_client("a key that is soon revoked")
    before = summary(fresh.post(QUESTION))

    listed = run_command(server, "keys", "list").stdout
    key_id = next(re.findall(r"key-[0-9a-f]{16}", line)[0] for line in listed.splitlines() if fresh.key[:9] in line)
    revoked = run_command(server, "keys", "revoke", key_id)
    after = summary(fresh.post(QUESTION))

    assert before == (404, "input", "task_not_found")
    assert (revoked.returncode, revoked.stdout, revoked.stderr) == (0, f"{key_id} is revoked.\n", "")
    assert after == (401, None, "invalid_api_key")
    assert fresh.key not in listed


def test_revoking_a_key_that_is_not_there_is_told_in_one_line(server):
    revoked = run_command(server, "keys", "revoke", "key-0000000000000000")

    assert (revoked.returncode, revoked.stdout) == (1, "")
    assert revoked.stderr == "onereel: there is no key key-0000000000000000 to revoke.\n"


def test_the_first_key_is_shown_once_and_kept_only_as_a_digest(server, client):
    files = [path for path in server.data_directory.rglob("*") if path.is_file()]

    assert server.output.text.count(server.key) == 2, "once to keep, and once in the line to try"
    assert len(files) > 2
    assert not [path for path in files if client.key.encode() in path.read_bytes()]


def test_somebody_else_s_tasks_are_as_good_as_absent(client, stranger, kling_story, wan_story, paiwo_story, vidu_story):
    request_id = re.search(r'"request_id": "([\w-]+)"', kling_story.submitted)[1]
    questions = [
        {"model": "kling-text2video-get", "input": read_id(kling_story)},
        {"model": "kling-text2video-get", "input": request_id},
        {"model": "wan2.6-get", "input": read_id(wan_story)},
        {"model": "paiwo-get", "input": read_id(paiwo_story)},
        {"model": "vidu-get", "input": read_id(vidu_story)},
        {"model": "vidu-get", "input": read_id(vidu_story), "stream": True},
    ]

    mine = [client.post(question).status_code for question in questions]
    theirs = [summary(stranger.post(question)) for question in questions]
    absent = [summary(stranger.post(question | {"input": "840242793980637239"})) for question in questions]

    assert mine == [200] * len(questions)
    assert theirs == absent == [(404, "input", "task_not_found")] * len(questions)


def test_a_task_is_found_only_by_a_query_of_its_own_provider(client, kling_story):
    reference = read_id(kling_story)
    others = ("wan2.6-get", "paiwo-get", "vidu-get", "viduq2-pro-get")

    answers = [summary(client.post({"model": model, "input": reference})) for model in others]

    assert answers == [(404, "input", "task_not_found")] * len(others)


def test_somebody_else_s_picture_is_as_good_as_absent(client, stranger, media):
    uploaded = client.ask({"model": "paiwo-picture", "input": "url", "image_url": media.url("first.jpg")})
    wish = {
        "model": "paiwo-v5.6-itv2",
        "input": "猫",
        "duration": 5,
        "quality": "360p",
        "first_frame_img": uploaded["Resp"]["img_id"],
        "last_frame_img": uploaded["Resp"]["img_id"],
    }

    theirs, absent = stranger.post(wish), stranger.post(wish | {"first_frame_img": 1, "last_frame_img": 1})

    for answer in (theirs, absent):
        assert answer.status_code == 400
        assert read_error(answer)["param"] in {"first_frame_img", "last_frame_img"}
        assert read_error(answer)["code"] == "image_not_found"
        check_shape(answer, provider="paiwo", native=400032)


def read_id(story):
    found = re.search(r'"(?:video_id|task_id)": ?"?([\w-]+)|\\"task_id\\":\\"([\w-]+)', story.submitted)
    return found[1] or found[2]
