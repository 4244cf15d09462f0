"""Opens tracing where the operator has named a collector.

Not here: how spans get to the collector (`sending.py`), or which spans there are (`tasks.py`, `requests.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from onereel.domain.clock import Clock
from onereel.errors import ConfigurationError
from onereel.tracing.base import Tracing

_LAST_FLUSH_SECONDS: Final = 3.0
"""How long the end of a server may wait for a collector that does not answer."""


@contextmanager
def open_tracing(*, wanted: bool, clock: Clock, patience: float = _LAST_FLUSH_SECONDS) -> Iterator[Tracing]:
    """Tracing for as long as the context lasts; what is left is sent on leaving, for `patience` seconds at most.

    Raises ConfigurationError when it is wanted and the library is not there or refuses a variable.
    """
    if not wanted:
        yield Tracing()
        return
    try:
        # Here, since a server without traces needs none of it.
        from onereel.tracing.requests import TracedRequests  # noqa: PLC0415
        from onereel.tracing.sending import Sending  # noqa: PLC0415
        from onereel.tracing.tasks import TaskTracer  # noqa: PLC0415

        sending = Sending()
    except ImportError as error:
        raise ConfigurationError(
            "OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT) needs the extra `otel`: install onereel[otel], "
            "or unset it."
        ) from error
    except ValueError as error:
        # The library reads some variables as soon as it is imported.
        raise ConfigurationError(f"A variable OTEL_… will not do: {error}") from error
    try:
        yield Tracing(
            observers=(TaskTracer(sending.provider, clock=clock),),
            wrap=lambda app, templates: TracedRequests(app, provider=sending.provider, templates=templates),
        )
    finally:
        sending.close(patience=patience)
