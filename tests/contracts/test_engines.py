"""What every engine keeps to, whichever it is."""

import asyncio
from dataclasses import replace
from pathlib import Path

import av
import pytest

from onereel.domain.request import Corner, VideoRequest, Watermark
from onereel.engines.base import Engine, Footage, Materials
from onereel.engines.fake import FakeEngine
from onereel.engines.sketch import SketchEngine

REQUEST = VideoRequest(prompt="a cat on a meadow", width=160, height=96, frame_rate=12, frame_count=12, seed=7)
LONG = VideoRequest(prompt="waves", width=640, height=360, frame_rate=30, frame_count=3000, seed=7)


ENGINES = {
    "fake": FakeEngine,
    "sketch": lambda: SketchEngine(processes=1),
    "sketch in AV1": lambda: SketchEngine(processes=1, codec="av1"),
}


@pytest.fixture(params=list(ENGINES))
async def engine(request):
    made = ENGINES[request.param]()
    yield made
    await made.close()


async def generate(engine: Engine, workspace: Path, request: VideoRequest = REQUEST, report=lambda share: None):
    return await engine.generate(request, task_id="task", materials=Materials(), workspace=workspace, report=report)


async def test_the_footage_is_a_playable_video_of_the_asked_size_and_length(engine, tmp_path):
    footage = await generate(engine, tmp_path)

    assert isinstance(footage, Footage)
    with av.open(str(footage.video)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (160, 96)
        assert sum(1 for _ in container.decode(video=0)) == 12


async def test_all_files_lie_in_the_workspace(engine, tmp_path):
    footage = await generate(engine, tmp_path)

    assert sorted(tmp_path.iterdir()) == sorted([footage.video, footage.cover])
    assert footage.cover.read_bytes().startswith(b"\xff\xd8\xff")


async def test_a_marked_twin_is_there_exactly_when_it_is_asked_for(engine, tmp_path):
    mark = Watermark(corner=Corner.BOTTOM_RIGHT, text="内容由 AI 生成", twin=True)
    (tmp_path / "plain").mkdir()
    (tmp_path / "marked").mkdir()

    plain = await generate(engine, tmp_path / "plain")
    marked = await generate(engine, tmp_path / "marked", request=replace(REQUEST, watermark=mark))

    assert plain.watermarked is None
    assert marked.watermarked is not None
    assert marked.watermarked.is_file()


async def test_progress_never_falls_and_ends_at_one(engine, tmp_path):
    shares: list[float] = []

    await generate(engine, tmp_path, report=shares.append)

    assert shares == sorted(shares)
    assert shares[-1] == 1.0


async def test_several_generations_at_once_all_succeed(engine, tmp_path):
    places = [tmp_path / str(number) for number in range(3)]
    for place in places:
        place.mkdir()

    results = await asyncio.gather(*(generate(engine, place) for place in places))

    assert all(isinstance(result, Footage) for result in results)


async def test_a_cancelled_generation_ends_within_a_second_and_the_engine_goes_on(engine, tmp_path):
    begun = asyncio.Event()
    if isinstance(engine, FakeEngine):
        engine.released = asyncio.Event()
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    task = asyncio.create_task(generate(engine, tmp_path / "first", request=LONG, report=lambda share: begun.set()))
    await asyncio.wait_for(begun.wait(), 30)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.shield(task), 1.0)

    if isinstance(engine, FakeEngine):
        engine.released = None
    assert isinstance(await generate(engine, tmp_path / "second"), Footage)
