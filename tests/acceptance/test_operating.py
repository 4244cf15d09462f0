"""What surrounds the models on the real process: records, cancelling, repeated submits, limits, money, metrics.

Not here: the same in every detail, without a process (`tests/server`, `tests/cli`).
"""

import re
from datetime import datetime, timedelta

import pytest
import requests

from tests.acceptance.support.client import TIMEOUT, Client
from tests.acceptance.support.errors import read_error
from tests.acceptance.support.server import run_command
from tests.acceptance.support.tasks import submit_wan

KLING = {"model": "kling-v2-6-text2video", "input": "海边"}


@pytest.fixture(scope="module")
def make_limited(server, clients):
    """Callers whose keys were made with options."""

    def make(*options):
        made = run_command(server, "keys", "create", *options)
        assert made.returncode == 0, made.stderr
        clients.append(Client(server.base_url, made.stdout.strip()))
        return clients[-1]

    return make


def connect(server):
    return Client(server.base_url, server.key)


def call(client, method, path):
    """One request to a path that is no model's."""
    response = requests.request(
        method, f"{client.base_url}{path}", headers={"Authorization": client.key}, timeout=TIMEOUT
    )
    client.replies.append(response.text)
    return response


def test_cancelled_while_it_is_drawn_a_task_stops_and_its_money_is_given_back(start_server):
    server = start_server(processes=1)
    client = connect(server)
    drawn, waiting = [submit_wan(client, seed=seed, duration=15) for seed in (1, 2)]
    client.wait_for_progress("wan2.6-get", drawn)

    listed = call(client, "GET", "/v1/tasks").json()["data"]
    cancelled = call(client, "DELETE", f"/v1/tasks/{drawn}").json()
    client.wait_for_progress("wan2.6-get", waiting)
    follower = call(client, "GET", f"/v1/tasks/{waiting}").json()
    again = call(client, "POST", f"/v1/tasks/{drawn}/cancel").json()
    call(client, "POST", f"/v1/tasks/{waiting}/cancel")

    assert [(record["task_id"], record["state"]) for record in listed] == [(waiting, "queued"), (drawn, "running")]
    assert (cancelled["task_id"], cancelled["state"], cancelled["attempts"]) == (drawn, "cancelled", 1)
    assert again == cancelled
    assert [event["state"] for event in cancelled["events"]] == ["queued", "running", "cancelled"]
    # There is one drawing process, so the next task begins when the drawing of this one has stopped.
    assert timedelta(0) <= moment(follower, "started_at") - moment(cancelled, "finished_at") < timedelta(seconds=1)
    assert listed[1]["cost"]["held"] == cancelled["cost"]["released"] != "0.000000"
    assert cancelled["cost"]["held"] == cancelled["cost"]["captured"] == "0.000000"
    audit = run_command(server, "ledger", "check")
    assert (audit.returncode, audit.stdout.splitlines()[-1]) == (0, "The ledger is sound.")
    assert re.search(r"entries +│ +4 │", audit.stdout)
    assert list((server.data_directory / "assets").rglob("video-*")) == []


def test_a_task_that_an_operator_cancels_beside_the_server_is_no_longer_drawn(start_server):
    server = start_server(processes=1)
    client = connect(server)
    task_id = submit_wan(client, seed=1, duration=15)
    client.wait_for_progress("wan2.6-get", task_id)

    done = run_command(server, "tasks", "cancel", task_id)

    assert (done.returncode, done.stderr) == (0, "")
    server.wait_for_action("task_taken_over")
    assert call(client, "GET", f"/v1/tasks/{task_id}").json()["state"] == "cancelled"


def test_the_same_submit_twice_under_one_key_is_one_task(make_limited):
    client = make_limited("--name", "twice")
    body = b'{"model": "kling-v2-6-text2video", "input": "\xe6\xb5\xb7\xe8\xbe\xb9"}'

    first, second = [client.send(body, headers={"Idempotency-Key": "5f0c"}) for _ in range(2)]
    other = client.send(body.replace(b"input", b"prompt"), headers={"Idempotency-Key": "5f0c"})

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert [reply.headers.get("Idempotent-Replayed") for reply in (first, second)] == [None, "true"]
    assert (other.status_code, read_error(other)["code"]) == (422, "idempotency_key_reused")
    (record,) = call(client, "GET", "/v1/tasks").json()["data"]
    assert record["task_id"] == first.json()["data"]["task_id"]


LIMITS = [
    ("--credit", 402, "credit_exhausted", "insufficient_quota", None),
    ("--rate", 429, "rate_limited", "rate_limit_error", "1"),
    ("--concurrency", 429, "too_many_tasks", "rate_limit_error", "5"),
]
NATIVE = {
    "credit_exhausted": {"paiwo": 500090, "wan": "Arrearage", "kling": 1102, "vidu": "CreditInsufficient"},
    "rate_limited": {"paiwo": 500044, "wan": "Throttling.RateQuota", "kling": 1302, "vidu": "TooManyRequests"},
    "too_many_tasks": {"paiwo": 500044, "wan": "Throttling.AllocationQuota", "kling": 1303, "vidu": "QuotaExceeded"},
}


@pytest.mark.parametrize(("option", "status", "code", "kind", "retry_after"), LIMITS)
def test_a_limit_is_told_in_each_dialect_s_own_words(make_limited, media, option, status, code, kind, retry_after):
    client = make_limited("--name", option, option, "0")

    answers = {provider: client.post(wish) for provider, wish in wishes(client, media).items()}

    for provider, answer in answers.items():
        assert answer.status_code == status, answer.text
        assert (read_error(answer)["code"], read_error(answer)["type"]) == (code, kind)
        assert native_code(provider, answer.json()) == NATIVE[code][provider]
        assert answer.headers.get("Retry-After") == retry_after
    assert call(client, "GET", "/v1/tasks").json()["data"] == []


def test_metrics_are_for_operators(make_limited, client):
    operator = make_limited("--name", "operator", "--operator")
    client.post(KLING | {"duration": "7"})

    refused, shown = call(client, "GET", "/metrics"), call(operator, "GET", "/metrics")

    assert refused.status_code == 403
    assert 'onereel_submits_total{model="kling-v2-6-text2video",outcome="invalid_value",provider="kling"}' in shown.text
    assert "onereel_store_up 1.0" in shown.text


def moment(record, name):
    return datetime.fromisoformat(record[name])


def wishes(client, media):
    """A submit that is right in itself, for each provider."""
    uploaded = client.ask({"model": "paiwo-picture", "input": "url", "image_url": media.url("first.jpg")})["Resp"]
    frames = {"first_frame_img": uploaded["img_id"], "last_frame_img": uploaded["img_id"]}
    return {
        "paiwo": {"model": "paiwo-v5.6-itv2", "input": "猫", "duration": 5, "quality": "360p"} | frames,
        "wan": {"model": "wan2.6-t2v", "input": {"prompt": "猫"}},
        "kling": KLING,
        "vidu": {"model": "viduq2-pro", "input": "猫", "images": [media.url("first.jpg"), media.url("last.jpg")]},
    }


def native_code(provider, reply):
    """The provider's own code, where it has it."""
    return reply[{"paiwo": "ErrCode", "wan": "code", "kling": "code", "vidu": "reason"}[provider]]
