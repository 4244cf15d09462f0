"""Loopback servers and guarded clients for the tests of what comes in from outside.

Not here: any assertion.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest
from aiohttp import web

from onereel.assets.fetch import GuardedClient
from onereel.assets.urls import HostPort


class Names:
    """A resolver that knows what it is told: each look-up of a name takes the next answer, the last one stays."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Sequence[str]]] = {}
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.answers.get(host)
        if not answers:
            raise OSError("no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[HostPort]]]:
    """Start an HTTP server on loopback with one handler for every path; answers where it listens."""
    runners: list[web.AppRunner] = []

    async def start(handler: Callable[[web.Request], Awaitable[web.StreamResponse]], *, host="127.0.0.1", tls=None):
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", handler)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, host, 0, ssl_context=tls)
        await site.start()
        return HostPort(host=host, port=runner.addresses[0][1])

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def serve_raw() -> AsyncIterator[Callable[[bytes], Awaitable[HostPort]]]:
    """Start a server that answers every request with exactly these bytes and hangs up."""
    servers: list[asyncio.Server] = []

    async def start(answer: bytes) -> HostPort:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            try:
                await writer.drain()
                writer.close()
                await writer.wait_closed()
            except ConnectionError:
                return

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        servers.append(server)
        return HostPort(host="127.0.0.1", port=server.sockets[0].getsockname()[1])

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


@pytest.fixture
async def client_for() -> AsyncIterator[Callable[..., GuardedClient]]:
    """Make a guarded client that allows these places and is closed afterwards."""
    clients: list[GuardedClient] = []

    def make(*places: HostPort, **options) -> GuardedClient:
        clients.append(GuardedClient(allow=frozenset(places), **options))
        return clients[-1]

    yield make
    for client in clients:
        await client.aclose()


@pytest.fixture
def unused_port() -> HostPort:
    """A place on loopback where nobody listens: the port was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return HostPort(host="127.0.0.1", port=probe.getsockname()[1])
