"""Sends spans to the collector that the operator has named, in the background and in batches.

Which collector, how often, how many at once and which traces at all is said by OTEL_… variables, which OpenTelemetry's
own library reads (opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables).

Not here: what is told.
"""

import logging
from threading import Thread

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from onereel.tracing.spans import TaskIds

_logger = logging.getLogger(__name__)


class Sending:
    """A way to the collector, to be closed at the end."""

    def __init__(self) -> None:
        """Raises ValueError where the library does not understand an OTEL_… variable; some it only warns of."""
        self.provider = TracerProvider(resource=_describe(), id_generator=TaskIds(), shutdown_on_exit=False)
        self._exporter = OTLPSpanExporter()
        self.provider.add_span_processor(BatchSpanProcessor(self._exporter))

    def close(self, *, patience: float) -> None:
        """Send what is left, for so many seconds at most; what has not gone by then is lost."""
        # In a thread, since the library waits for its last request, half a minute if need be.
        closing = Thread(target=self.provider.shutdown, daemon=True)
        closing.start()
        closing.join(patience)
        if closing.is_alive():
            _logger.warning("the collector of traces did not take the last ones in time")
            self._exporter.shutdown()  # type: ignore[no-untyped-call]


def _describe() -> Resource:
    """Who sends: `onereel`, unless the operator says otherwise."""
    resource = Resource.create()
    if str(resource.attributes.get(SERVICE_NAME)).startswith("unknown_service"):
        return resource.merge(Resource({SERVICE_NAME: "onereel"}))
    return resource
