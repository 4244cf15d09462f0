"""The whole application over the in-memory store, asked through its paths without a socket.

Not here: the real process (`tests/acceptance`).
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import httpx

from onereel.assets.fetch import GuardedClient
from onereel.assets.links import LinkSigner
from onereel.assets.memory import MemoryAssetStore
from onereel.assets.room import Room
from onereel.catalog import Catalog
from onereel.gateway import Gateway
from onereel.keys import digest_key
from onereel.materials import MaterialGatherer
from onereel.metrics.meters import Meters
from onereel.providers.registry import build_dialects
from onereel.server.app import build_app, list_paths
from onereel.server.routes import Routes
from onereel.store.memory import MemoryStore
from onereel.store.observed import ObservedStore
from onereel.tasks.dispatch import LocalDispatcher
from onereel.tasks.progress import ProgressBoard
from tests.builders import NOON, Disk, build_delivery, build_key, build_result, build_task, build_teller

MINE, THEIRS, OPERATOR = "sk-mine", "sk-theirs", "sk-operator"
KLING = {"model": "kling-v2-6-text2video", "input": "海边"}


class World:
    """A server with two keys, `key-1` and `key-2`, and an operator's, `key-3`."""

    def __init__(self, *, metrics="operator", store=None):
        self.now = NOON
        self.meters = Meters()
        self.store = ObservedStore(store or MemoryStore(), self.meters)
        self.progress = ProgressBoard()
        self.disk = Disk()
        random, self.client = Random(1), GuardedClient()
        signer, assets = LinkSigner(b"s" * 32, base_url="http://here"), MemoryAssetStore()
        self.gateway = Gateway(
            catalog=Catalog(build_dialects(clock=lambda: self.now, random=random)),
            store=self.store,
            materials=MaterialGatherer(
                assets=assets,
                uploads=self.store.uploads,
                files=self.store.files,
                client=self.client,
                room=Room(Path(), reserve_bytes=1000, measure=lambda _: self.disk),
                image_roots=(),
                clock=lambda: self.now,
                random=random,
            ),
            allow_private=frozenset(),
            dispatcher=LocalDispatcher(),
            progress=self.progress,
            signer=signer,
            teller=build_teller(),
            clock=lambda: self.now,
            random=random,
        )
        self.routes = Routes(
            gateway=self.gateway,
            store=self.store,
            assets=assets,
            signer=signer,
            clock=lambda: self.now,
            max_body_bytes=10_000,
            wait_limit=1,
            started_at=0,
            meters=self.meters,
            metrics=metrics,
            share=self.progress.share,
        )
        self.app = build_app(self.routes, base_url="http://here", random=random)

    def paths(self):
        """Every path that the application answers at."""
        return list_paths(self.routes, base_url="http://here")

    async def open(self):
        """Keep the keys."""
        for number, plain in enumerate((MINE, THEIRS, OPERATOR), start=1):
            await self.store.keys.add(build_key(number, digest=digest_key(plain), is_operator=plain == OPERATOR))

    async def ask(self, path, *, key=MINE, method="GET", json=None, headers=None) -> httpx.Response:
        """One request."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            fields = ({} if key is None else {"Authorization": key}) | (headers or {})
            return await client.request(method, path, json=json, headers=fields)

    async def submit(self, body=KLING, **options) -> httpx.Response:
        """One submit, as clients send it."""
        return await self.ask("/v1/responses", method="POST", json=body, **options)

    async def add(self, number, **changes):
        """Keep a queued task."""
        task = build_task(number, **changes)
        await self.store.tasks.add(task)
        return task

    async def start(self, task):
        """Have a task taken up a second from now."""
        return await self._change(task, task.start(at=self.now + timedelta(seconds=1)))

    async def succeed(self, task, **changes):
        """Have a task that runs succeed six seconds after that."""
        return await self._change(
            task, task.succeed(build_result(**changes), at=task.updated_at + timedelta(seconds=6))
        )

    async def deliver(self, number, **changes):
        """Keep a task with one callback, which stands as `changes` say."""
        delivery = build_delivery(number, **changes)
        task = build_task(number, key_id=delivery.key_id, callback_url=delivery.url)
        await self.store.tasks.add(task, delivery=replace(delivery, task_id=task.id))
        return delivery

    async def _change(self, old, new):
        await self.store.tasks.replace(old, new)
        return new


def error_of(response) -> tuple[int, str | None, str]:
    """HTTP status, the parameter that is wrong, and our code."""
    error = response.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    return response.status_code, error["param"], error["code"]
