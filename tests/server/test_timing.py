"""How requests are measured.

Not here: what the metrics look like (`tests/metrics`).
"""

import pytest

from onereel.server.timing import RequestTimer


class Noted:
    """Meters that keep what they are told."""

    def __init__(self):
        self.answers = []

    def answered(self, *, seconds, **labels):
        assert seconds > 0
        self.answers.append(labels)


async def send(message):
    """To nobody."""


def scope(kind="http"):
    return {"type": kind, "method": "GET", "path": "/v1/tasks/1"}


def timer(app, meters):
    return RequestTimer(app, meters=meters, templates={"handler": "/v1/tasks/{id}"})


async def test_a_request_is_told_apart_by_template_method_and_status():
    async def app(scope, receive, send):
        scope["endpoint"] = "handler"
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    meters = Noted()
    await timer(app, meters)(scope(), None, send)
    assert meters.answers == [{"route": "/v1/tasks/{id}", "method": "GET", "status": "204"}]


async def test_a_request_that_was_never_answered_is_counted_as_dropped():
    async def app(scope, receive, send):
        raise ConnectionResetError

    meters = Noted()
    with pytest.raises(ConnectionResetError):
        await timer(app, meters)(scope(), None, send)
    assert meters.answers == [{"route": "none", "method": "GET", "status": "dropped"}]


async def test_what_is_no_request_is_passed_on_and_not_counted():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["type"])

    meters = Noted()
    await timer(app, meters)(scope("lifespan"), None, send)
    assert (seen, meters.answers) == (["lifespan"], [])
