"""Tracing as a server opens it: to a real collector, to one that is gone, and not at all.

Not here: which spans there are (`test_tasks.py`, `test_requests.py`).
"""

import builtins

import pytest
from starlette.applications import Starlette
from tests.acceptance.support.server import free_port
from tests.builders import NOON, build_task
from tests.tracing.collector import collecting

from onereel.config import read_environment
from onereel.errors import ConfigurationError
from onereel.tracing.opening import open_tracing

TASK = build_task(id="0193a1b2c3d4e5f60718293a4b5c6d7e")


def tell_a_life(tracing):
    (observer,) = tracing.observers
    observer.accepted(TASK)
    observer.changed(TASK, TASK.cancel(at=NOON))


def test_spans_reach_a_collector_at_the_end_at_the_latest(monkeypatch):
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        with open_tracing(wanted=True, clock=lambda: NOON) as tracing:
            tell_a_life(tracing)
        names = {span.name for span in collector.of_trace(TASK.id)}
        assert names == {"submit", "queued", "task kling-v2-6-text2video"}
        assert collector.services == {"onereel"}


def test_the_service_may_have_another_name(monkeypatch):
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        monkeypatch.setenv("OTEL_SERVICE_NAME", "reels")
        with open_tracing(wanted=True, clock=lambda: NOON) as tracing:
            tell_a_life(tracing)
        assert collector.services == {"reels"}


def test_a_collector_that_is_gone_breaks_nothing(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    with open_tracing(wanted=True, clock=lambda: NOON) as tracing:
        tell_a_life(tracing)


def test_without_tracing_the_application_is_left_as_it_is():
    app = Starlette()
    with open_tracing(wanted=False, clock=lambda: NOON) as tracing:
        assert (tracing.observers, tracing.wrap(app, {})) == ((), app)


def test_without_the_library_the_operator_is_told_the_cure(monkeypatch):
    genuine = builtins.__import__

    def refuse(name, *rest, **options):
        if name.startswith("opentelemetry"):
            raise ImportError(name)
        return genuine(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ConfigurationError, match=r"onereel\[otel\]"), open_tracing(wanted=True, clock=lambda: NOON):
        raise AssertionError("not opened")


@pytest.mark.parametrize("name", ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
def test_traces_are_wanted_where_a_collector_is_named(name):
    assert read_environment({name: "http://collector:4318"}).traces
    assert not read_environment({name: ""}).traces
