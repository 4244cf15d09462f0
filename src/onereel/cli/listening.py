"""What `serve` and `worker` share to answer HTTP: a socket, uvicorn, the handlers over a running server's parts.

Not here: which paths there are (`onereel.server.app`).
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from onereel.domain.clock import to_milliseconds
from onereel.errors import ConfigurationError
from onereel.runtime import Runtime
from onereel.server.routes import Routes

_KEEP_ALIVE_SECONDS = 75
"""uvicorn's own 5 s cut idle pooled clients."""
_STREAM_GRACE_SECONDS = 3
"""How long open replies may go on after the server was told to stop; streams never end by themselves in time."""
_BACKLOG = 2048


def make_server(app: ASGIApp) -> uvicorn.Server:
    """uvicorn around an application, ready to `serve` on a socket."""
    return Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_STREAM_GRACE_SECONDS,
        )
    )


class Server(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process before the worker is drained."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def listen(host: str, port: int, *, cure: str) -> Iterator[socket.socket]:
    """The listening socket, taken before anything else, so that a busy port is told at once.

    Raises ConfigurationError, which names the `cure`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except (OSError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise ConfigurationError(f"cannot listen on {host}:{port} ({why}): {cure}.") from error
        listener.listen(_BACKLOG)
        yield listener


def routes_of(runtime: Runtime) -> Routes:
    """The handlers over the parts of a running server."""
    return Routes(
        gateway=runtime.gateway,
        store=runtime.store,
        assets=runtime.assets,
        signer=runtime.signer,
        clock=runtime.clock,
        max_body_bytes=runtime.settings.max_body_bytes,
        wait_limit=runtime.settings.wait_limit,
        started_at=to_milliseconds(runtime.clock()) // 1000,
        metrics=runtime.settings.metrics,
        meters=runtime.meters,
        tracing=runtime.tracing,
        share=runtime.progress.share,
        hints=runtime.hints,
    )
