"""OpenAI's own Python client against the server.

Not here: requests as the documents' programs send them.
"""

import json

import openai
import pytest
from openai import OpenAI

from tests.acceptance.support.printing import usage


def connect(client, **options):
    return OpenAI(base_url=f"{client.base_url}/v1", api_key=client.key, max_retries=0, timeout=60, **options)


@pytest.fixture(scope="module")
def sdk(client):
    with connect(client) as connected:
        yield connected


@pytest.fixture
def task_id(client, media):
    images = [media.url("first.jpg"), media.url("last.jpg")]
    wish = {"model": "viduq2-pro", "images": images, "duration": 1, "resolution": "540p"}
    return client.ask(wish)["task_id"]


def test_a_streamed_create_yields_the_events(sdk, task_id):
    with sdk.responses.create(model="vidu-get", input=task_id, stream=True) as stream:
        events = list(stream)

    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert [type(event).__name__ for event in (events[0], events[-1])] == [
        "ResponseCreatedEvent",
        "ResponseCompletedEvent",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert f"任务ID: {task_id}\n" in deltas[-1]
    assert events[-1].response.output_text == "".join(deltas)


def test_the_stream_helper_gathers_the_text_and_the_final_response(sdk, task_id):
    with sdk.responses.stream(model="vidu-get", input=task_id) as stream:
        seen = [event.type for event in stream]
        final = stream.get_final_response()

    assert seen[0] == "response.created"
    assert seen[-1] == "response.completed"
    assert final.status == "completed"
    assert f"任务ID: {task_id}\n" in final.output_text


def test_a_query_without_stream_waits_and_has_the_text(sdk, task_id):
    response = sdk.responses.create(model="vidu-get", input=task_id)

    assert (response.object, response.status, response.error) == ("response", "completed", None)
    assert response.output_text.startswith(f"\n\n✅ 视频生成完成！\n\n任务ID: {task_id}\n")
    assert response.usage.total_tokens == 0


def test_a_task_is_also_found_when_its_id_comes_as_a_message(sdk, task_id):
    message = {"role": "user", "content": [{"type": "input_text", "text": task_id}]}

    response = sdk.responses.create(model="vidu-get", input=[message])

    assert f"任务ID: {task_id}\n" in response.output_text


def test_a_wan_submit_parses_and_its_text_is_the_inner_json(sdk):
    submitted = sdk.responses.create(
        model="wan2.6-t2v",
        input={"prompt": "一只猫", "negative_prompt": ""},
        extra_body={"parameters": {"size": "1280*720", "duration": 2, "seed": 9}},
    )
    inner = json.loads(submitted.output_text)
    with sdk.responses.create(model="wan2.6-get", input=inner["task_id"], stream=True) as stream:
        last = list(stream)[-1]
    asked = sdk.responses.create(model="wan2.6-get", input=inner["task_id"])

    assert inner == {"task_id": inner["task_id"], "task_status": "PENDING"}
    assert submitted.usage.to_dict() == usage(output_tokens=12_000)
    assert last.type == "response.completed"
    assert json.loads(asked.output_text)["task_status"] == "SUCCEEDED"


def test_a_prompt_may_come_as_messages(sdk):
    submitted = sdk.responses.create(
        model="kling-v2-6-text2video",
        input=[
            {"role": "system", "content": "不是提示词"},
            {"role": "user", "content": [{"type": "input_text", "text": "海边的灯塔"}]},
        ],
    )

    assert submitted.to_dict()["data"]["task_status"] == "submitted"
    assert submitted.usage.output_tokens == 1275


def test_the_models_of_the_documents_are_listed(sdk):
    models = sdk.models.list()

    listed = {(model.id, model.object, model.owned_by) for model in models}
    assert listed >= {
        ("paiwo-picture", "model", "paiwo"),
        ("paiwo-v5.6-itv2", "model", "paiwo"),
        ("paiwo-get", "model", "paiwo"),
        ("wan2.6-t2v", "model", "wan"),
        ("wan2.6-get", "model", "wan"),
        ("kling-v2-6-text2video", "model", "kling"),
        ("kling-text2video-get", "model", "kling"),
        ("viduq2-pro", "model", "vidu"),
        ("vidu-get", "model", "vidu"),
        ("viduq2-pro-get", "model", "vidu"),
    }
    assert {type(model.created) for model in models} == {int}


def test_a_wrong_key_is_an_authentication_error(client):
    with (
        OpenAI(base_url=f"{client.base_url}/v1", api_key="sk-wrong", max_retries=0) as wrong,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        wrong.responses.create(model="vidu-get", input="1")

    assert (caught.value.status_code, caught.value.code, caught.value.type) == (
        401,
        "invalid_api_key",
        "authentication_error",
    )


def test_a_wrong_field_is_a_bad_request_that_names_it(sdk):
    with pytest.raises(openai.BadRequestError) as caught:
        sdk.responses.create(model="wan2.6-t2v", input={"prompt": "猫"}, extra_body={"parameters": {"duration": 99}})

    assert (caught.value.param, caught.value.code) == ("parameters.duration", "invalid_value")


def test_an_unknown_task_is_a_not_found_error(sdk):
    with pytest.raises(openai.NotFoundError) as caught:
        sdk.responses.create(model="kling-text2video-get", input="1")

    assert (caught.value.param, caught.value.code) == ("input", "task_not_found")


def test_an_unknown_model_is_an_error_that_names_the_models(sdk):
    with pytest.raises(openai.BadRequestError, match="kling-v2-6-text2video") as caught:
        sdk.responses.create(model="sora-9", input="猫")

    assert (caught.value.param, caught.value.code) == ("model", "model_not_found")
