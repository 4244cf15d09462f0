"""What is sent again, and what never is.

Not here: waiting for a video through an outage (`test_waiting.py`).
"""

import httpx
import pytest

from onereel import AnswerLost, ApiError, Conflict, ConnectionFailed, RateLimited, ServerFailed, UnexpectedAnswer
from onereel.client.retries import Retries, Safety, may_repeat, read_retry_after
from tests.client.support.world import DMXAPI, ONEREEL, Pieces, told
from tests.providers.support import load

ACCEPTED = load("kling", "submit")["reply"]
STANDS = load("kling", "get_succeeded")["reply"]
TASK = "840242793980637239"
LOST = (
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.RemoteProtocolError("Server disconnected without sending a response."),
)
UNSENT = (httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("busy"))


def order(client, **options):
    return client.videos.create(model="kling-v2-6-text2video", prompt="海", **options)


def keys(world):
    return [request.headers.get("Idempotency-Key") for request in world.requests]


@pytest.mark.parametrize("error", UNSENT, ids=repr)
def test_a_submit_that_was_not_sent_is_sent_again_under_the_same_key(client, world, error):
    world.then(error, error, told(ACCEPTED))
    assert order(client).id == TASK
    assert keys(world) == ["key-1", "key-1", "key-1"]
    assert world.pauses == [0.5, 1.0]


def test_who_cannot_be_reached_at_all_is_told_so(client, world):
    world.then(*[httpx.ConnectError("refused")] * 3)
    with pytest.raises(ConnectionFailed, match=r"https://reel\.example cannot be reached \(ConnectError: refused\)"):
        order(client)


@pytest.mark.parametrize("error", LOST, ids=repr)
def test_a_lost_answer_is_asked_for_again_where_the_server_is_a_onereel(client, world, error):
    world.then(error, told({"object": "list", "data": []}), told(ACCEPTED))
    assert order(client).id == TASK
    assert world.paths == ["POST /v1/responses", "GET /v1/models", "POST /v1/responses"]
    assert [keys(world)[0], keys(world)[2]] == ["key-1", "key-1"]


def test_it_is_not_asked_again_what_the_server_is(client, world):
    world.then(told(ACCEPTED), httpx.ReadError("reset"), told(ACCEPTED))
    order(client)
    order(client)
    assert world.paths == ["POST /v1/responses"] * 3
    assert keys(world) == ["key-1", "key-2", "key-2"]


@pytest.mark.parametrize(
    "models",
    [
        lambda _: told({"data": []}, headers=DMXAPI),
        lambda _: told({"error": {"message": "no"}}, status=404, headers=DMXAPI),
    ],
    ids=["lists models", "does not"],
)
@pytest.mark.parametrize("error", LOST, ids=repr)
def test_a_lost_answer_of_anybody_else_is_told_and_not_sent_again(client, world, error, models):
    world.then(error, models)
    with pytest.raises(AnswerLost) as raised:
        order(client)
    assert raised.value.idempotency_key == "key-1"
    assert "Whether it was taken is not known." in str(raised.value)
    assert world.paths == ["POST /v1/responses", "GET /v1/models"]


def test_where_nobody_can_say_what_the_server_is_a_submit_is_not_sent_again(client, world):
    world.then(httpx.ReadError("reset"), *[httpx.ConnectError("refused")] * 3)
    with pytest.raises(AnswerLost):
        order(client)
    assert world.paths == ["POST /v1/responses", *["GET /v1/models"] * 3]


@pytest.mark.parametrize("status", [502, 504, 524])
def test_a_gateway_that_gave_up_is_a_lost_answer(client, world, status):
    world.then(httpx.Response(status, text="<html>"), told({"data": []}, headers=DMXAPI))
    with pytest.raises(AnswerLost, match=f"HTTP {status}"):
        order(client)


def test_behind_such_a_gateway_a_onereel_is_asked_again(client, world):
    world.then(httpx.Response(502, text="<html>"), told({"data": []}), told(ACCEPTED))
    assert order(client).id == TASK


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("headers", [ONEREEL, DMXAPI], ids=["onereel", "dmxapi"])
def test_who_names_a_time_to_come_back_has_taken_nothing(client, world, status, headers):
    busy = told({"error": {"message": "busy"}}, status=status, headers={**headers, "Retry-After": "7"})
    world.then(busy, told(ACCEPTED, headers=headers))
    assert order(client).id == TASK
    assert world.pauses == [7.0]


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (503, ServerFailed), (500, ServerFailed)])
def test_without_a_time_it_may_be_for_good(client, world, status, kind):
    world.then(told({"error": {"message": "no"}}, status=status, headers=DMXAPI))
    with pytest.raises(kind):
        order(client)
    assert world.pauses == []


def test_who_is_to_come_back_much_later_is_told_so(client, world):
    world.then(told({"error": {"message": "busy"}}, status=429, headers={**ONEREEL, "Retry-After": "3600"}))
    with pytest.raises(RateLimited) as raised:
        order(client)
    assert (raised.value.retry_after, world.pauses) == (3600.0, [])


def test_a_onereel_whose_store_is_away_is_asked_again_under_the_same_key(client, world):
    away = {"error": {"message": "The task store does not answer", "code": "unavailable"}}
    world.then(told(away, status=503), told(away, status=503), told(ACCEPTED))
    assert order(client).id == TASK
    assert keys(world) == ["key-1"] * 3


def test_an_answer_under_way_is_waited_for(client, world):
    running = {"error": {"message": "still", "code": "idempotency_key_running"}}
    still = [told(running, status=409, headers={**ONEREEL, "Retry-After": "2"}) for _ in range(60)]
    world.then(httpx.ReadError("reset"), told({"data": []}), *still[:30], told(ACCEPTED))
    assert order(client).id == TASK
    assert world.pauses == [0.5, *[2.0] * 30]
    world.then(*still)
    with pytest.raises(Conflict):
        order(client)
    assert len(world.script) == 60 - 46


def test_a_key_that_was_used_for_something_else_is_not(client, world):
    world.then(told({"error": {"message": "used", "code": "idempotency_key_reused"}}, status=422))
    with pytest.raises(Conflict):
        order(client, idempotency_key="mine")


def test_patience_ends(make_client, world):
    client = make_client(retries=1)
    busy = told({"error": {"message": "busy", "code": "rate_limited"}}, status=429, headers={"Retry-After": "1"})
    world.then(busy, busy)
    with pytest.raises(RateLimited):
        order(client)
    assert world.pauses == [1.0]


@pytest.mark.parametrize("trouble", [*LOST, *UNSENT, 429, 500, 502, 524])
def test_a_question_is_always_asked_again(client, world, trouble):
    world.then(told({}, status=trouble) if isinstance(trouble, int) else trouble, told(STANDS, headers=DMXAPI))
    assert client.videos.retrieve(model="kling-v2-6-text2video", id=TASK).state == "succeeded"


def test_a_question_that_is_never_answered_ordered_nothing(client, world):
    world.then(*[httpx.ReadError("reset")] * 3)
    with pytest.raises(ConnectionFailed, match="gave no whole answer"):
        client.videos.retrieve(model="kling-v2-6-text2video", id=TASK)


def test_an_upload_costs_nothing_and_is_sent_again(client, world):
    world.then(httpx.ReadError("reset"), told(load("paiwo", "upload_url")["reply"]))
    assert (
        client.images.upload("https://example.com/a.png").id == load("paiwo", "upload_url")["reply"]["Resp"]["img_id"]
    )


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_what_is_wrong_stays_wrong(client, world, status):
    world.then(told({"error": {"message": "no"}}, status=status))
    with pytest.raises(ApiError):
        order(client)
    assert len(world.requests) == 1


def test_an_answer_that_drips_is_cut_off(make_client, world):
    client = make_client(timeout=30.0, retries=0)

    def wait():
        world.now += 20.0

    world.then(httpx.Response(200, headers=ONEREEL, stream=Pieces(b"{", wait, b" ", wait, b" ", b"}")))
    with pytest.raises(ConnectionFailed, match="too slowly"):
        client.videos.retrieve(model="kling-v2-6-text2video", id=TASK)


def test_an_answer_has_a_largest_size(client, world):
    world.then(httpx.Response(200, headers=ONEREEL, stream=Pieces(*[bytes(1024 * 1024)] * 9)))
    with pytest.raises(UnexpectedAnswer, match="larger than 8388608 bytes"):
        order(client)


@pytest.mark.parametrize("content", [b"", b"[]", b"<html>", b"[" * 100_000, b"\xff", b'{"data": {}}'])
def test_an_answer_that_is_none(client, world, content):
    world.then(httpx.Response(200, headers=ONEREEL, content=content))
    with pytest.raises(UnexpectedAnswer):
        order(client)


def test_a_submit_does_not_follow_to_another_address(client, world):
    world.then(httpx.Response(308, headers={"Location": "https://elsewhere.example/"}))
    with pytest.raises(UnexpectedAnswer, match="sends elsewhere"):
        order(client)


def test_pauses_grow_and_spread():
    retries = Retries(most=9)
    assert [retries.pause(tries, chance=1.0) for tries in range(1, 8)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert [retries.pause(tries, chance=0.0) for tries in (1, 9, 10)] == [0.25, 4.0, None]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 40.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 0.0),
        ("9" * 400, 999999999.0),
        ("-1", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_time_to_come_back_is_a_number_or_a_date(text, seconds):
    assert read_retry_after(text, now=60.0) == seconds


def test_a_server_that_keeps_no_keys_is_never_sent_a_submit_twice_unless_it_names_a_time():
    again = [
        status
        for status in range(200, 600)
        if may_repeat(status, safety=Safety.SUBMIT, keeps_keys=False, retry_after=None)
    ]
    assert again == []
