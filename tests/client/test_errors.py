"""What a server says no with, as exceptions: onereel's own errors, the providers' own, and DMXAPI's.

Not here: which of them lead to another try (`test_retries.py`).
"""

import pickle

import httpx
import pytest

import onereel
from onereel import ApiError, Unsupported
from onereel.client.errors import Refusal
from onereel.client.refusals import BY_CODE, find_refusal
from onereel.errors import ErrorKind, RequestError
from tests.client.support.world import DMXAPI, ONEREEL, told
from tests.providers.support import DIALECTS

REQUEST_ID = ONEREEL["X-Request-Id"]


@pytest.mark.parametrize("provider", DIALECTS)
@pytest.mark.parametrize("kind", ErrorKind)
def test_every_error_of_a_onereel_in_every_dialect(provider, kind):
    error = RequestError(kind, "No.", field="input")
    reply = DIALECTS[provider].write_error(error, request_id=REQUEST_ID, reference="1")
    found = find_refusal(reply.status, reply.body, request_id=REQUEST_ID, retry_after=3.0)
    assert type(found) is BY_CODE[kind.value]
    assert found.refusal == Refusal(
        status=reply.status,
        code=kind.value,
        message="No.",
        request_id=REQUEST_ID,
        field="input",
        retry_after=3.0,
        body=reply.body,
    )


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, {"error": {"message": "Model not support", "type": "rix_api_error"}}, "InvalidRequest", "rix_api_error"),
        (
            401,
            {"error": {"message": "invalid token", "type": "rix_api_error"}},
            "AuthenticationFailed",
            "rix_api_error",
        ),
        (403, {}, "PermissionDenied", "403"),
        (404, {}, "NotFound", "404"),
        (418, {}, "InvalidRequest", "418"),
        (500, {}, "ServerFailed", "500"),
        (200, {"ErrCode": 400032, "ErrMsg": "invalid image id", "Resp": None}, "PictureRefused", "400032"),
        (200, {"ErrCode": 701009, "ErrMsg": "You can only query your own", "Resp": None}, "PictureRefused", "701009"),
        (200, {"ErrCode": 500090, "ErrMsg": "insufficient balance"}, "CreditExhausted", "500090"),
        (200, {"ErrCode": 500054, "ErrMsg": "moderation"}, "Moderated", "500054"),
        (200, {"ErrCode": 1, "ErrMsg": "?"}, "InvalidRequest", "1"),
        (429, {"code": 1101, "message": "account in arrears", "request_id": "r"}, "CreditExhausted", "1101"),
        (429, {"code": 1303, "message": "concurrency", "request_id": "r"}, "TooManyTasks", "1303"),
        (429, {"code": 1304, "message": "IP", "request_id": "r"}, "PermissionDenied", "1304"),
        (400, {"code": "Arrearage", "message": "overdue", "request_id": "r"}, "CreditExhausted", "Arrearage"),
        (400, {"code": "DataInspectionFailed", "message": "?"}, "Moderated", "DataInspectionFailed"),
        (400, {"code": 400, "reason": "CreditInsufficient", "message": "?"}, "CreditExhausted", "CreditInsufficient"),
        (404, {"code": 404, "reason": "TaskNotFound", "message": "?"}, "VideoNotFound", "TaskNotFound"),
    ],
)
def test_the_errors_of_providers_and_dmxapi(client, world, status, body, kind, code):
    world.then(told(body, status=status, headers=DMXAPI))
    with pytest.raises(ApiError) as raised:
        client.videos.create(model="kling-v2-6-text2video", prompt="海")
    assert type(raised.value) is getattr(onereel, kind)
    assert (raised.value.status, raised.value.code) == (status, code)
    assert raised.value.request_id == ("r" if "request_id" in body else DMXAPI["X-Rixapi-Request-Id"])


def test_what_it_says(client, world):
    body = {"error": {"message": "`duration` is wrong.", "code": "invalid_value", "param": "duration"}}
    world.then(told(body, status=400))
    with pytest.raises(onereel.InvalidRequest) as raised:
        client.videos.create(model="kling-v2-6-text2video", prompt="海")
    assert str(raised.value) == f"`duration` is wrong (invalid_value, HTTP 400, request {REQUEST_ID})"
    assert (raised.value.field, raised.value.message, raised.value.body) == ("duration", "`duration` is wrong.", body)
    assert raised.value.__notes__ == ["Its Idempotency-Key: key-1"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "the server answered 404 without a reason (HTTP 404)"),
        (502, "the server, or something before it, answered 502 without a reason (HTTP 502)"),
    ],
)
def test_a_page_of_something_else_is_told_by_its_status(client, world, status, words):
    page = httpx.Response(status, html="<h1>Bad Gateway</h1>")
    world.then(*[lambda _: page] * 3)
    with pytest.raises(ApiError) as raised:
        client.tasks.newest()
    assert str(raised.value) == words


@pytest.mark.parametrize(
    "error",
    [
        onereel.RateLimited(Refusal(status=429, code="rate_limited", message="busy", retry_after=1.0)),
        Unsupported("no", "size"),
        onereel.AnswerLost("lost", "key-1"),
        onereel.VideoFailed(onereel.Snapshot(model="wan2.6-t2v", id="1", state=onereel.State.FAILED)),
        onereel.WaitTimeout(onereel.Snapshot(model="wan2.6-t2v", id="1"), 5.0),
    ],
    ids=lambda error: type(error).__name__,
)
def test_they_cross_processes(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.args) == (type(error), str(error), error.args)


def test_a_timeout_is_pythons_too_and_a_wrong_value_a_value_error():
    assert issubclass(onereel.WaitTimeout, TimeoutError)
    assert issubclass(onereel.Unsupported, ValueError)
    assert issubclass(onereel.SettingsWrong, ValueError)
