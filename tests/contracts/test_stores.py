"""What every home of tasks, keys and uploads must do, over the fake and over SQLite.

Not here: what only a real file can show; see `tests/store/`.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction

import pytest
from tests.builders import (
    NOON,
    build_facts,
    build_key,
    build_picture,
    build_request,
    build_result,
    build_task,
    build_upload,
)

from onereel.domain.media import StoredVideo
from onereel.domain.request import Amplitude, Corner, Sound, Watermark
from onereel.domain.task import Failure, State
from onereel.errors import Conflict, IdTaken, StoreError
from onereel.store.memory import MemoryStore
from onereel.store.sqlite.store import SqliteStore

LATER = NOON + timedelta(seconds=30)
FAILURE = Failure(code="content_refused", message="Not this one.")


@pytest.fixture(params=["memory", "sqlite"])
async def store(request, tmp_path):
    opened = MemoryStore() if request.param == "memory" else await SqliteStore.open(tmp_path / "onereel.db")
    yield opened
    await opened.close()


class TestTasks:
    async def test_a_task_comes_back_as_it_was_added(self, store):
        task = build_task()
        await store.tasks.add(task)
        assert await store.tasks.get(task.id) == task

    async def test_every_field_of_a_task_is_kept(self, store):
        task = build_task(
            request=build_request(
                prompt="雨 & 灯\u0000\n🎬",
                negative_prompt="blur",
                first_frame=build_picture(),
                last_frame=build_picture(asset_id="image-2.png"),
                sound=Sound.TRACK,
                track="audio-1.mp3",
                watermark=Watermark(corner=Corner.TOP_LEFT, text="AI 生成", picture=build_picture(), twin=True),
                amplitude=Amplitude.LARGE,
                fast_motion=True,
                multi_shot=True,
                extend_prompt=True,
            ),
            echo=b'{"any":"bytes \xe9\x9b\xa8"}',
            callback_url="https://example.org/hook?a=1&b=2",
        )
        await store.tasks.add(task)
        facts = build_facts(frame_rate=Fraction(24000, 1001), has_audio=True)
        done = task.start(at=LATER).succeed(
            build_result(video=StoredVideo(asset_id="video-1.mp4", facts=facts)), at=LATER + timedelta(microseconds=1)
        )
        await store.tasks.replace(task, task.start(at=LATER))
        await store.tasks.replace(task.start(at=LATER), done)
        assert await store.tasks.get(task.id) == done

    async def test_times_of_another_zone_are_the_same_moments(self, store):
        task = build_task(created_at=datetime(2026, 3, 1, 20, 0, tzinfo=timezone(timedelta(hours=8))))
        await store.tasks.add(task)
        assert await store.tasks.get(task.id) == task

    async def test_a_task_that_is_not_there_is_none(self, store):
        assert await store.tasks.get("nothing") is None
        assert await store.tasks.find("nothing", key_id="key-1", provider="kling") is None

    @pytest.mark.parametrize(
        "second",
        [build_task(2, id=build_task(1).id), build_task(2, public_id=build_task(1).public_id)],
        ids=["id", "public id"],
    )
    async def test_an_id_that_is_taken_is_refused_and_changes_nothing(self, store, second):
        first = build_task(1)
        await store.tasks.add(first)
        with pytest.raises(IdTaken):
            await store.tasks.add(second)
        assert list(await store.tasks.unfinished()) == [first]

    async def test_two_providers_may_use_the_same_public_id(self, store):
        kling = build_task(1)
        vidu = build_task(2, provider="vidu", public_id=kling.public_id)
        await store.tasks.add(kling)
        await store.tasks.add(vidu)
        assert await store.tasks.find(kling.public_id, key_id="key-1", provider="vidu") == vidu

    async def test_a_task_is_found_by_public_id_and_by_request_id(self, store):
        task = build_task()
        await store.tasks.add(task)
        for reference in (task.public_id, task.request_id):
            assert await store.tasks.find(reference, key_id=task.key_id, provider=task.provider) == task

    async def test_the_public_id_goes_before_the_request_id(self, store):
        by_request_id = build_task(1, request_id="same")
        by_public_id = build_task(2, public_id="same")
        await store.tasks.add(by_request_id)
        await store.tasks.add(by_public_id)
        assert await store.tasks.find("same", key_id="key-1", provider="kling") == by_public_id

    async def test_the_newest_of_several_with_one_request_id_is_found(self, store):
        newest = build_task(1, request_id="same", created_at=LATER)
        await store.tasks.add(newest)
        await store.tasks.add(build_task(2, request_id="same"))
        assert await store.tasks.find("same", key_id="key-1", provider="kling") == newest

    async def test_another_keys_task_is_as_good_as_absent(self, store):
        task = build_task()
        await store.tasks.add(task)
        for reference in (task.public_id, task.request_id):
            assert await store.tasks.find(reference, key_id="key-2", provider=task.provider) is None
            assert await store.tasks.find(reference, key_id=task.key_id, provider="vidu") is None

    async def test_replace_moves_a_task_on(self, store):
        queued = build_task()
        running = queued.start(at=LATER)
        await store.tasks.add(queued)
        await store.tasks.replace(queued, running)
        assert await store.tasks.get(queued.id) == running
        failed = running.fail(FAILURE, at=LATER)
        await store.tasks.replace(running, failed)
        assert await store.tasks.get(queued.id) == failed

    async def test_replace_refuses_what_has_moved_on(self, store):
        queued = build_task()
        running = queued.start(at=LATER)
        await store.tasks.add(queued)
        await store.tasks.replace(queued, running)
        with pytest.raises(Conflict):
            await store.tasks.replace(queued, queued.fail(FAILURE, at=LATER))
        assert await store.tasks.get(queued.id) == running

    async def test_replace_refuses_a_late_worker_of_an_earlier_attempt(self, store):
        queued = build_task()
        first = queued.start(at=LATER)
        again = first.requeue(at=LATER)
        second = again.start(at=LATER)
        await store.tasks.add(queued)
        for old, new in ((queued, first), (first, again), (again, second)):
            await store.tasks.replace(old, new)
        with pytest.raises(Conflict):
            await store.tasks.replace(first, first.succeed(build_result(), at=LATER))
        assert await store.tasks.get(queued.id) == second

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (build_task(), build_task().succeed(build_result(), at=LATER)),
            (build_task(), build_task()),
            (build_task(state=State.FAILED), build_task().requeue(at=LATER)),
            (build_task(state=State.SUCCEEDED), build_task().fail(FAILURE, at=LATER)),
        ],
        ids=["queued to succeeded", "queued to queued", "failed to queued", "succeeded to failed"],
    )
    async def test_replace_refuses_what_no_task_may_do(self, store, old, new):
        await store.tasks.add(old)
        with pytest.raises(Conflict):
            await store.tasks.replace(old, new)
        assert await store.tasks.get(old.id) == old

    async def test_replace_refuses_a_task_that_is_not_there(self, store):
        with pytest.raises(Conflict):
            await store.tasks.replace(build_task(), build_task().start(at=LATER))

    async def test_replace_cannot_change_what_was_accepted(self, store):
        task = build_task()
        await store.tasks.add(task)
        with pytest.raises(ValueError, match="life"):
            await store.tasks.replace(task, replace(task.start(at=LATER), request=build_request(seed=8)))
        assert await store.tasks.get(task.id) == task

    async def test_one_of_many_that_start_a_task_at_once_gets_it(self, store):
        queued = build_task()
        await store.tasks.add(queued)
        starts = [queued.start(at=LATER + timedelta(seconds=second)) for second in range(8)]
        outcomes = await asyncio.gather(
            *(store.tasks.replace(queued, start) for start in starts), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes].count(Conflict) == 7
        assert await store.tasks.get(queued.id) == starts[outcomes.index(None)]

    async def test_unfinished_lists_the_open_tasks_oldest_first(self, store):
        queued = build_task(1, created_at=LATER)
        running = build_task(2, state=State.RUNNING, attempt=1)
        ended = [build_task(number, state=state) for number, state in enumerate(State, 3) if state.is_terminal]
        same_moment = build_task(9, created_at=LATER)
        for task in (same_moment, *ended, queued, running):
            await store.tasks.add(task)
        assert list(await store.tasks.unfinished()) == [running, queued, same_moment]


class TestKeys:
    async def test_a_key_is_found_by_its_digest(self, store):
        key = build_key()
        await store.keys.add(key)
        assert await store.keys.find(key.digest) == key
        assert await store.keys.find("f" * 64) is None

    @pytest.mark.parametrize(
        "second",
        [build_key(2, id=build_key(1).id), build_key(2, digest=build_key(1).digest)],
        ids=["id", "digest"],
    )
    async def test_a_key_that_is_taken_is_refused(self, store, second):
        await store.keys.add(build_key(1))
        with pytest.raises(IdTaken):
            await store.keys.add(second)
        assert list(await store.keys.list()) == [build_key(1)]

    async def test_keys_are_listed_oldest_first(self, store):
        young, old = build_key(1, created_at=LATER), build_key(2, revoked_at=LATER)
        await store.keys.add(young)
        await store.keys.add(old)
        assert list(await store.keys.list()) == [old, young]

    async def test_a_key_is_revoked_once_and_still_found(self, store):
        key = build_key()
        await store.keys.add(key)
        assert await store.keys.revoke(key.id, at=LATER) is True
        assert await store.keys.revoke(key.id, at=LATER + timedelta(seconds=1)) is False
        assert await store.keys.find(key.digest) == replace(key, revoked_at=LATER)

    async def test_a_key_that_is_not_there_cannot_be_revoked(self, store):
        assert await store.keys.revoke("nothing", at=LATER) is False


class TestUploads:
    async def test_an_upload_is_found_by_its_owner_only(self, store):
        upload = build_upload()
        await store.uploads.add(upload)
        assert await store.uploads.find(upload.id, key_id=upload.key_id) == upload
        assert await store.uploads.find(upload.id, key_id="key-2") is None

    async def test_an_id_that_is_taken_is_refused(self, store):
        await store.uploads.add(build_upload())
        with pytest.raises(IdTaken):
            await store.uploads.add(build_upload(key_id="key-2"))
        assert await store.uploads.find(1, key_id="key-1") == build_upload()

    @pytest.mark.parametrize("number", [2**53 + 1, 2**63 - 1])
    async def test_large_ids_are_kept_whole(self, store, number):
        await store.uploads.add(build_upload(number))
        assert await store.uploads.find(number, key_id="key-1") == build_upload(number)

    @pytest.mark.parametrize("number", [0, -1, 2**63, -(2**63) - 1, 10**40])
    async def test_an_id_that_nobody_can_have_is_none(self, store, number):
        assert await store.uploads.find(number, key_id="key-1") is None


class TestStore:
    async def test_a_store_that_works_passes_its_check(self, store):
        await store.check()
        await store.check()

    async def test_a_closed_store_fails_its_check_and_closes_again(self, store):
        await store.close()
        with pytest.raises(StoreError):
            await store.check()
        await store.close()
