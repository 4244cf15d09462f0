"""One line a request, and one id in line, header and reply.

Not here: how a line is written (`tests/test_logs.py`).
"""

import json
import logging
from random import Random

from onereel.server.app import RequestLog


async def call(app, path="/assets/video.mp4", query=b"Signature=secret"):
    """The messages that an application sends for one request."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": []}
    await app(scope, receive, send)
    return sent


async def echo_request_id(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": json.dumps(scope["state"]).encode()})


async def test_reply_header_and_log_line_share_the_id_of_the_request(caplog):
    with caplog.at_level(logging.INFO):
        start, body = await call(RequestLog(echo_request_id, random=Random(1)))
    (record,) = caplog.records
    assert dict(start["headers"])[b"x-request-id"].decode() == record.request_id
    assert json.loads(body["body"]) == {"request_id": record.request_id}


async def test_a_line_says_what_was_asked_and_answered_but_never_the_query(caplog):
    with caplog.at_level(logging.INFO):
        await call(RequestLog(echo_request_id, random=Random(1)))
    (record,) = caplog.records
    assert (record.message, record.method, record.path, record.status) == ("request", "GET", "/assets/video.mp4", 200)
    assert "secret" not in str(vars(record))


async def test_a_request_that_was_never_answered_is_logged_as_dropped(caplog):
    async def hang_up(scope, receive, send):
        return

    with caplog.at_level(logging.INFO):
        await call(RequestLog(hang_up, random=Random(1)))
    assert caplog.records[0].status == "dropped"
