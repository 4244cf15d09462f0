"""One trace from submit to callback, sent by the running server to a real collector.

Not here: what each span says (`tests/tracing`).
"""

from tests.acceptance.support.client import Client
from tests.acceptance.support.tasks import submit_wan
from tests.tracing.collector import collecting


def test_a_task_is_followed_from_its_submit_to_its_callback(start_server, media):
    with collecting() as collector:
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
        server = start_server(settings=settings)
        client = Client(server.base_url, server.key)
        wish = {"model": "wan2.6-t2v", "input": {"prompt": "小船"}, "parameters": {"size": "1280*720", "duration": 2}}
        client.ask(wish | {"callback_url": media.url("first.jpg")})
        (record,) = client.get("/v1/tasks").json()["data"]
        spans = collector.wait_for(record["id"], {"submit", "queued", "attempt 1", "callback", "task wan2.6-t2v"})

    whole = next(span for span in spans if span.name == "task wan2.6-t2v")
    assert {span.parent_span_id for span in spans if span is not whole} == {whole.span_id}
    assert whole.parent_span_id == b""
    (submit,) = [span for span in spans if span.name == "submit"]
    (request,) = [span for span in collector.spans if span.span_id == submit.links[0].span_id]
    assert request.name == "POST /v1/responses"
    assert [link.trace_id.hex() for link in request.links] == [record["id"]]


def test_an_attempt_whose_server_was_killed_is_told_by_the_next(start_server):
    with collecting() as collector:
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
        server = start_server(settings=settings, processes=1)
        client = Client(server.base_url, server.key)
        submit_wan(client, seed=1, duration=15)
        server.wait_for_action("task_started")
        (record,) = client.get("/v1/tasks").json()["data"]
        server.kill()
        server.start()
        spans = collector.wait_for(record["id"], {"queued", "attempt 1"})
        cancelled = client.get("/v1/tasks").json()["data"][0]
    (lost,) = [span for span in spans if span.name == "attempt 1"]
    assert lost.status.message == "the engine or its worker was gone"
    assert cancelled["strikes"] == 1
