"""Bodies that are too large, and paths and methods that are not there.

Not here: what stands in bodies (`test_refusals.py`).
"""

import socket

import pytest
import requests

from tests.acceptance.support.errors import summary

LIMIT = 32 * 1024 * 1024


def pieces(size, *, of=1 << 20):
    """A body in chunks, so that no Content-Length tells its size."""
    for _ in range(size // of + 1):
        yield b" " * of


def test_a_body_that_says_it_is_too_large_is_refused(client):
    response = client.send(b" " * (LIMIT + 1))

    assert summary(response) == (413, None, "body_too_large")


def test_a_body_in_chunks_is_refused_once_it_is_too_large(client):
    response = client.send(pieces(LIMIT))

    assert summary(response) == (413, None, "body_too_large")


def test_a_body_of_just_the_limit_is_read(client):
    response = client.send(b'{"model": "wan2.6-get", "input": "1"}'.ljust(LIMIT))

    assert summary(response) == (404, "input", "task_not_found")


def test_the_server_goes_on_after_bodies_that_were_too_large(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_health_and_readiness_are_told(client):
    answers = [client.get(path) for path in ("/healthz", "/readyz")]

    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"status": "ok"}),
        (200, {"status": "ready"}),
    ]


def test_who_hangs_up_in_the_middle_of_a_body_costs_one_log_line_and_no_traceback(start_server):
    server = start_server()
    head = f"POST /v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: {server.key}\r\nContent-Length: 99\r\n\r\n"

    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode() + b"{")
    [line] = server.lines.wait_for(lambda line: " path=/v1/responses " in line)

    assert " info request method=POST path=/v1/responses status=400 " in line
    assert "Traceback" not in server.lines.text


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/responses/1", "/v2/responses", "/assets", "/assets/", "/etc/passwd"])
def test_an_unknown_path_is_a_404_in_json(client, path):
    assert summary(client.get(path)) == (404, None, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/responses"), ("DELETE", "/v1/responses"), ("POST", "/v1/models"), ("POST", "/healthz")],
)
def test_a_wrong_method_is_a_405_in_json_that_names_the_right_ones(client, method, path):
    response = requests.request(method, f"{client.base_url}{path}", timeout=30)
    client.replies.append(response.text)

    assert summary(response) == (405, None, "method_not_allowed")
    assert response.headers["allow"]


def test_every_reply_bears_an_id_of_its_own(client):
    ids = [client.get(path).headers["x-request-id"] for path in ("/healthz", "/healthz", "/nowhere")]

    assert len(set(ids)) == 3
