"""What a client can do, without HTTP: the gateway over the in-memory fakes.

Not here: the same on the real process (`tests/acceptance`).
"""

import asyncio
from base64 import b64encode
from datetime import timedelta
from io import BytesIO
from itertools import count
from random import Random

import pytest
from PIL import Image

from onereel.assets.fetch import GuardedClient
from onereel.assets.links import LinkSigner, LinkVerdict
from onereel.assets.memory import MemoryAssetStore
from onereel.catalog import Catalog
from onereel.domain.media import Upload
from onereel.domain.task import State, Task
from onereel.errors import ErrorKind, IdTaken, RequestError
from onereel.gateway import Gateway, Snapshot
from onereel.materials import MaterialGatherer
from onereel.providers.registry import build_dialects
from onereel.store.memory import MemoryStore
from onereel.tasks.dispatch import LocalDispatcher
from onereel.tasks.progress import ProgressBoard
from tests.builders import NOON, build_result


class World:
    """A gateway with everything around it in memory."""

    def __init__(self):
        self.numbers = count()
        self.store = MemoryStore()
        self.assets = MemoryAssetStore()
        self.dispatcher = LocalDispatcher()
        self.progress = ProgressBoard()
        self.signer = LinkSigner(b"s" * 32, base_url="http://here")
        self.client = GuardedClient()
        random = Random(1)
        self.gateway = Gateway(
            catalog=Catalog(build_dialects(clock=lambda: NOON, random=random)),
            store=self.store,
            materials=MaterialGatherer(
                assets=self.assets, uploads=self.store.uploads, client=self.client, image_roots=(), random=random
            ),
            allow_private=frozenset(),
            dispatcher=self.dispatcher,
            progress=self.progress,
            signer=self.signer,
            clock=lambda: NOON,
            random=random,
        )

    def card(self, model):
        return self.gateway.catalog.find(model)

    async def submit(self, body, *, key_id="key-1") -> Task:
        return await self.gateway.submit(
            self.card(body["model"]), body, key_id=key_id, request_id=f"request-{next(self.numbers)}"
        )

    async def upload(self, *, key_id="key-1") -> Upload:
        body = {"model": "paiwo-picture", "input": picture_in_base64()}
        return await self.gateway.upload(self.card("paiwo-picture"), body, key_id=key_id)


@pytest.fixture
def world():
    return World()


def picture_in_base64():
    content = BytesIO()
    Image.new("RGB", (64, 36), "teal").save(content, "PNG")
    return b64encode(content.getvalue()).decode()


KLING = {"model": "kling-v2-6-text2video", "input": "海边"}


async def test_an_accepted_task_is_stored_before_it_is_offered_to_a_worker(world):
    task = await world.submit(KLING)
    assert await world.store.tasks.get(task.id) == task
    assert await world.dispatcher.take() == task.id
    assert task.state is State.QUEUED
    assert task.created_at == task.updated_at == NOON


async def test_a_seed_is_drawn_for_each_task_that_names_none(world):
    seeds = {(await world.submit(KLING)).request.seed for _ in range(20)}
    assert len(seeds) == 20
    assert all(1 <= seed <= 2_147_483_647 for seed in seeds)


async def test_an_id_that_is_taken_is_minted_again(world, monkeypatch):
    add, refused = world.store.tasks.add, []

    async def add_at_second_try(task):
        if not refused:
            refused.append(task)
            raise IdTaken(task.public_id)
        await add(task)

    monkeypatch.setattr(world.store.tasks, "add", add_at_second_try)
    task = await world.submit(KLING)
    assert task.public_id != refused[0].public_id
    assert await world.store.tasks.get(task.id) == task


async def test_a_task_is_found_by_its_public_id_and_by_the_request_id_of_its_submit(world):
    task = await world.submit(KLING)
    query = world.card("kling-text2video-get")
    for reference in (task.public_id, task.request_id):
        assert await world.gateway.find(query, reference, key_id="key-1") == Snapshot(task=task, share=0.0)


@pytest.mark.parametrize(
    ("model", "key_id"), [("kling-text2video-get", "key-2"), ("wan2.6-get", "key-1"), ("vidu-get", "key-1")]
)
async def test_a_task_is_absent_for_another_key_and_at_another_provider(world, model, key_id):
    task = await world.submit(KLING)
    with pytest.raises(RequestError) as refusal:
        await world.gateway.find(world.card(model), task.public_id, key_id=key_id)
    assert (refusal.value.kind, refusal.value.field) == (ErrorKind.TASK_NOT_FOUND, "input")


async def test_an_upload_is_a_picture_that_a_submit_can_refer_to(world):
    upload = await world.upload()
    assert (upload.picture.width, upload.picture.height) == (64, 36)
    assert await world.assets.find(upload.picture.asset_id)
    task = await world.submit(transition(upload, upload))
    assert task.request.first_frame == task.request.last_frame == upload.picture


async def test_an_upload_of_another_key_is_absent(world):
    upload = await world.upload(key_id="key-2")
    with pytest.raises(RequestError) as refusal:
        await world.submit(transition(upload, upload))
    assert (refusal.value.kind, refusal.value.field) == (ErrorKind.IMAGE_NOT_FOUND, "first_frame_img")


async def test_what_is_refused_leaves_nothing_behind(world):
    with pytest.raises(RequestError):
        await world.submit({**KLING, "callback_url": "http://169.254.169.254/latest"})
    assert await world.store.tasks.unfinished() == []


@pytest.mark.parametrize("url", ["ftp://example.com", "http://127.0.0.1/hook", "http://10.0.0.1", "https://", "no"])
async def test_a_callback_address_that_could_not_be_called_is_refused(world, url):
    with pytest.raises(RequestError) as refusal:
        await world.submit({**KLING, "callback_url": url})
    assert (refusal.value.kind, refusal.value.field) == (ErrorKind.INVALID_VALUE, "callback_url")


async def test_a_callback_address_is_kept_without_being_looked_up(world):
    task = await world.submit({**KLING, "callback_url": "https://www.dmxapi.cn"})
    assert task.callback_url == "https://www.dmxapi.cn"


async def test_whoever_watches_sees_progress_and_then_the_end(world):
    task = await world.submit(KLING)
    running = task.start(at=NOON)
    await world.store.tasks.replace(task, running)
    snapshots = world.gateway.watch(task.id)
    assert await anext(snapshots) == Snapshot(task=running, share=0.0)
    upcoming = asyncio.ensure_future(anext(snapshots))
    await asyncio.sleep(0)
    world.progress.report(task.id, 0.5)
    assert await upcoming == Snapshot(task=running, share=0.5)
    done = running.succeed(build_result(), at=NOON)
    await world.store.tasks.replace(running, done)
    world.progress.announce(task.id)
    assert await anext(snapshots) == Snapshot(task=done, share=0.5)
    with pytest.raises(StopAsyncIteration):
        await anext(snapshots)


async def test_links_live_24_hours_from_the_end_of_the_task_and_covers_one_hour(world):
    task = await world.submit(KLING)
    ended = task.start(at=NOON).succeed(build_result(), at=NOON + timedelta(minutes=5))
    links = world.gateway.links(ended)
    end = NOON + timedelta(minutes=5)
    for link, life in ((links.video, timedelta(hours=24)), (links.cover, timedelta(hours=1))):
        assert verdict(world, link, end + life - timedelta(seconds=2)) is LinkVerdict.VALID
        assert verdict(world, link, end + life + timedelta(seconds=2)) is LinkVerdict.EXPIRED


async def test_links_are_the_same_at_every_query(world):
    task = await world.submit(KLING)
    assert world.gateway.links(task) == world.gateway.links(task)


def transition(first, last):
    return {
        "model": "paiwo-v5.6-itv2",
        "input": "一只小奶猫",
        "duration": 5,
        "quality": "360p",
        "first_frame_img": first.id,
        "last_frame_img": last.id,
    }


def verdict(world, link, now):
    path, _, query = link.partition("?")
    parameters = dict(pair.split("=", 1) for pair in query.split("&"))
    return world.signer.verify(
        path.rpartition("/")[2], expires=parameters["Expires"], signature=parameters["Signature"], now=now
    )
