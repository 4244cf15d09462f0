"""What a client can do, without HTTP: the gateway over the in-memory fakes.

Not here: the same on the real process (`tests/acceptance`).
"""

import asyncio
from base64 import b64encode
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from onereel.assets.fetch import GuardedClient
from onereel.assets.links import LinkSigner, LinkVerdict
from onereel.assets.memory import MemoryAssetStore
from onereel.assets.room import Room
from onereel.catalog import Catalog
from onereel.domain.account import Limits
from onereel.domain.files import FileKind
from onereel.domain.media import Upload
from onereel.domain.passage import name_home
from onereel.domain.task import Failure, State, Task
from onereel.errors import ErrorKind, IdTaken, RequestError
from onereel.gateway import Gateway, Snapshot
from onereel.materials import MaterialGatherer
from onereel.providers.registry import build_dialects
from onereel.replays import Answer
from onereel.store.base import DeliveryFilter, LedgerTotals, TaskFilter
from onereel.store.memory import MemoryStore
from onereel.tasks.dispatch import LocalDispatcher
from onereel.tasks.progress import ProgressBoard
from tests.builders import NOON, Disk, build_key, build_result, build_teller


class World:
    """A gateway with everything around it in memory."""

    def __init__(self):
        self.now = NOON
        self.numbers = count()
        self.store = MemoryStore()
        self.assets = MemoryAssetStore()
        self.dispatcher = LocalDispatcher()
        self.progress = ProgressBoard()
        self.disk = Disk()
        self.signer = LinkSigner(b"s" * 32, base_url="http://here")
        self.client = GuardedClient()
        random = Random(1)
        self.gateway = Gateway(
            catalog=Catalog(build_dialects(clock=lambda: NOON, random=random)),
            store=self.store,
            materials=MaterialGatherer(
                assets=self.assets,
                uploads=self.store.uploads,
                files=self.store.files,
                client=self.client,
                room=Room(Path(), reserve_bytes=1000, measure=lambda _: self.disk),
                image_roots=(),
                clock=lambda: self.now,
                random=random,
            ),
            allow_private=frozenset(),
            dispatcher=self.dispatcher,
            progress=self.progress,
            signer=self.signer,
            teller=build_teller(),
            clock=lambda: self.now,
            random=random,
        )

    def card(self, model):
        return self.gateway.catalog.find(model)

    async def answer(self, body, *, key_id="key-1", idempotency_key=None, passed=()) -> Answer:
        """What a submit is answered with."""
        self.request_id = f"request-{next(self.numbers)}"
        return await self.gateway.submit(
            self.card(body["model"]),
            body,
            key_id=key_id,
            request_id=self.request_id,
            idempotency_key=idempotency_key,
            passed=passed,
        )

    async def submit(self, body, *, key_id="key-1", passed=()) -> Task:
        """The task that a submit is stored as."""
        await self.answer(body, key_id=key_id, passed=passed)
        provider = self.card(body["model"]).provider
        return await self.store.tasks.find(self.request_id, key_id=key_id, provider=provider)

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
THERE = "1b" * 16
"""The name of another server."""


async def test_an_accepted_task_is_stored_before_it_is_offered_to_a_worker(world):
    task = await world.submit(KLING)
    assert await world.store.tasks.get(task.id) == task
    assert (await world.dispatcher.take()).task_id == task.id
    assert task.state is State.QUEUED
    assert task.created_at == task.updated_at == NOON


async def test_a_seed_is_drawn_for_each_task_that_names_none(world):
    seeds = {(await world.submit(KLING)).request.seed for _ in range(20)}
    assert len(seeds) == 20
    assert all(1 <= seed <= 2_147_483_647 for seed in seeds)


async def test_an_id_that_is_taken_is_minted_again(world, monkeypatch):
    add, refused = world.store.tasks.add, []

    async def add_at_second_try(task, **together):
        if not refused:
            refused.append(task)
            raise IdTaken(task.public_id)
        await add(task, **together)

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
    first, again = world.gateway.links(task), world.gateway.links(task)
    assert (first.video, first.cover, first.watermarked) == (again.video, again.cover, again.watermarked)


class TestCircles:
    """Requests that other servers have put to this one."""

    async def test_where_a_request_has_come_through_is_kept_with_its_task(self, world):
        task = await world.submit(KLING, passed=(THERE,))
        assert (await world.store.tasks.get(task.id)).passed == (THERE,)

    async def test_one_that_has_been_here_is_refused_before_anything_is_fetched_or_charged(self, world):
        home = name_home(world.signer.derive)
        no_such = {"first_frame_img": 1, "last_frame_img": 2}  # which would be refused, too, were they looked for
        body = {"model": "paiwo-v5.6-itv2", "input": "海边", "duration": 5, "quality": "360p", **no_such}
        with pytest.raises(RequestError) as refusal:
            await world.answer(body, passed=(home, THERE), idempotency_key="once")
        assert (refusal.value.kind, refusal.value.field) == (ErrorKind.ROUTING_LOOP, "Onereel-Loop")
        assert await world.store.tasks.unfinished() == []
        assert await world.store.ledger.totals() == LedgerTotals(held=0, spent=0)

    async def test_what_was_taken_is_answered_as_it_was_so_that_a_refusal_means_that_it_was_not(self, world):
        first = await world.answer(KLING, idempotency_key="once")
        again = await world.answer(KLING, idempotency_key="once", passed=(name_home(world.signer.derive),))
        assert again == Answer(body=first.body, replayed=True)


class TestIdempotency:
    """The same submit, sent again under one `Idempotency-Key`."""

    async def test_it_is_answered_as_it_was_the_first_time_and_makes_one_task(self, world):
        first = await world.answer(KLING, idempotency_key="once")
        again = await world.answer(dict(reversed(KLING.items())), idempotency_key="once")
        assert again == Answer(body=first.body, replayed=True)
        assert not first.replayed
        assert len(await world.store.tasks.unfinished()) == 1

    async def test_many_at_once_make_one_task(self, world):
        answers = await asyncio.gather(
            *(world.answer(KLING, idempotency_key="once") for _ in range(8)), return_exceptions=True
        )
        refused = [answer for answer in answers if isinstance(answer, RequestError)]
        assert {(error.kind, error.retry_after) for error in refused} <= {(ErrorKind.IDEMPOTENCY_RUNNING, 2)}
        assert len({answer.body for answer in answers if isinstance(answer, Answer)}) == 1
        assert len(await world.store.tasks.unfinished()) == 1

    async def test_another_body_under_the_same_key_is_refused(self, world):
        await world.answer(KLING, idempotency_key="once")
        with pytest.raises(RequestError) as refusal:
            await world.answer({**KLING, "input": "山"}, idempotency_key="once")
        assert (refusal.value.kind, refusal.value.field) == (ErrorKind.IDEMPOTENCY_REUSED, "Idempotency-Key")

    async def test_another_api_key_is_another_world(self, world):
        await world.answer(KLING, idempotency_key="once")
        assert not (await world.answer(KLING, key_id="key-2", idempotency_key="once")).replayed

    async def test_a_refusal_is_not_remembered(self, world):
        wrong = {**KLING, "duration": "7"}
        for _ in range(2):
            with pytest.raises(RequestError) as refusal:
                await world.answer(wrong, idempotency_key="once")
            assert refusal.value.kind is ErrorKind.INVALID_VALUE
        assert not (await world.answer(KLING, idempotency_key="once")).replayed

    async def test_after_a_day_it_is_forgotten(self, world):
        await world.answer(KLING, idempotency_key="once")
        world.now += timedelta(hours=24)
        assert not (await world.answer(KLING, idempotency_key="once")).replayed

    @pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "tab\t"], ids=["empty", "long", "not ASCII", "control"])
    async def test_a_key_that_is_none_is_refused(self, world, key):
        with pytest.raises(RequestError) as refusal:
            await world.answer(KLING, idempotency_key=key)
        assert (refusal.value.kind, refusal.value.field) == (ErrorKind.INVALID_VALUE, "Idempotency-Key")


class TestCancelling:
    async def test_an_open_task_ends_and_its_hold_is_released(self, world):
        task = await world.submit(KLING)
        cancelled = await world.gateway.cancel(task.public_id, key_id="key-1")
        assert cancelled == task.cancel(at=NOON) == await world.store.tasks.get(task.id)
        account = await world.store.ledger.account("key-1")
        assert (account.held, account.spent, account.open_tasks) == (0, 0, 0)

    async def test_cancelling_twice_is_no_error(self, world):
        task = await world.submit(KLING)
        first = await world.gateway.cancel(task.id, key_id="key-1")
        assert await world.gateway.cancel(task.id, key_id=None) == first

    async def test_what_has_ended_cannot_be_cancelled(self, world):
        task = await world.submit(KLING)
        await world.store.tasks.replace(task, task.fail(Failure(code="x", message="y"), at=NOON))
        with pytest.raises(RequestError) as refusal:
            await world.gateway.cancel(task.id, key_id="key-1")
        assert refusal.value.kind is ErrorKind.NOT_CANCELLABLE

    async def test_nobody_cancels_the_task_of_another(self, world):
        task = await world.submit(KLING)
        for reference in (task.id, task.public_id, "nothing"):
            with pytest.raises(RequestError) as refusal:
                await world.gateway.cancel(reference, key_id="key-2")
            assert refusal.value.kind is ErrorKind.TASK_NOT_FOUND


async def test_a_key_without_credit_is_refused_and_nothing_is_stored(world):
    await world.store.keys.add(build_key(limits=Limits(credit=0)))
    with pytest.raises(RequestError) as refusal:
        await world.answer(KLING)
    assert refusal.value.kind is ErrorKind.CREDIT_EXHAUSTED
    assert await world.store.tasks.unfinished() == []


async def test_a_callback_is_stored_with_the_task_that_asked_for_it(world):
    task = await world.submit({**KLING, "callback_url": "https://example.org/hook"})
    (delivery,) = await world.store.deliveries.page(DeliveryFilter(task_id=task.id), limit=10)
    assert (delivery.url, delivery.task_state, delivery.body) == (task.callback_url, State.QUEUED, b"queued")


async def test_every_task_has_a_deadline(world):
    task = await world.submit(KLING)
    assert task.deadline_at == NOON + timedelta(hours=24)


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


async def test_an_upload_is_the_tasks_from_its_submit_on(world):
    upload = await world.upload()
    known = await world.store.files.get(upload.picture.asset_id)
    assert (known.kind, known.since) == (FileKind.UPLOAD, world.now)
    task = await world.submit(transition(upload, upload))
    known = await world.store.files.get(upload.picture.asset_id)
    assert (known.kind, known.since) == (FileKind.INPUT, task.deadline_at)


async def test_an_upload_that_is_being_removed_is_absent_and_nothing_is_kept(world):
    upload = await world.upload()
    find = world.store.uploads.find

    async def condemn_behind_its_back(upload_id, *, key_id):
        found = await find(upload_id, key_id=key_id)
        await world.store.files.condemn(FileKind.UPLOAD, before=world.now + timedelta(seconds=1), limit=10)
        return found

    world.store.uploads.find = condemn_behind_its_back
    with pytest.raises(RequestError) as refusal:
        await world.submit(transition(upload, upload))
    assert refusal.value.kind is ErrorKind.IMAGE_NOT_FOUND
    assert await world.store.tasks.page(TaskFilter(), limit=1) == []


class TestRoom:
    async def test_a_full_disk_refuses_submits_and_uploads_and_keeps_nothing(self):
        world = World()
        world.disk.free = 999
        with pytest.raises(RequestError) as submit_refused:
            await world.answer({"model": "kling-v2-6-text2video", "input": "海边"})
        with pytest.raises(RequestError) as upload_refused:
            await world.upload()
        assert submit_refused.value.kind is upload_refused.value.kind is ErrorKind.STORAGE_FULL
        assert await world.store.tasks.page(TaskFilter(), limit=1) == []
