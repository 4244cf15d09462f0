"""A collector of OpenTelemetry's: takes spans over HTTP as protobuf, and keeps them.

Not here: what they should say.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from gzip import decompress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass
class Collector:
    """What has arrived so far."""

    url: str
    spans: list[Any] = field(default_factory=list)
    services: set[str] = field(default_factory=set)
    changed: Condition = field(default_factory=Condition)
    answers: Event = field(default_factory=Event)
    """Cleared, it takes what comes and says nothing."""

    def take(self, body: bytes) -> None:
        message = ExportTraceServiceRequest.FromString(body)
        with self.changed:
            for of_resource in message.resource_spans:
                attributes = {one.key: one.value.string_value for one in of_resource.resource.attributes}
                self.services.add(attributes["service.name"])
                for of_scope in of_resource.scope_spans:
                    self.spans.extend(of_scope.spans)
            self.changed.notify_all()

    def of_trace(self, trace_id: str) -> list[Any]:
        """The spans of one trace, in the order of their starts."""
        found = [span for span in self.spans if span.trace_id.hex() == trace_id]
        return sorted(found, key=lambda span: (span.start_time_unix_nano, span.end_time_unix_nano))

    def wait_for(self, trace_id: str, names: set[str]) -> list[Any]:
        """The spans of one trace, as soon as all of these have come."""
        with self.changed:
            came = self.changed.wait_for(lambda: names <= {span.name for span in self.of_trace(trace_id)}, timeout=60)
            assert came, [span.name for span in self.of_trace(trace_id)]
            return self.of_trace(trace_id)


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.take(decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            collector.answers.wait()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class names it so
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector = Collector(f"http://127.0.0.1:{server.server_port}")
    collector.answers.set()
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield collector
    finally:
        collector.answers.set()
        server.shutdown()
        server.server_close()
