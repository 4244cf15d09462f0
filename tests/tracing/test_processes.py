"""Several processes tell one task: their spans make one trace. A process without traces never loads the library.

Not here: which spans there are (`test_tasks.py`), or a whole server (`tests/acceptance/test_tracing.py`).
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.tracing.collector import collecting

from onereel.domain.trace import root_span_id

ID = "0193a1b2c3d4e5f60718293a4b5c6d7e"
ROOT = Path(__file__).parents[2]

FRONT = """
with open_tracing(wanted=True, clock=lambda: NOON) as tracing:
    for observer in tracing.observers:
        observer.accepted(queued)
"""
WORKER = """
with open_tracing(wanted=True, clock=lambda: NOON) as tracing:
    for observer in tracing.observers:
        observer.changed(queued, running)
        observer.changed(running, running.succeed(build_result(), at=NOON))
"""
COURIER = """
first = build_delivery(task_id=queued.id)
with open_tracing(wanted=True, clock=lambda: NOON) as tracing:
    for observer in tracing.observers:
        observer.tried(first, first.delivered(status=204, latency_ms=20, at=NOON))
"""
PRELUDE = f"""
from tests.builders import NOON, build_delivery, build_result, build_task
from onereel.tracing.opening import open_tracing
queued = build_task(id={ID!r})
running = queued.start(at=NOON)
"""


def run(program, **settings):
    """What a process of its own prints."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    environment = {**os.environ, "PYTHONPATH": path, **settings}
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, env=environment, timeout=60
    )
    return done.stdout.strip()


def test_processes_that_know_nothing_of_each_other_tell_one_trace():
    with collecting() as collector:
        for program in (FRONT, WORKER, COURIER):
            run(PRELUDE + program, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    spans = collector.of_trace(ID)
    assert sorted(span.name for span in spans) == [
        "attempt 1",
        "callback",
        "queued",
        "submit",
        "task kling-v2-6-text2video",
    ]
    assert len(spans) == len(collector.spans)
    parents = {span.name: span.parent_span_id.hex() for span in spans}
    assert parents.pop("task kling-v2-6-text2video") == ""
    assert set(parents.values()) == {root_span_id(ID)}
    (whole,) = [span for span in spans if not span.parent_span_id]
    assert whole.span_id.hex() == root_span_id(ID)


def test_a_server_without_traces_never_loads_the_library():
    loaded = run(
        "import sys\n"
        "import onereel.cli.main, onereel.runtime\n"
        "from onereel.tracing.opening import open_tracing\n"
        "with open_tracing(wanted=False, clock=lambda: None):\n"
        "    print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    assert loaded == "[]"
