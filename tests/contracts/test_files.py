"""What every home knows of the files in the asset store, and what it forgets with time.

Not here: the files themselves; see `test_asset_stores.py`.
"""

from datetime import timedelta

import pytest
from tests.builders import (
    NOON,
    build_delivery,
    build_picture,
    build_request,
    build_result,
    build_task,
    build_upload,
)

from onereel.domain.files import FileKind, FileRecord, media_of
from onereel.domain.ledger import hold_for
from onereel.domain.request import Corner, Watermark
from onereel.domain.task import Failure
from onereel.errors import FileGone
from onereel.store.base import DeliveryFilter, TaskFilter

LATER = NOON + timedelta(hours=1)


def build_file(number=1, **changes):
    described = {"asset_id": f"image-{number:04}.png", "kind": FileKind.UPLOAD, "since": NOON}
    return FileRecord(**(described | changes))


def task_with(*names, number=1, **changes):
    """A task that refers to these pictures, one or two."""
    first, *rest = [build_picture(asset_id=name) for name in names]
    request = build_request(first_frame=first, last_frame=rest[0] if rest else None)
    return build_task(number, request=request, **changes)


async def known(store, *names):
    return [await store.files.get(name) for name in names]


class TestFiles:
    async def test_a_record_comes_back_as_it_was_added_and_is_added_once(self, store):
        await store.files.add(build_file())
        await store.files.add(build_file(since=LATER))
        assert await known(store, "image-0001.png", "image-0002.png") == [build_file(), None]

    async def test_the_oldest_of_a_kind_are_condemned_first_and_in_small_steps(self, store):
        for number in (1, 2, 3):
            await store.files.add(build_file(number, since=NOON - timedelta(minutes=number)))
        await store.files.add(build_file(4, since=LATER))
        await store.files.add(build_file(5, kind=FileKind.MEDIA, since=NOON - timedelta(days=1)))
        assert await store.files.condemn(FileKind.UPLOAD, before=NOON, limit=2) == 2
        assert await store.files.condemned(limit=10) == ["image-0003.png", "image-0002.png"]
        assert await store.files.condemned(limit=1) == ["image-0003.png"]
        assert await store.files.condemn(FileKind.UPLOAD, before=NOON, limit=2) == 1
        assert await store.files.condemn(FileKind.UPLOAD, before=NOON, limit=2) == 0

    async def test_only_the_condemned_are_forgotten(self, store):
        await store.files.add(build_file(1, since=NOON - timedelta(days=2)))
        await store.files.add(build_file(2))
        await store.files.condemn(FileKind.UPLOAD, before=NOON, limit=10)
        await store.files.forget(["image-0001.png", "image-0002.png", "image-0003.png"])
        assert await known(store, "image-0001.png", "image-0002.png") == [None, build_file(2)]

    async def test_an_upload_goes_with_its_file_and_no_other(self, store):
        for number in (1, 2):
            await store.files.add(build_file(number, since=NOON + timedelta(hours=number)))
            await store.uploads.add(build_upload(number, picture=build_picture(asset_id=f"image-{number:04}.png")))
        await store.files.condemn(FileKind.UPLOAD, before=NOON + timedelta(hours=2), limit=10)
        assert await store.uploads.find(1, key_id="key-1") is None
        assert await store.uploads.find(2, key_id="key-1") is not None

    async def test_what_a_task_uses_is_kept_until_the_task_is_over_at_the_latest(self, store):
        await store.files.add(build_file(1))
        await store.files.add(build_file(2))
        await store.tasks.add(task_with("image-0001.png", "image-0002.png", deadline_at=LATER))
        await store.tasks.add(task_with("image-0001.png", number=2, deadline_at=NOON))
        used = [build_file(number, kind=FileKind.INPUT, since=LATER) for number in (1, 2)]
        assert await known(store, "image-0001.png", "image-0002.png") == used
        assert await store.files.condemn(FileKind.UPLOAD, before=LATER + timedelta(days=1), limit=10) == 0

    async def test_a_task_may_refer_to_a_file_without_a_record(self, store):
        await store.tasks.add(task_with("image-0001.png"))
        assert await known(store, "image-0001.png") == [None]

    async def test_a_condemned_file_is_refused_and_nothing_is_kept(self, store):
        await store.files.add(build_file(1))
        await store.files.add(build_file(2, since=LATER))
        await store.files.condemn(FileKind.UPLOAD, before=LATER, limit=10)
        with pytest.raises(FileGone):
            await store.tasks.add(task_with("image-0001.png", "image-0002.png"))
        assert await store.tasks.page(TaskFilter(), limit=10) == []
        assert await known(store, "image-0002.png") == [build_file(2, since=LATER)]
        assert (await store.ledger.account("key-1")).held == 0

    async def test_the_media_of_a_task_are_known_from_its_end_for_every_attempt(self, store):
        twin = build_request(watermark=Watermark(corner=Corner.TOP_LEFT, text="AI", twin=True))
        task = build_task(request=twin)
        await store.tasks.add(task)
        first = task.start(at=NOON)
        again = first.requeue(at=NOON)
        second = again.start(at=NOON)
        ended = second.succeed(build_result(), at=LATER)
        for old, new in ((task, first), (first, again), (again, second), (second, ended)):
            await store.tasks.replace(old, new)
        names = [f"{kind}-{task.id}-{attempt}" for attempt in (1, 2) for kind in ("cover", "video", "marked")]
        assert [record.asset_id.rpartition(".")[0] for record in media_of(ended)] == names
        for record in media_of(ended):
            assert await store.files.get(record.asset_id) == record
            assert (record.kind, record.since) == (FileKind.MEDIA, LATER)

    async def test_a_task_that_no_attempt_was_made_at_has_no_media(self, store):
        task = build_task()
        await store.tasks.add(task)
        await store.tasks.replace(task, task.cancel(at=LATER))
        assert await store.files.condemn(FileKind.MEDIA, before=LATER + timedelta(days=1), limit=10) == 0


class TestForgetting:
    async def ended(self, store, number, *, at):
        task = build_task(number, callback_url="https://example.org/hook")
        await store.tasks.add(task, delivery=build_delivery(number, task_id=task.id))
        await store.tasks.replace(task, task.fail(Failure(code="no", message="No."), at=at))
        return task

    async def test_the_tasks_that_ended_longest_ago_go_first_with_all_but_their_entries(self, store):
        third, first, second = [
            await self.ended(store, number, at=NOON + timedelta(minutes=minutes))
            for number, minutes in ((1, 30), (2, 10), (3, 20))
        ]
        assert await store.tasks.forget(before=NOON + timedelta(minutes=30), limit=1) == 1
        assert await store.tasks.get(first.id) is None
        assert await store.tasks.get(second.id) is not None
        assert await store.tasks.forget(before=NOON + timedelta(minutes=30), limit=10) == 1
        assert await store.tasks.forget(before=NOON + timedelta(minutes=30), limit=10) == 0
        assert await store.tasks.events(first.id) == []
        assert await store.deliveries.page(DeliveryFilter(task_id=first.id), limit=10) == []
        assert await store.ledger.entries(first.id) != []
        assert [task.id for task in await store.tasks.page(TaskFilter(), limit=10)] == [third.id]
        assert [event.task_id for event in await store.tasks.events(third.id)] == [third.id, third.id]
        assert len(await store.deliveries.page(DeliveryFilter(task_id=third.id), limit=10)) == 1

    async def test_an_open_task_is_never_forgotten(self, store):
        task = build_task()
        await store.tasks.add(task)
        assert await store.tasks.forget(before=NOON + timedelta(days=365), limit=10) == 0
        assert await store.ledger.entries(task.id) == [hold_for(task)]

    async def test_the_books_are_sound_without_the_tasks(self, store):
        await self.ended(store, 1, at=NOON)
        await store.tasks.forget(before=LATER, limit=10)
        audit = await store.ledger.audit()
        assert (audit.sound, audit.entries, audit.tasks) == (True, 2, 0)
