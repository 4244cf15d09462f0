"""One task through the worker: success, failure, crashes, and being told to stop.

Not here: a store or an asset store that breaks; see `test_worker_storing.py`.
"""

import asyncio
import hashlib
import logging
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from tests.builders import NOON, build_facts, build_picture, build_request, build_task, build_teller
from tests.tasks.workshop import COVER, MARKED, VIDEO, Halt, ScriptedEngine, film

from onereel.domain.media import Picture, StoredVideo
from onereel.domain.naming import AssetNames, asset_names
from onereel.domain.request import Corner, Sound, Watermark
from onereel.domain.task import Failure, Result, State
from onereel.errors import EngineCrashed
from onereel.store.memory import MemoryTasks
from onereel.tasks.execution import INTERNAL_FAILURE, MAX_STRIKES
from onereel.tasks.recovery import recover

TASK = build_task()
NAMES = asset_names(TASK)
TWIN = Watermark(corner=Corner.BOTTOM_RIGHT, text="AI", twin=True)


def at(seconds):
    return NOON + timedelta(seconds=seconds)


def stored(asset_id, content):
    """A video that was looked at."""
    checksum = hashlib.sha256(content).hexdigest()
    return StoredVideo(asset_id=asset_id, facts=build_facts(size_bytes=len(content)), sha256=checksum)


def result(*, watermarked=None):
    return Result(
        video=stored(NAMES.video, VIDEO),
        cover=Picture(asset_id=NAMES.cover, width=640, height=360),
        watermarked=watermarked,
    )


def actions(caplog):
    return [record.action for record in caplog.records if hasattr(record, "action")]


class TestEnds:
    async def test_a_task_that_succeeds(self, workshop, caplog):
        caplog.set_level(logging.INFO)
        assert await workshop.work_through(TASK) == replace(
            TASK,
            state=State.SUCCEEDED,
            attempt=1,
            started_at=at(1),
            updated_at=at(2),
            finished_at=at(2),
            result=result(),
        )
        assert (await workshop.stored(NAMES.video), await workshop.stored(NAMES.cover)) == (VIDEO, COVER)
        assert await workshop.stored(NAMES.marked) is None
        assert workshop.left_behind() == []
        assert workshop.progress.share(TASK.id) == 0.0
        assert actions(caplog) == ["task_started", "task_succeeded"]

    async def test_the_marked_twin_is_kept_too(self, workshop):
        ended = await workshop.work_through(replace(TASK, request=build_request(watermark=TWIN)))
        assert ended.result == result(watermarked=stored(NAMES.marked, MARKED))
        assert await workshop.stored(NAMES.marked) == MARKED

    async def test_checksums_that_were_counted_on_the_way_are_kept_as_they_are(self, workshop):
        async def fetch(workspace, report):
            return replace(film(workspace, twin=True), video_sha256="ab" * 32, watermarked_sha256="cd" * 32)

        workshop.engine = ScriptedEngine(fetch)
        ended = await workshop.work_through(replace(TASK, request=build_request(watermark=TWIN)))
        assert (ended.result.video.sha256, ended.result.watermarked.sha256) == ("ab" * 32, "cd" * 32)

    async def test_the_engine_is_given_the_files_that_the_request_refers_to(self, workshop):
        request = build_request(
            first_frame=build_picture(asset_id="image-1.png"),
            last_frame=build_picture(asset_id="image-2.png"),
            sound=Sound.TRACK,
            track="sound-3.mp3",
            watermark=Watermark(corner=Corner.TOP_LEFT, text="", picture=build_picture(asset_id="image-4.png")),
        )
        for asset_id in ("image-1.png", "image-2.png", "sound-3.mp3", "image-4.png"):
            await workshop.assets.write(asset_id, asset_id.encode())
        await workshop.work_through(replace(TASK, request=request))
        ((task_id, given, materials),) = workshop.engine.calls
        assert (task_id, given) == (TASK.id, request)
        paths = (materials.first_frame, materials.last_frame, materials.track, materials.watermark)
        assert [path.read_bytes() for path in paths] == [b"image-1.png", b"image-2.png", b"sound-3.mp3", b"image-4.png"]

    @pytest.mark.parametrize(
        ("request_", "code"),
        [
            (build_request(last_frame=build_picture()), "image_not_found"),
            (build_request(sound=Sound.TRACK, track="sound-1.mp3"), "media_unreachable"),
        ],
        ids=["picture", "track"],
    )
    async def test_a_material_that_is_gone_ends_the_task(self, workshop, request_, code):
        ended = await workshop.work_through(replace(TASK, request=request_))
        assert (ended.state, ended.failure.code, workshop.engine.calls) == (State.FAILED, code, [])

    async def test_a_failure_of_the_engine_is_the_tasks_own(self, workshop, caplog):
        caplog.set_level(logging.INFO)
        failure = Failure(code="content_refused", message="Not this one.")
        workshop.engine = ScriptedEngine(failure)
        assert await workshop.work_through(TASK) == replace(
            TASK,
            state=State.FAILED,
            attempt=1,
            started_at=at(1),
            updated_at=at(2),
            finished_at=at(2),
            failure=failure,
        )
        assert actions(caplog) == ["task_started", "task_failed"]

    @pytest.mark.parametrize(
        "wrong", [{"width": 638}, {"height": 362}, {"frame_count": 119}, {"frame_rate": Fraction(12)}], ids=str
    )
    async def test_a_file_that_is_not_what_was_asked_for_is_a_broken_engine(self, workshop, wrong, caplog):
        workshop.facts = wrong
        ended = await workshop.work_through(TASK)
        assert (ended.state, ended.failure, ended.attempt) == (State.FAILED, INTERNAL_FAILURE, 1)
        assert await workshop.stored(NAMES.video) is None
        assert actions(caplog) == ["engine_broken"]

    async def test_a_twin_that_is_missing_is_a_broken_engine(self, workshop):
        async def forget_the_twin(workspace, report):
            return film(workspace)

        workshop.engine = ScriptedEngine(forget_the_twin)
        ended = await workshop.work_through(replace(TASK, request=build_request(watermark=TWIN)))
        assert ended.failure == INTERNAL_FAILURE

    async def test_a_cover_that_is_missing_is_a_broken_engine(self, workshop):
        async def forget_the_cover(workspace, report):
            footage = film(workspace)
            footage.cover.unlink()
            return footage

        workshop.engine = ScriptedEngine(forget_the_cover)
        assert (await workshop.work_through(TASK)).failure == INTERNAL_FAILURE


class TestCrashes:
    async def test_a_crash_is_tried_again(self, workshop, caplog):
        caplog.set_level(logging.INFO)
        workshop.engine = ScriptedEngine(EngineCrashed("killed"))
        ended = await workshop.work_through(TASK)
        assert (ended.state, ended.attempt, ended.started_at) == (State.SUCCEEDED, 2, at(1))
        assert len(set(workshop.engine.workspaces)) == 2
        assert workshop.waits == [0.1]
        assert actions(caplog) == ["task_started", "engine_crashed", "task_queued", "task_started", "task_succeeded"]

    @pytest.mark.parametrize("error", [EngineCrashed("killed"), RuntimeError("/srv/onereel/secret broke")], ids=repr)
    async def test_crashes_for_ever_end_the_task(self, workshop, error):
        workshop.engine = ScriptedEngine(*[error] * 99)
        ended = await workshop.work_through(TASK)
        assert (ended.state, ended.failure) == (State.FAILED, INTERNAL_FAILURE)
        assert len(workshop.engine.calls) == ended.attempt == MAX_STRIKES

    async def test_something_cancelled_inside_the_engine_is_a_crash_and_not_the_end_of_the_worker(self, workshop):
        async def cancelled_inside(workspace, report):
            inner = asyncio.create_task(asyncio.Event().wait())
            asyncio.get_running_loop().call_soon(inner.cancel)
            await inner

        workshop.engine = ScriptedEngine(cancelled_inside)
        ended = await workshop.work_through(TASK)
        assert (ended.state, ended.attempt) == (State.SUCCEEDED, 2)


class TestOnce:
    @pytest.mark.parametrize("clock", [None, lambda: NOON], ids=["a clock that goes on", "a clock that stands still"])
    async def test_a_task_offered_twice_is_drawn_once(self, workshop, clock):
        workshop.slots = 3
        workshop.clock = clock or workshop.clock
        for _ in range(3):
            await workshop.dispatcher.offer(TASK.id)
        await workshop.work_through(TASK)
        second = build_task(2)
        await workshop.work_through(second)
        assert [call[0] for call in workshop.engine.calls] == [TASK.id, second.id]

    async def test_an_id_that_nobody_knows_is_passed_over(self, workshop):
        await workshop.dispatcher.offer("nothing")
        assert (await workshop.work_through(TASK)).state is State.SUCCEEDED

    async def test_a_task_that_cannot_be_read_does_not_stop_the_others(self, workshop, caplog):
        class UnreadableTasks(MemoryTasks):
            async def get(self, task_id):
                if task_id == "unreadable":
                    raise ValueError(task_id)
                return await super().get(task_id)

        workshop.tasks = UnreadableTasks()
        await workshop.dispatcher.offer("unreadable")
        assert (await workshop.work_through(TASK)).state is State.SUCCEEDED
        assert actions(caplog) == ["task_left_alone"]

    async def test_a_worker_whose_task_was_taken_over_stores_nothing(self, workshop, caplog):
        caplog.set_level(logging.INFO)
        halt = Halt()
        workshop.engine = ScriptedEngine(halt)
        await workshop.submit(TASK)
        async with workshop.running() as worker:
            await halt.reached.wait()
            first = await workshop.tasks.get(TASK.id)
            queued = first.requeue(at=at(50))
            second = queued.start(at=at(51))
            await workshop.tasks.replace(first, queued)
            await workshop.tasks.replace(queued, second)
            halt.go_on.set()
            await worker.drain(grace=10)
        assert await workshop.tasks.get(TASK.id) == second
        assert [await workshop.stored(name) for name in (NAMES.video, NAMES.cover)] == [None, None]
        assert actions(caplog) == ["task_started", "task_taken_over"]

    async def test_as_many_tasks_run_at_once_as_there_are_slots(self, workshop):
        halts = [Halt(), Halt(), Halt()]
        workshop.engine = ScriptedEngine(*halts)
        workshop.slots = 2
        tasks = [build_task(number) for number in (1, 2, 3)]
        await workshop.submit(*tasks)
        async with workshop.running():
            await halts[0].reached.wait()
            await halts[1].reached.wait()
            assert (await workshop.tasks.get(tasks[2].id)).state is State.QUEUED
            for halt in halts:
                halt.go_on.set()
            assert [(await workshop.ended(task.id)).state for task in tasks] == [State.SUCCEEDED] * 3


class TestLeftovers:
    async def test_what_a_killed_attempt_has_kept_is_removed_when_the_task_ends(self, workshop):
        killed = build_task(attempt=2, strikes=2)
        for name in ("video", "cover", "marked"):
            suffix = "jpg" if name == "cover" else "mp4"
            await workshop.assets.write(f"{name}-{TASK.id}-1.{suffix}", b"orphan")
            await workshop.assets.write(f"{name}-{TASK.id}-2.{suffix}", b"orphan")
        ended = await workshop.work_through(killed)
        assert (ended.state, ended.attempt) == (State.SUCCEEDED, 3)
        kept = [name for attempt in (1, 2, 3) if await workshop.stored(name := f"video-{TASK.id}-{attempt}.mp4")]
        assert kept == [ended.result.video.asset_id]


class TestMovedOn:
    """A task that somebody else changes while an attempt runs."""

    @pytest.mark.parametrize(
        "change",
        [lambda task: task.cancel(at=at(50)), lambda task: task.fail(INTERNAL_FAILURE, at=at(50))],
        ids=["cancelled by its owner", "out of time"],
    )
    async def test_the_drawing_stops_at_once(self, workshop, change):
        halt = Halt()
        workshop.engine = ScriptedEngine(halt)
        await workshop.submit(TASK)
        async with workshop.running() as worker:
            await halt.reached.wait()
            running = await workshop.tasks.get(TASK.id)
            await workshop.tasks.replace(running, change(running))
            workshop.progress.announce(TASK.id)
            await worker.drain(grace=10)
        assert halt.cancelled
        assert await workshop.tasks.get(TASK.id) == change(running)
        assert workshop.left_behind() == []

    async def test_a_store_that_cannot_say_so_stops_nothing(self, workshop):
        halt = Halt()
        workshop.engine = ScriptedEngine(halt)
        await workshop.submit(TASK)
        async with workshop.running():
            await halt.reached.wait()
            workshop.progress.announce(TASK.id)
            halt.go_on.set()
            assert (await workshop.ended(TASK.id)).state is State.SUCCEEDED

    async def test_the_worker_goes_on_with_the_next_task(self, workshop):
        halt, second = Halt(), build_task(2)
        workshop.engine = ScriptedEngine(halt)
        await workshop.submit(TASK, second)
        async with workshop.running():
            await halt.reached.wait()
            running = await workshop.tasks.get(TASK.id)
            await workshop.tasks.replace(running, running.cancel(at=at(50)))
            workshop.progress.announce(TASK.id)
            assert (await workshop.ended(second.id)).state is State.SUCCEEDED


class TestInheriting:
    """A task that is running, whose worker is known to be gone."""

    async def test_it_is_left_alone_by_who_does_not_inherit(self, workshop):
        running = build_task(state=State.RUNNING, attempt=1)
        await workshop.tasks.add(running)
        assert await workshop.execution().work_on(running.id) is False
        assert await workshop.tasks.get(running.id) == running

    async def test_it_is_begun_anew_by_who_does(self, workshop):
        running = build_task(state=State.RUNNING, attempt=1)
        await workshop.tasks.add(running)
        workshop.workspace_root.mkdir()
        assert await workshop.execution().work_on(running.id, inherits=True) is False
        ended = await workshop.tasks.get(running.id)
        assert (ended.state, ended.attempt, ended.strikes) == (State.SUCCEEDED, 2, 1)

    async def test_one_that_takes_every_worker_down_with_it_ends_failed_and_refunded(self, workshop):
        poison = build_task(state=State.RUNNING, attempt=7, strikes=MAX_STRIKES - 1)
        await workshop.tasks.add(poison)
        assert await workshop.execution().work_on(poison.id, inherits=True) is False
        assert await workshop.tasks.get(poison.id) == poison.fail(INTERNAL_FAILURE, at=at(1))


class TestProgress:
    async def test_a_watcher_sees_shares_and_states(self, workshop):
        seen = []

        async def draw(workspace, report):
            for share in (0.0, 0.5, 0.25, 1.0):
                report(share)
                seen.append((changed.is_set(), workshop.progress.share(TASK.id)))
                changed.clear()
            return film(workspace)

        workshop.engine = ScriptedEngine(draw)
        with workshop.progress.watch(TASK.id) as changed:
            await workshop.work_through(TASK)
            assert changed.is_set()
        assert seen == [(True, 0.0), (True, 0.5), (False, 0.5), (True, 1.0)]

    async def test_the_share_begins_anew_after_a_crash(self, workshop):
        async def crash_late(workspace, report):
            report(0.9)
            raise EngineCrashed("killed")

        async def look(workspace, report):
            shares.append(workshop.progress.share(TASK.id))
            return film(workspace)

        shares = []
        workshop.engine = ScriptedEngine(crash_late, look)
        await workshop.work_through(TASK)
        assert shares == [0.0]


class TestStopping:
    async def test_a_cancelled_worker_queues_what_was_running_and_a_restart_ends_it(self, workshop):
        halt = Halt()
        workshop.engine = ScriptedEngine(halt)
        await workshop.submit(TASK)
        async with workshop.running():
            await halt.reached.wait()
        assert halt.cancelled
        assert workshop.left_behind() == []
        stopped = await workshop.tasks.get(TASK.id)
        assert stopped == replace(TASK, state=State.QUEUED, attempt=1, started_at=at(1), updated_at=at(2))

        assert (
            await recover(workshop.tasks, dispatcher=workshop.dispatcher, teller=build_teller(), clock=workshop.clock)
            == 1
        )
        async with workshop.running():
            assert (await workshop.ended(TASK.id)).attempt == 2

    async def test_drain_lets_what_is_running_end_and_starts_nothing_new(self, workshop):
        halt = Halt()
        workshop.engine = ScriptedEngine(halt)
        workshop.slots = 2
        await workshop.submit(TASK)
        worker = workshop.worker()
        run = asyncio.create_task(worker.run())
        await halt.reached.wait()
        drain = asyncio.create_task(worker.drain(grace=10))
        await asyncio.sleep(0)
        await workshop.submit(build_task(2))
        halt.go_on.set()
        await drain
        await run
        assert (await workshop.tasks.get(TASK.id)).state is State.SUCCEEDED
        assert await workshop.tasks.get(build_task(2).id) == build_task(2)

    async def test_drain_without_grace_queues_what_is_running(self, workshop):
        halt = Halt()
        workshop.engine = ScriptedEngine(halt)
        await workshop.submit(TASK)
        worker = workshop.worker()
        run = asyncio.create_task(worker.run())
        await halt.reached.wait()
        await worker.drain(grace=0)
        await run
        assert (await workshop.tasks.get(TASK.id)).state is State.QUEUED
        assert halt.cancelled

    async def test_a_worker_drained_before_it_runs_does_nothing(self, workshop):
        await workshop.submit(TASK)
        worker = workshop.worker()
        await worker.drain(grace=0)
        await worker.run()
        assert await workshop.tasks.get(TASK.id) == TASK

    async def test_workspaces_of_a_killed_process_are_swept_and_nothing_else(self, workshop):
        for name in ("attempt-left", "something-else"):
            (workshop.workspace_root / name).mkdir(parents=True)
            (workshop.workspace_root / name / "file").touch()
        await workshop.work_through(TASK)
        assert [path.name for path in workshop.left_behind()] == ["something-else"]


@pytest.mark.parametrize(
    ("task", "stem"),
    [
        (build_task(id="01ab"), "01ab-1"),
        (build_task(id="01ab").start(at=NOON), "01ab-1"),
        (build_task(id="01ab").start(at=NOON).requeue(at=NOON), "01ab-2"),
        (build_task(id="01ab", attempt=2, state=State.SUCCEEDED), "01ab-2"),
    ],
    ids=["queued", "running", "queued again", "ended"],
)
def test_the_names_of_the_media_are_those_of_the_attempt_and_known_before_they_exist(task, stem):
    names = AssetNames(video=f"video-{stem}.mp4", cover=f"cover-{stem}.jpg", marked=f"marked-{stem}.mp4")
    assert asset_names(task) == names
