"""How a call of an upstream becomes a message, and an answer what the upstream reads.

Not here: when it is made (`test_engine.py`), or what the client keeps to (`tests/assets`).
"""

from dataclasses import dataclass, field
from random import Random

import pytest
from tests.builders import NOON

from onereel.assets.fetch import Exchanged, Part
from onereel.engines.upstream.accounts import Account, Caller, Location
from onereel.upstreams.base import Answer, Call, Finished, Media, Secret
from onereel.upstreams.videos import VllmOmni

ACCOUNT = Account(
    name="gpu", upstream=VllmOmni(), base_url="http://10.0.0.5:8000", secret=Secret(key="key"), concurrency=1
)
KNOWN = {"Authorization": "Bearer key"}
STREAM = b'event: a\ndata: {"delta": "50%"}\n\n: keep-alive\n\ndata: [DONE]\n\n'


@dataclass
class Wire:
    """Keeps what it is sent, and answers what it is told to."""

    content: bytes = b"{}"
    sent: list = field(default_factory=list)

    async def exchange(self, method, url, **rest):
        self.sent.append((method, url, rest))
        return Exchanged(status=200, content=self.content, retry_after="7")


async def send(wire, call):
    return await Caller(wire.exchange, clock=lambda: NOON, random=Random(1)).call(ACCOUNT, call)


@pytest.mark.parametrize(
    ("call", "headers", "body"),
    [
        (Call(method="GET", path="/v1/videos/1"), KNOWN, None),
        (
            Call(method="POST", path="/v1/videos", headers={"Idempotency-Key": "1"}, json={"a": 1}),
            KNOWN | {"Idempotency-Key": "1", "Content-Type": "application/json"},
            b'{"a":1}',
        ),
        (
            Call(
                method="POST",
                path="/v1/videos",
                fields={"prompt": "…"},
                parts={"input_reference": Media(content_type="image/png", content=b"picture")},
            ),
            KNOWN,
            {"prompt": "…", "input_reference": Part(content_type="image/png", content=b"picture")},
        ),
    ],
)
async def test_a_call_becomes_a_message(call, headers, body):
    wire = Wire()
    assert await send(wire, call) == Answer(status=200, body={}, retry_after=7.0)
    limits = {"seconds": 60.0, "max_bytes": 4 * 1024 * 1024}
    assert wire.sent == [(call.method, f"http://10.0.0.5:8000{call.path}", {"headers": headers, "body": body} | limits)]


async def test_a_stream_is_read_as_far_as_needed_and_in_less_time():
    def is_enough(event):
        return b"50%" in event

    wire = Wire(content=STREAM)
    call = Call(method="POST", path="/v1/responses", json={}, enough=is_enough)
    assert await send(wire, call) == Answer(status=200, body=None, retry_after=7.0, events=[{"delta": "50%"}])
    [(_, _, rest)] = wire.sent
    assert (rest["seconds"], rest["max_bytes"], rest["enough"]) == (20.0, 1024 * 1024, is_enough)


async def test_a_stream_that_is_refused_is_read_as_any_answer():
    wire = Wire(content=b'{"error": {"message": "no"}}')
    call = Call(method="POST", path="/v1/responses", json={}, enough=lambda _: False)
    assert (await send(wire, call)).body == {"error": {"message": "no"}}


def test_only_what_is_the_accounts_own_is_fetched_with_its_key():
    caller = Caller(Wire().exchange, clock=lambda: NOON, random=Random(1))
    own = caller.locate(ACCOUNT, Finished(video_path="/v1/videos/1/content"))
    assert own == Location(url="http://10.0.0.5:8000/v1/videos/1/content", headers=KNOWN)
    assert caller.locate(ACCOUNT, Finished(video_url="https://cdn.example/1.mp4")) == Location(
        url="https://cdn.example/1.mp4"
    )
    assert "key" not in repr(own)
