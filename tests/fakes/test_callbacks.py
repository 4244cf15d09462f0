"""What the fakes tell of their jobs is signed as the vendors sign it, and comes twice or in a wrong order when told to.

Not here: what a receiver makes of it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread

import pytest

from onereel.domain.clock import system_clock
from onereel.upstreams.signatures import is_from_kling, is_from_pixverse, is_from_vidu
from tests.fakes.caller import Caller, read_document, shape
from tests.fakes.running import running_fake

SUBMITS = {
    "kling": "text2video_create",
    "vidu": "start_end2video",
    "pixverse": "text_generate",
    "dashscope": "submit",
}


class Listener:
    """Keeps every callback: headers in lower case, and the body."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.changed = Condition()
        self.url = ""

    def wait_for(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.heard) >= count, timeout=30), self.heard
            return self.heard[:count]

    def states(self, count):
        """What so many callbacks tell of the job, in the order in which they came."""
        bodies = [json.loads(body) for _, body in self.wait_for(count)]
        return [body.get("task_status") or body.get("state") or body.get("status") for body in bodies]


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with listener.changed:
                listener.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                listener.changed.notify_all()
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *arguments) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_port}/hook?name=james"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def listener():
    with listening() as running:
        yield running


def order(fake, listener):
    """One job that is told of."""
    document = read_document(fake.vendor, SUBMITS[fake.vendor])
    named = {"callback_url": listener.url} if fake.vendor in {"kling", "vidu"} else {}
    answer = Caller(fake).repeat(document, **named)
    assert answer.status_code == 200, answer.text


def test_kling_signs_as_standard_webhooks_and_sends_the_bare_record(listener):
    with running_fake("kling", seconds=0.05) as fake:
        order(fake, listener)
        assert listener.states(2) == ["processing", "succeed"]
        for headers, body in listener.heard:
            assert is_from_kling(headers, body, secret=fake.webhook_secret, now=system_clock())
            assert not is_from_kling(headers, body + b" ", secret=fake.webhook_secret, now=system_clock())
    expected = read_document("kling", "callback_legacy")["request"]["body"]
    told = json.loads(listener.heard[1][1])
    names = {"task_id", "task_status", "task_status_msg", "created_at", "updated_at", "task_info"}
    assert {name: shape(told[name]) for name in names} == {name: shape(expected[name]) for name in names}


def test_vidu_signs_the_address_and_sends_what_a_question_is_answered_with(listener):
    with running_fake("vidu", seconds=0.05) as fake:
        order(fake, listener)
        assert listener.states(2) == ["processing", "success"]
        for headers, _ in listener.heard:
            for query, genuine in (("name=james", True), ("name=jim", False)):
                said = is_from_vidu(
                    headers, method="POST", path="/hook", query=query, secret=fake.key, now=system_clock()
                )
                assert said is genuine
    expected = read_document("vidu", "creations_success")["response"]["body"]
    assert shape(json.loads(listener.heard[1][1])) == shape(expected)


def test_pixverse_tells_the_account_of_the_end(listener):
    with running_fake("pixverse", seconds=0.05, callback_url=listener.url) as fake:
        order(fake, listener)
        assert listener.states(1) == [1]
        headers, body = listener.heard[0]
        assert is_from_pixverse(headers, body, secret=fake.webhook_secret, now=system_clock())
        assert not is_from_pixverse(headers, body, secret="another", now=system_clock())
    expected = json.loads(read_document("pixverse", "webhook")["request"]["body_raw"])
    assert shape(json.loads(body)) == shape(expected)


def test_dashscope_tells_the_account_by_an_event_without_the_result(listener):
    with running_fake("dashscope", seconds=0.05, callback_url=listener.url) as fake:
        order(fake, listener)
        ((_, body),) = listener.wait_for(1)
    told = json.loads(body)
    expected = read_document("dashscope", "event_async_task_finish")["request"]["body"]
    assert shape(told) == shape(expected)
    assert (told["type"], told["data"]["task_status"]) == (expected["type"], "SUCCEEDED")


@pytest.mark.parametrize(
    ("callbacks", "states"),
    [
        ("once", ["processing", "succeed"]),
        ("twice", ["processing", "processing", "succeed", "succeed"]),
        ("disordered", ["succeed", "processing"]),
    ],
)
def test_callbacks_come_as_they_are_told_to(listener, callbacks, states):
    with running_fake("kling", seconds=0.05) as fake:
        fake.script({"callbacks": callbacks})
        order(fake, listener)
        assert listener.states(len(states)) == states


def test_a_job_that_is_ended_early_is_told_of_at_once(listener):
    with running_fake("vidu", seconds=600) as fake:
        order(fake, listener)
        fake.finish()
        assert listener.states(2) == ["processing", "success"]
