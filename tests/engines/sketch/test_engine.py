"""The engine and its processes: kept warm, ended at once, never left behind."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from tests.engines.sketch.workbench import small_request, streams_of

from onereel.assets.probe import probe_video
from onereel.domain.task import Failure
from onereel.engines.base import Footage, Materials
from onereel.engines.sketch import SketchEngine
from onereel.engines.sketch.engine import patience_for
from onereel.errors import EngineCrashed

LONG = small_request(width=640, height=360, frame_rate=30, frame_count=3000)


@pytest.fixture
async def engine():
    made = SketchEngine(processes=1)
    yield made
    await made.close()


def generate(engine, workspace, request=None, *, report=lambda share: None, materials=None):
    return engine.generate(
        request or small_request(frame_count=3),
        task_id="task",
        materials=materials or Materials(),
        workspace=workspace,
        report=report,
    )


async def begin(engine, workspace):
    """A long generation of which some frames are done already."""
    drawing = asyncio.Event()
    task = asyncio.create_task(generate(engine, workspace, LONG, report=lambda share: drawing.set()))
    await asyncio.wait_for(drawing.wait(), 30)
    return task


def is_running(process_id):
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def ended(process_id, *, within):
    """Wait until a process is gone, ours or not."""
    try:
        handle = os.pidfd_open(process_id)
    except ProcessLookupError:
        return
    gone = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, gone.set)
    try:
        await asyncio.wait_for(gone.wait(), within)
    finally:
        loop.remove_reader(handle)
        os.close(handle)


async def test_nothing_is_started_before_it_is_needed(engine):
    assert engine.process_ids == frozenset()


async def test_a_child_is_kept_for_the_next_request(engine, tmp_path):
    await generate(engine, tmp_path)
    first = engine.process_ids
    await generate(engine, tmp_path)

    assert engine.process_ids == first
    assert len(first) == 1


async def test_progress_rises_to_one(engine, tmp_path):
    shares = []

    await generate(engine, tmp_path, small_request(frame_count=24), report=shares.append)

    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 10


async def test_cancelling_ends_the_work_within_a_second(engine, tmp_path):
    task = await begin(engine, tmp_path)
    (child,) = engine.process_ids

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.shield(task), 1.0)

    assert not is_running(child)
    assert isinstance(await generate(engine, tmp_path), Footage)


async def test_a_child_that_dies_in_the_middle_is_a_crash_and_the_next_request_succeeds(engine, tmp_path):
    task = await begin(engine, tmp_path)
    (child,) = engine.process_ids

    os.kill(child, signal.SIGKILL)

    with pytest.raises(EngineCrashed, match="status -9"):
        await task
    assert isinstance(await generate(engine, tmp_path), Footage)


async def test_a_child_that_died_while_idle_is_replaced_unnoticed(engine, tmp_path):
    await generate(engine, tmp_path)
    (child,) = engine.process_ids
    listening = [task for task in asyncio.all_tasks() if getattr(task.get_coro(), "__qualname__", "") == "Child._read"]
    os.kill(child, signal.SIGKILL)
    await ended(child, within=5)
    await asyncio.wait_for(asyncio.gather(*listening), 5)  # the machine knows of its end a moment before the pool does

    assert len(listening) == 1
    assert isinstance(await generate(engine, tmp_path), Footage)


async def test_closing_ends_all_children_and_gives_up_what_is_drawn(tmp_path):
    engine = SketchEngine(processes=1)
    task = await begin(engine, tmp_path)
    (child,) = engine.process_ids

    await engine.close()

    with pytest.raises(EngineCrashed):
        await task
    assert not is_running(child)
    with pytest.raises(EngineCrashed, match="closed"):
        await generate(engine, tmp_path)


SERVER = """
import asyncio, sys
from pathlib import Path
from onereel.engines.base import Materials
from onereel.engines.sketch import SketchEngine
from onereel.domain.request import VideoRequest

async def main():
    engine = SketchEngine(processes=1)
    def tell(share):
        print(*engine.process_ids, flush=True)
    request = VideoRequest(prompt="sea", width=640, height=360, frame_rate=30, frame_count=3000, seed=1)
    await engine.generate(request, task_id="t", materials=Materials(), workspace=Path(sys.argv[1]), report=tell)

asyncio.run(main())
"""


async def test_a_child_ends_itself_in_mid_drawing_when_the_server_is_killed(tmp_path):
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    child = int(await asyncio.wait_for(server.stdout.readline(), 30))
    assert is_running(child)

    server.kill()

    await ended(child, within=2)
    await server.communicate()


async def test_a_picture_that_cannot_be_read_is_a_failure_and_no_crash(engine, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")

    answer = await generate(engine, tmp_path, materials=Materials(first_frame=broken))

    assert isinstance(answer, Failure)
    assert answer.code == "image_invalid"


async def test_a_child_that_does_not_answer_in_time_is_killed_and_the_next_request_succeeds(tmp_path):
    engine = SketchEngine(processes=1, patience=lambda request: 0.05 if request is LONG else 60.0)
    await generate(engine, tmp_path)
    (child,) = engine.process_ids

    with pytest.raises(EngineCrashed, match="no answer within"):
        await generate(engine, tmp_path, LONG)

    assert not is_running(child)
    assert isinstance(await generate(engine, tmp_path), Footage)
    await engine.close()


def test_patience_grows_with_the_clip_and_is_ample():
    assert patience_for(small_request(frame_rate=24, frame_count=120)) == 160
    assert patience_for(small_request(frame_rate=24, frame_count=240)) == 260


@pytest.mark.parametrize(("codec", "name"), [("h264", "h264"), ("av1", "libdav1d")])
async def test_the_codec_is_a_choice_of_the_engine_and_the_probe_takes_either(tmp_path, codec, name):
    engine = SketchEngine(processes=1, codec=codec)
    footage = await generate(engine, tmp_path)
    await engine.close()

    assert streams_of(footage.video).codec == name
    facts = probe_video(footage.video)
    assert (facts.frame_count, facts.frame_rate) == (3, 12)


def test_a_codec_that_is_not_known_is_refused_at_once():
    with pytest.raises(ValueError, match="vp9"):
        SketchEngine(codec="vp9")


async def test_the_label_and_the_task_in_it_are_choices_of_the_engine(tmp_path):
    contents = []
    for number, choices in enumerate(({}, {"label": False}, {"label_task": True})):
        engine = SketchEngine(processes=1, **choices)
        (tmp_path / str(number)).mkdir()
        contents.append((await generate(engine, tmp_path / str(number))).video.read_bytes())
        await engine.close()

    assert [content.count(b"AI-generated") > 0 for content in contents] == [True, False, True]
    assert [content.count(b'"ProduceID":"task"') for content in contents] == [0, 0, 2]


async def test_an_engine_may_not_be_without_a_process():
    with pytest.raises(ValueError, match="at least one"):
        SketchEngine(processes=-1)
