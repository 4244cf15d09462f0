"""The fakes answer the requests of the vendors' documents as the documents say, and refuse others as they say.

Not here: misbehaviour (`tests/contracts/test_upstreams.py` has all of it), or callbacks (`test_callbacks.py`).
"""

import json
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import requests

from tests.fakes.caller import Caller, read_document, shape
from tests.fakes.running import running_fake

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="module")
def ask():
    """A caller of each vendor's fake; they are started when they are first asked for."""
    callers = {}
    contexts = []

    def find(vendor):
        if vendor not in callers:
            contexts.append(running_fake(vendor, seconds=0, spread=0))
            callers[vendor] = Caller(contexts[-1].__enter__())
        return callers[vendor]

    yield find
    for context in contexts:
        context.__exit__(None, None, None)


def check(ask, vendor, name, **changes):
    """Ask as a document does; the answer has the document's status and shape."""
    document = read_document(vendor, name)
    found = ask(vendor).repeat(document, **changes)
    assert (found.status_code, shape(found.json())) == (200, shape(document["response"]["body"]))
    return found.json()


class TestKling:
    def test_orders_and_answers_for_them(self, ask):
        text = check(ask, "kling", "text2video_create", callback_url=None)["data"]
        assert text["task_info"] == {"external_task_id": "my-1"}
        by_id = ask("kling").get(f"/v1/videos/text2video/{text['task_id']}").json()
        by_name = ask("kling").get("/v1/videos/text2video/my-1").json()
        document = read_document("kling", "query_succeed")["response"]["body"]
        assert shape(by_id) == shape(by_name) == shape(document)
        assert by_id["data"] == by_name["data"]
        check(ask, "kling", "image2video_create")

    def test_a_task_that_failed_is_no_error(self, ask):
        ask("kling").fake.script({"end": "moderated"})
        made = check(ask, "kling", "text2video_create", callback_url=None, external_task_id="my-2")["data"]
        found = ask("kling").get(f"/v1/videos/text2video/{made['task_id']}").json()
        document = read_document("kling", "query_failed")["response"]["body"]
        del found["data"]["task_info"], document["data"]["task_info"]
        assert shape(found) == shape(document)
        assert found["data"]["task_status_msg"] == document["data"]["task_status_msg"]

    def test_the_list_has_the_newest_first(self, ask):
        listed = ask("kling").get("/v1/videos/text2video?pageNum=1&pageSize=1").json()
        assert [row["task_info"]["external_task_id"] for row in listed["data"]] == ["my-2"]
        assert listed | {"data": [], "request_id": "EXAMPLE"} == read_document("kling", "list")["response"]["body"]

    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"duration": 5}, 400, 1201),
            ({"duration": "7"}, 400, 1201),
            ({"prompt": ""}, 400, 1201),
            ({"prompt": "a" * 2501}, 400, 1201),
            ({"aspect_ratio": "4:3"}, 400, 1201),
            ({"cfg_scale": 0.5}, 400, 1201),
            ({"model": "kling-v2-6"}, 400, 1201),
            ({"model_name": "kling-v9"}, 404, 1203),
            ({"external_task_id": "my-1"}, 400, 1201),
        ],
    )
    def test_what_is_wrong_is_refused(self, ask, changes, status, code):
        given = {"external_task_id": uuid4().hex, "callback_url": None} | changes
        found = ask("kling").repeat(read_document("kling", "text2video_create"), **given)
        assert (found.status_code, found.json()["code"]) == (status, code)

    @pytest.mark.parametrize(
        ("header", "code"),
        [
            ("", 1001),
            ("Bearer", 1002),
            ("Bearer a.b.c", 1002),
            ("Token access-key-of-tests", 1002),
            ("Bearer {other}", 1000),
            ("Bearer {early}", 1003),
            ("Bearer {late}", 1004),
        ],
    )
    def test_only_its_own_keys_are_let_in(self, ask, header, code):
        caller = ask("kling")
        tokens = {
            "other": caller.mint(secret="another"),
            "early": caller.mint(moment=10_000),
            "late": caller.mint(moment=-10_000),
        }
        found = caller.get("/v1/videos/text2video", headers={"Authorization": header.format(**tokens)})
        assert (found.status_code, found.json()["code"]) == (401, code)

    def test_what_is_not_there_is_not_found(self, ask):
        assert ask("kling").get("/v1/videos/text2video/1").json()["code"] == 1203
        assert ask("kling").get("/v1/nothing").json()["code"] == 1202


class TestDashScope:
    def test_orders_and_answers_for_them(self, ask):
        made = check(ask, "dashscope", "submit")["output"]
        found = ask("dashscope").get(f"/api/v1/tasks/{made['task_id']}").json()
        assert shape(found) == shape(read_document("dashscope", "task_succeeded")["response"]["body"])
        listed = ask("dashscope").get("/api/v1/tasks/?status=SUCCEEDED").json()
        document = read_document("dashscope", "task_list")["response"]["body"]
        document["data"][0]["end_time"] = 1  # of a task that has ended
        assert shape(listed) == shape(document)

    def test_only_the_name_of_the_model_is_looked_at_before_it_fails(self, ask):
        made = ask("dashscope").repeat(read_document("dashscope", "submit"), input={}).json()["output"]
        found = ask("dashscope").get(f"/api/v1/tasks/{made['task_id']}").json()
        assert shape(found) == shape(read_document("dashscope", "task_failed")["response"]["body"])
        assert found["output"]["message"] == "Field required: input.prompt"
        document = read_document("dashscope", "submit_unknown_model")
        refused = ask("dashscope").repeat(document)
        expected = document["response"]["body"] | {"request_id": refused.json()["request_id"]}
        assert (refused.status_code, refused.json()) == (400, expected)

    @pytest.mark.parametrize(
        "changes",
        [
            {"parameters": {"size": "16:9"}},
            {"parameters": {"duration": "5"}},
            {"parameters": {"duration": 16}},
            {"parameters": {"fps": 24}},
            {"input": {"prompt": "…", "img_url": "https://example.com/1.png"}},
        ],
    )
    def test_what_else_is_wrong_ends_the_task(self, ask, changes):
        made = ask("dashscope").repeat(read_document("dashscope", "submit"), **changes).json()["output"]
        found = ask("dashscope").get(f"/api/v1/tasks/{made['task_id']}").json()["output"]
        assert (found["task_status"], found["code"]) == ("FAILED", "InvalidParameter")

    def test_a_prompt_that_is_too_long_is_cut_in_silence(self, ask):
        made = ask("dashscope").repeat(read_document("dashscope", "submit"), input={"prompt": "a" * 9000}).json()
        found = ask("dashscope").get(f"/api/v1/tasks/{made['output']['task_id']}").json()["output"]
        assert found["task_status"] == "SUCCEEDED"

    def test_nobody_gets_in_without_the_key_or_waits_for_the_video(self, ask):
        caller = ask("dashscope")
        refused = caller.get("/api/v1/tasks/1", headers={"Authorization": ""})
        document = read_document("dashscope", "submit_error")["response"]
        assert (refused.status_code, shape(refused.json())) == (document["status"], shape(document["body"]))
        assert refused.json()["message"] == document["body"]["message"]
        waited = caller.repeat(read_document("dashscope", "submit"), headers={"X-DashScope-Async": "disable"})
        assert (waited.status_code, waited.json()["code"]) == (403, "AccessDenied")

    def test_what_is_not_known_is_unknown_and_what_has_begun_is_not_cancelled(self, ask):
        caller = ask("dashscope")
        unknown = caller.get("/api/v1/tasks/502a00b1").json()
        assert shape(unknown) == shape(read_document("dashscope", "task_unknown")["response"]["body"])
        caller.fake.change(seconds=60)
        pending = caller.repeat(read_document("dashscope", "submit")).json()["output"]["task_id"]
        cancelled = caller.post(f"/api/v1/tasks/{pending}/cancel", {})
        again = caller.post(f"/api/v1/tasks/{pending}/cancel", {})
        caller.fake.change(seconds=0)
        assert shape(cancelled.json()) == shape(read_document("dashscope", "cancel_ok")["response"]["body"])
        document = read_document("dashscope", "cancel_refused")["response"]
        expected = document["body"] | {"request_id": again.json()["request_id"]}
        assert (again.status_code, again.json()) == (document["status"], expected)
        assert caller.get(f"/api/v1/tasks/{pending}").json()["output"]["task_status"] == "CANCELED"


class TestVidu:
    def test_orders_and_answers_for_them(self, ask):
        made = check(ask, "vidu", "start_end2video", callback_url=None, payload="my-1")
        document = read_document("vidu", "start_end2video")["response"]["body"]
        changing = {name: made[name] for name in ("task_id", "created_at", "payload")}
        assert made == document | changing
        found = ask("vidu").get(f"/ent/v2/tasks/{made['task_id']}/creations").json()
        assert shape(found) == shape(read_document("vidu", "creations_success")["response"]["body"])
        (listed,) = ask("vidu").get("/ent/v2/tasks?pager.pagesz=1").json()["tasks"]
        assert (listed["id"], listed["payload"], listed["state"]) == (made["task_id"], "my-1", "success")

    def test_a_task_tells_its_progress_and_can_be_stopped(self, ask):
        caller = ask("vidu")
        caller.fake.change(seconds=60)
        made = check(ask, "vidu", "start_end2video", callback_url=None)
        caller.fake.change(seconds=0)
        path = f"/ent/v2/tasks/{made['task_id']}"
        running = caller.get(f"{path}/creations").json()
        assert shape(running) == shape(read_document("vidu", "creations_processing")["response"]["body"])
        assert caller.post(f"{path}/cancel", {"id": made["task_id"]}).json() == {}
        stopped = caller.get(f"{path}/creations").json()
        assert (stopped["state"], stopped["err_code"], stopped["credits"]) == ("failed", "UserCancelled", 0)

    def test_a_task_that_failed_is_no_error_and_costs_nothing(self, ask):
        ask("vidu").fake.script({"end": "moderated"})
        made = check(ask, "vidu", "start_end2video", callback_url=None)
        found = ask("vidu").get(f"/ent/v2/tasks/{made['task_id']}/creations").json()
        del found["progress"]
        assert shape(found) == shape(read_document("vidu", "creations_failed")["response"]["body"])
        assert (found["state"], found["credits"]) == ("failed", 0)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"model": None}, "FieldLacking"),
            ({"images": ["https://example.com/1.png"]}, "FieldItemCountOutOfRange"),
            ({"images": ["iVBORw0KGgo=", "iVBORw0KGgo="]}, "ImageFormatInvalid"),
            ({"duration": 9}, "FieldInvalid"),
            ({"duration": "5"}, "FieldInvalid"),
            ({"wm_position": 5}, "FieldInvalid"),
            ({"negative_prompt": ""}, "FieldUnwanted"),
        ],
    )
    def test_what_is_wrong_is_refused(self, ask, changes, reason):
        document = read_document("vidu", "start_end2video")
        found = ask("vidu").repeat(document, **{"callback_url": None} | changes)
        body = read_document("vidu", "http_error")["response"]["body"]
        assert (found.status_code, found.json()["reason"], shape(found.json())) == (400, reason, shape(body))

    def test_a_bearer_is_not_a_token(self, ask):
        found = ask("vidu").get("/ent/v2/tasks", headers={"Authorization": f"Bearer {ask('vidu').fake.key}"})
        assert (found.status_code, found.json()["reason"]) == (401, "Unauthorized")

    @pytest.mark.parametrize(("name", "answer"), [("abc", (400, "CODEC")), ("1", (404, "TaskNotFound"))])
    def test_what_is_not_there_is_not_found(self, ask, name, answer):
        found = ask("vidu").get(f"/ent/v2/tasks/{name}/creations")
        assert (found.status_code, found.json()["reason"]) == answer


class TestPixVerse:
    @pytest.fixture
    def image(self, ask):
        return ask("pixverse").upload("/openapi/v2/image/upload", "image").json()["Resp"]["img_id"]

    def test_pictures_are_sent_ahead_as_files_or_by_address(self, ask):
        caller = ask("pixverse")
        expected = shape(read_document("pixverse", "image_upload")["response"]["body"])
        by_address = caller.form("/openapi/v2/image/upload", {"image_url": (None, "https://example.com/1.png")})
        assert shape(caller.upload("/openapi/v2/image/upload", "image").json()) == expected
        assert shape(by_address.json()) == expected
        media = caller.form("/openapi/v2/media/upload", {"file": ("a.mp3", b"ID3", "audio/mpeg")})
        assert shape(media.json()) == shape(read_document("pixverse", "media_upload")["response"]["body"])
        broken = caller.form("/openapi/v2/image/upload", {"image": ("a.png", b"no picture", "image/png")})
        assert broken.json()["ErrCode"] == 500032

    def test_orders_and_answers_for_them(self, ask, image):
        made = check(ask, "pixverse", "text_generate")["Resp"]
        check(ask, "pixverse", "img_generate", img_id=image)
        both = {"first_frame_img": image, "last_frame_img": image}
        transition = check(ask, "pixverse", "transition_generate", **both)["Resp"]
        assert (made["credits"], transition["credits"]) == (80, 80)
        assert made["video_id"] > 2**53
        found = ask("pixverse").get(f"/openapi/v2/video/result/{made['video_id']}").json()
        assert shape(found) == shape(read_document("pixverse", "video_result")["response"]["body"])

    def test_there_is_an_address_before_there_is_a_video(self, ask):
        caller = ask("pixverse")
        caller.fake.change(seconds=60)
        made = check(ask, "pixverse", "text_generate")["Resp"]
        caller.fake.change(seconds=0)
        found = caller.get(f"/openapi/v2/video/result/{made['video_id']}").json()["Resp"]
        document = read_document("dmxapi", "paiwo_get_generating")["response"]["body"]["Resp"]
        assert shape(found) == shape(document)
        assert (found["status"], requests.get(found["url"], timeout=10).status_code) == (5, 404)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"prompt": None}, 400011),
            ({"duration": "5"}, 400013),
            ({"duration": 7}, 400017),
            ({"quality": "1080p", "duration": 10}, 400017),
            ({"motion_mode": "fast", "duration": 8}, 400017),
            ({"prompt": "a" * 2049}, 400018),
            ({"negative_prompt": "a" * 2049}, 400019),
            ({"first_frame_img": 1}, 400032),
            ({"aspect_ratio": "16:9"}, 400017),
        ],
    )
    def test_what_is_wrong_is_refused_with_status_200(self, ask, image, changes, code):
        given = {"first_frame_img": image, "last_frame_img": image} | changes
        found = ask("pixverse").repeat(read_document("pixverse", "transition_generate"), **given)
        expected = shape(read_document("pixverse", "error_submit")["response"]["body"])
        assert (found.status_code, found.json()["ErrCode"], shape(found.json())) == (200, code, expected)

    def test_a_trace_stands_for_one_order(self, ask):
        caller, document = ask("pixverse"), read_document("pixverse", "text_generate")
        headers = {"Ai-trace-id": str(uuid4())}
        answers = [caller.repeat(document, headers=headers).json()["ErrCode"] for _ in range(2)]
        assert answers == [0, 400017]
        assert caller.repeat(document, headers={"API-KEY": "another"}).json()["ErrCode"] == 400012


class TestDmxapi:
    @pytest.fixture
    def image(self, ask):
        return check(ask, "dmxapi", "paiwo_picture_url")["Resp"]["img_id"]

    @pytest.mark.parametrize(
        ("name", "frames"),
        [
            ("paiwo_ttv_submit", ()),
            ("paiwo_itv_submit", ("img_id",)),
            ("paiwo_itv2_submit", ("first_frame_img", "last_frame_img")),
            ("wan26_t2v_submit", ()),
            ("kling_v26_text2video_submit", ()),
            ("viduq2_pro_submit", ()),
        ],
    )
    def test_orders_cost_what_the_documents_say(self, ask, image, name, frames):
        made = check(ask, "dmxapi", name, callback_url=None, **dict.fromkeys(frames, image))
        assert made["usage"] == read_document("dmxapi", name)["response"]["body"]["usage"]

    def test_the_answers_of_its_queries(self, ask):
        paiwo = check(ask, "dmxapi", "paiwo_ttv_submit")["Resp"]["video_id"]
        check(ask, "dmxapi", "paiwo_get_done", input=str(paiwo))
        kling = check(ask, "dmxapi", "kling_v26_text2video_submit", callback_url=None)["data"]["task_id"]
        check(ask, "dmxapi", "kling_text2video_get_succeed", input=kling)

    def test_wan_comes_as_json_in_json_in_alphabetical_order(self, ask):
        submitted = check(ask, "dmxapi", "wan26_t2v_submit")
        (content,) = submitted["output"][0]["content"]
        task_id = json.loads(content["text"])["task_id"]
        found = check(ask, "dmxapi", "wan26_get_succeeded", input=task_id)
        document = read_document("dmxapi", "wan26_get_succeeded")["response"]["body"]
        told, expected = (one["output"][0]["content"][0]["text"] for one in (found, document))
        assert list(json.loads(told)) == list(json.loads(expected))
        assert ("&" in told, "\\u0026" in told) == (False, True)
        assert found["usage"] == document["usage"]

    @pytest.mark.parametrize("stream", [True, False])
    def test_vidu_comes_as_text(self, ask, stream):
        made = check(ask, "dmxapi", "viduq2_pro_submit")["task_id"]
        question = {"model": "vidu-get", "input": made, "stream": stream}
        answer = ask("dmxapi").post("/v1/responses", question)
        events = [json.loads(line[5:]) for line in answer.text.splitlines() if line.startswith("data:")]
        response = events[-1]["response"] if stream else answer.json()
        (content,) = response["output"][0]["content"]
        document = (FIXTURES / "dmxapi" / "vidu_get_completed.txt").read_text()
        assert [line.partition("http")[0] for line in content["text"].splitlines()] == [
            line.partition("http")[0].replace("900539403250700288", made) for line in document.splitlines()
        ]
        captured = (FIXTURES / "dmxapi" / "responses_stream_capture.sse").read_text()
        order = dict.fromkeys(line[7:] for line in captured.splitlines() if line.startswith("event:"))
        assert [event["type"] for event in events] == (list(order) if stream else [])

    def test_the_platform_s_own_errors(self, ask):
        caller = ask("dmxapi")
        expected = read_document("dmxapi", "errors")["envelope_sample"]
        refused = caller.post("/v1/responses", {"model": "no-such-model", "input": "…"})
        assert (refused.status_code, refused.json()) == (expected["status"], expected["body"])
        stranger = caller.post("/v1/responses", {}, headers={"Authorization": "sk-another"})
        assert (stranger.status_code, shape(stranger.json())) == (401, shape(expected["body"]))
        bearer = caller.post("/v1/responses", {}, headers={"Authorization": f"Bearer {caller.fake.key}"})
        assert bearer.status_code == 400
        missing = caller.post("/v1/responses", {"model": "vidu-get", "input": "1", "stream": True})
        assert missing.status_code == 404

    def test_wrong_orders_are_refused_in_the_provider_s_words(self, ask):
        caller = ask("dmxapi")
        paiwo = caller.repeat(read_document("dmxapi", "paiwo_itv2_submit"), first_frame_img=1).json()
        kling = caller.repeat(read_document("dmxapi", "kling_v26_text2video_submit"), duration="5").json()
        vidu = caller.repeat(read_document("dmxapi", "viduq2_pro_submit"), duration=9).json()
        assert (paiwo["ErrCode"], kling["code"], vidu["reason"]) == (400032, 1201, "FieldInvalid")


@pytest.mark.parametrize("vendor", ["vllm-omni", "sglang"])
class TestVideos:
    def make(self, ask, vendor, **changes):
        """The document's order, in the form that the server takes."""
        given = read_document("openai", "video_create")["request"]["multipart"]
        given = {name: value for name, value in given.items() if name != "input_reference"} | changes
        if vendor == "sglang":
            return ask(vendor).post("/v1/videos", given | {"seconds": int(given["seconds"])})
        return ask(vendor).form("/v1/videos", {name: (None, value) for name, value in given.items()})

    def test_orders_and_answers_for_them(self, ask, vendor):
        made = self.make(ask, vendor)
        document = read_document("openai", "video_create")["response"]["body"]
        del document["remixed_from_video_id"]
        document["completed_at"] = made.json()["completed_at"]
        assert (made.status_code, shape(made.json())) == (200, shape(document))
        path = f"/v1/videos/{made.json()['id']}"
        found = ask(vendor).get(path).json()
        assert (found["status"], found["progress"]) == ("completed", 100)
        assert ask(vendor).get(f"{path}/content").content[4:8] == b"ftyp"
        assert ask(vendor).get("/v1/videos?limit=1").json()["data"] == [found]
        assert ask(vendor).delete(path).json() == {"id": found["id"], "object": "video.deleted", "deleted": True}

    def test_a_picture_comes_as_a_file_of_a_form(self, ask, vendor):
        found = ask(vendor).upload("/v1/videos", "input_reference", prompt=(None, "…"), seed=(None, "7"))
        broken = ask(vendor).form("/v1/videos", {"prompt": (None, "…"), "input_reference": ("a", b"no", "image/png")})
        assert (found.status_code, broken.status_code) == (200, 400)

    def test_what_is_wrong_is_refused(self, ask, vendor):
        assert self.make(ask, vendor, size="16:9").status_code == 422
        assert self.make(ask, vendor, duration="5").status_code == 422
        assert ask(vendor).get("/v1/videos", headers={"Authorization": ""}).status_code == 401
        assert ask(vendor).get("/v1/videos/1").status_code == 404

    def test_json_is_taken_by_one_of_the_two(self, ask, vendor):
        found = ask(vendor).post("/v1/videos", {"prompt": "…", "seconds": 4, "seed": 7})
        assert found.status_code == {"sglang": 200, "vllm-omni": 422}[vendor]


def test_a_link_is_good_as_it_was_given_and_no_other_way(ask):
    caller = ask("kling")
    made = caller.repeat(read_document("kling", "text2video_create"), callback_url=None, external_task_id="my-3")
    task_id = made.json()["data"]["task_id"]
    url = caller.get(f"/v1/videos/text2video/{task_id}").json()["data"]["task_result"]["videos"][0]["url"]
    assert requests.get(url, timeout=10).content[4:8] == b"ftyp"
    assert requests.get(url[:-1], timeout=10).status_code == 403
    assert requests.get(urlsplit(url)._replace(query="").geturl(), timeout=10).status_code == 403
