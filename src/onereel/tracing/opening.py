"""Opens tracing where the operator has named a collector.

Not here: the collector's address and the rest of OTEL_…, which OpenTelemetry's own library reads
(opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Final

from onereel.domain.clock import Clock
from onereel.errors import ConfigurationError
from onereel.tracing.base import Tracing

_LAST_FLUSH_SECONDS: Final = 3.0
"""How long the end of a server may wait for a collector that does not answer."""


@contextmanager
def open_tracing(*, wanted: bool, clock: Clock) -> Iterator[Tracing]:
    """Tracing for as long as the context lasts; what is left is sent on leaving, if the collector takes it in time.

    Raises ConfigurationError when it is wanted and the library is not there.
    """
    if not wanted:
        yield Tracing()
        return
    try:
        # Here, since a server without traces needs none of it.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        from onereel.tracing.requests import TracedRequests  # noqa: PLC0415
        from onereel.tracing.spans import TaskIds  # noqa: PLC0415
        from onereel.tracing.tasks import TaskTracer  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            "OTEL_EXPORTER_OTLP_ENDPOINT needs the extra `otel`: install onereel[otel], or unset it."
        ) from error
    resource = Resource.create()
    if str(resource.attributes.get(SERVICE_NAME)).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: "onereel"}))
    provider = TracerProvider(resource=resource, id_generator=TaskIds(), shutdown_on_exit=False)
    exporter = OTLPSpanExporter()
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield Tracing(
            observers=(TaskTracer(provider, clock=clock),),
            wrap=lambda app, templates: TracedRequests(app, provider=provider, templates=templates),
        )
    finally:
        # In a thread, since the library goes on trying for ten seconds where the collector is gone.
        flush = Thread(target=provider.force_flush, daemon=True)
        flush.start()
        flush.join(_LAST_FLUSH_SECONDS)
        exporter.shutdown()  # type: ignore[no-untyped-call]
        provider.shutdown()
