"""Tracing as a server opens it: to a real collector, to one that is gone, and not at all.

Not here: which spans there are (`test_tasks.py`, `test_requests.py`).
"""

import builtins
import os
import subprocess
import sys
import threading

import pytest
from starlette.applications import Starlette
from tests.acceptance.support.server import free_port
from tests.builders import NOON, build_task
from tests.tracing.collector import collecting

from onereel.config import read_environment
from onereel.errors import ConfigurationError
from onereel.tracing.opening import open_tracing

TASK = build_task(id="0193a1b2c3d4e5f60718293a4b5c6d7e")
GIVEN_UP = "the collector of traces did not take the last ones in time"

OPEN = """
from onereel.domain.clock import system_clock
from onereel.errors import ConfigurationError
from onereel.tracing.opening import open_tracing
try:
    with open_tracing(wanted=True, clock=system_clock):
        pass
except ConfigurationError as error:
    print(error)
"""


@pytest.fixture(autouse=True)
def whatever_was_left_to_itself_ends():
    """So that no test hears what the library says on behalf of another."""
    before = set(threading.enumerate())
    yield
    left = set(threading.enumerate()) - before
    for thread in left:
        thread.join(timeout=60)
    assert [thread for thread in left if thread.is_alive()] == []


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


def test_a_collector_that_takes_all_is_left_without_a_word(monkeypatch, caplog):
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        with open_tracing(wanted=True, clock=lambda: NOON) as tracing:
            tell_a_life(tracing)
    assert caplog.records == []


def test_a_collector_that_is_gone_breaks_nothing(monkeypatch, caplog):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    with open_tracing(wanted=True, clock=lambda: NOON, patience=0.2) as tracing:
        tell_a_life(tracing)
    assert GIVEN_UP in caplog.messages
    assert [record for record in caplog.records if record.exc_info] == []


def test_a_collector_that_never_answers_is_not_waited_for(monkeypatch, caplog):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "20")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
    with collecting() as collector:
        collector.answers.clear()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        with open_tracing(wanted=True, clock=lambda: NOON, patience=0.2) as tracing:
            tell_a_life(tracing)
            collector.wait_for(TASK.id, {"submit"})
        # The library would have told of the end of its own 20 seconds first.
        assert caplog.messages == [GIVEN_UP]


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

    monkeypatch.delitem(sys.modules, "onereel.tracing.sending", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ConfigurationError, match=r"onereel\[otel\]"), open_tracing(wanted=True, clock=lambda: NOON):
        raise AssertionError("not opened")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("OTEL_BSP_SCHEDULE_DELAY", "-1", id="read when sending begins"),
        pytest.param("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "many", id="read when the library is imported"),
    ],
)
def test_a_setting_that_the_library_refuses_is_a_mistake_of_the_operator(variable, value):
    done = subprocess.run(
        [sys.executable, "-c", OPEN], check=False, env=os.environ | {variable: value}, capture_output=True, text=True
    )
    assert done.stdout.startswith("A variable OTEL_…"), done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
def test_traces_are_wanted_where_a_collector_is_named(name):
    assert read_environment({name: "http://collector:4318"}).traces
    assert not read_environment({name: ""}).traces
