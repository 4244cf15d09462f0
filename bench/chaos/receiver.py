"""Receives callbacks, fails half of them while the chaos lasts, and remembers every one.

Not here: what they should have said (`verdict.py`).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

REFUSALS = (500, 503, 429)


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One try at one callback."""

    delivery_id: str
    accepted: bool
    """Whether it was answered with 200."""
    genuine: bool
    """Whether its signature is the key's."""


@dataclass(kw_only=True)
class Receiver:
    """A web server on a port of this machine."""

    random: Random
    secret: str = ""
    """What the callbacks must be signed with; known once there is a key."""
    healthy: bool = False
    arrivals: list[Arrival] = field(default_factory=list)
    """In the order in which they came."""
    url: str = ""
    place: str = ""
    """Host and port."""

    async def take(self, request: web.Request) -> web.Response:
        """Answer, refuse, or hang up."""
        body = await request.text()
        fate = 1.0 if self.healthy else self.random.random()
        self.arrivals.append(
            Arrival(
                delivery_id=request.headers.get("webhook-id", ""),
                accepted=fate >= 0.5,
                genuine=self._is_genuine(body, request),
            )
        )
        if fate < 0.15:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fate < 0.5:
            return web.Response(status=self.random.choice(REFUSALS), headers={"Retry-After": "1"})
        if fate < 0.6:
            await asyncio.sleep(self.random.uniform(0, 2))
        return web.Response()

    def _is_genuine(self, body: str, request: web.Request) -> bool:
        try:
            Webhook(self.secret).verify(body, dict(request.headers))
        except WebhookVerificationError:
            return False
        return True


@asynccontextmanager
async def receiving(*, random: Random) -> AsyncIterator[Receiver]:
    """A receiver that listens for as long as the context lasts."""
    receiver = Receiver(random=random)
    application = web.Application()
    application.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    (_, port, *_) = runner.addresses[0]
    receiver.place = f"127.0.0.1:{port}"
    receiver.url = f"http://{receiver.place}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()
