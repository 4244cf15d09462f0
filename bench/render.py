"""Measures whole jobs of the sketch engine against playing time and against the pure encoding of the same frames.

Not here: HTTP and the queue. Run `python bench/render.py [rounds] [part of a row's name]`; it prints two tables.
Every job runs in a fresh process; the frames are then drawn, converted and encoded once more, one after another, to see
what each step costs, so "encode" and the job's wall time come from the same run.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, thread_time

import cv2
import numpy as np

from onereel.domain.media import Picture
from onereel.domain.request import Sound, VideoRequest
from onereel.engines.base import Materials
from onereel.engines.sketch.animatic.reading import read_plan
from onereel.engines.sketch.engine import SketchEngine
from onereel.engines.sketch.film.movie import MovieFile
from onereel.engines.sketch.film.planes import to_planes
from onereel.engines.sketch.messages import Finished, Order
from onereel.engines.sketch.studio import carry_out, make_drawing, make_sound

WARM_UPS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A clip as a provider's model makes it when nothing but the prompt is said."""

    name: str
    width: int
    height: int
    rate: int
    frames: int
    prompt: str
    sound: Sound = Sound.SILENT
    pictures: bool = False

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.frames / self.rate


CASES = (
    Case(name="Kling std, text", width=1280, height=720, rate=24, frames=121, prompt="A cat runs over a sunny meadow"),
    Case(name="Kling std, dense scene", width=1280, height=720, rate=24, frames=121, prompt="霓虹雨夜的城市街道，行人"),
    Case(
        name="Wan 1080p, text, sound",
        width=1920,
        height=1080,
        rate=30,
        frames=150,
        prompt="海浪拍打沙滩，夕阳",
        sound=Sound.GENERATED,
    ),
    Case(name="PixVerse 540p, two pictures", width=960, height=540, rate=24, frames=120, prompt="", pictures=True),
    Case(name="PixVerse 720p, two pictures", width=1280, height=720, rate=24, frames=120, prompt="", pictures=True),
    Case(
        name="Vidu 720p, two pictures, sound",
        width=1280,
        height=720,
        rate=24,
        frames=120,
        prompt="缓慢推进",
        sound=Sound.GENERATED,
        pictures=True,
    ),
    Case(
        name="Wan 1080p, 10 s, sound",
        width=1920,
        height=1080,
        rate=30,
        frames=300,
        prompt="雪山日出",
        sound=Sound.GENERATED,
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """One job. Seconds of wall time, milliseconds of processor time a frame, megabytes."""

    wall: float
    cpu: float
    draw: float
    convert: float
    encode: float
    encode_wall: float
    prepare: float
    peak: float


def main() -> None:
    """Measure every case in processes of their own, then the children, and print both tables."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    print(f"{os.cpu_count()} cores, medians of {rounds} round(s)\n")
    print(
        "| clip | plays s | wall s | × faster than it plays | CPU ms a frame | of it draw | convert | encode "
        "| before the 1st frame, CPU s | pure encode, wall s | job ÷ encode | peak MB |"
    )
    print("|---|" + "---|" * 11)
    for number, case in enumerate(CASES):
        if wanted in case.name:
            print(_row(case, [_in_fresh_process(number) for _ in range(rounds)]), flush=True)
    print()
    asyncio.run(_measure_children())


def _row(case: Case, made: list[Measurement]) -> str:
    def middle(value: Callable[[Measurement], float]) -> float:
        return median(value(one) for one in made)

    cells = (
        f"{case.seconds:.2f}",
        f"{middle(lambda one: one.wall):.2f}",
        f"{middle(lambda one: case.seconds / one.wall):.2f}",
        f"{middle(lambda one: one.cpu):.1f}",
        f"{middle(lambda one: one.draw):.1f}",
        f"{middle(lambda one: one.convert):.1f}",
        f"{middle(lambda one: one.encode):.1f}",
        f"{middle(lambda one: one.prepare):.2f}",
        f"{middle(lambda one: one.encode_wall):.2f}",
        f"{middle(lambda one: one.wall / one.encode_wall):.2f}",
        f"{middle(lambda one: one.peak):.0f}",
    )
    return f"| {case.name} | " + " | ".join(cells) + " |"


def _in_fresh_process(number: int) -> Measurement:
    command = [sys.executable, __file__, "--case", str(number)]
    output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return Measurement(**json.loads(output))


def measure(case: Case) -> Measurement:
    """One job and its parts, in this process."""
    cv2.setNumThreads(1)
    with TemporaryDirectory() as folder:
        workspace = Path(folder)
        materials = _pictures(case, workspace) if case.pictures else Materials()
        request = _request(case)
        began, cpu_began = perf_counter(), process_time()
        reply = carry_out(Order(request=request, materials=materials, workspace=workspace), report=lambda _: None)
        wall, cpu = perf_counter() - began, process_time() - cpu_began
        if not isinstance(reply, Finished):
            raise TypeError(f"refused: {reply}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        parts = _parts(case, request, materials, workspace / "again.mp4")
    return Measurement(wall=wall, cpu=cpu * 1000 / case.frames, peak=peak, **parts)


def _parts(case: Case, request: VideoRequest, materials: Materials, path: Path) -> dict[str, float]:
    """The same film step by step in one thread, so that no step waits for another."""
    began = process_time()
    plan = read_plan(request)
    drawing = make_drawing(request, plan=plan, materials=materials)
    sound = make_sound(request, plan=plan, materials=materials)
    drawing.frame(0)  # a scene is built when it is first needed
    prepare = process_time() - began
    draw = convert = encode = encode_wall = 0.0
    with MovieFile(path, width=case.width, height=case.height, frame_rate=case.rate, sound=sound) as movie:
        for index in range(case.frames):
            times = [thread_time()]
            picture = drawing.frame(index)
            times.append(thread_time())
            planes = to_planes(picture, width=case.width, height=case.height)
            times.append(thread_time())
            wall_began = perf_counter()
            movie.add(planes)
            encode_wall += perf_counter() - wall_began
            times.append(thread_time())
            draw += times[1] - times[0]
            convert += times[2] - times[1]
            encode += times[3] - times[2]
    steps = {"draw": draw, "convert": convert, "encode": encode}
    milliseconds = {name: spent * 1000 / case.frames for name, spent in steps.items()}
    return {**milliseconds, "prepare": prepare, "encode_wall": encode_wall}


def _request(case: Case) -> VideoRequest:
    picture = Picture(asset_id="picture", width=case.width, height=case.height) if case.pictures else None
    return VideoRequest(
        prompt=case.prompt,
        width=case.width,
        height=case.height,
        frame_rate=case.rate,
        frame_count=case.frames,
        seed=7,
        first_frame=picture,
        last_frame=picture,
        sound=case.sound,
    )


def _pictures(case: Case, workspace: Path) -> Materials:
    """Two views of one picture: turned a little, nearer, and with something in it that has moved."""
    chance = np.random.default_rng(5)
    size = (case.width, case.height)
    ground = cv2.resize(chance.random((36, 64, 3)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    ground += cv2.resize(chance.random((180, 320, 3)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC) * 0.3
    picture = np.clip(ground * 170, 0, 255).astype(np.uint8)
    turned = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), 2.0, 1.05)
    later = cv2.warpAffine(picture, turned, size, borderMode=cv2.BORDER_REFLECT_101)
    for view, across in ((picture, 0.4), (later, 0.48)):
        cv2.circle(view, (int(size[0] * across), size[1] // 2), size[1] // 8, (40, 60, 220), -1, cv2.LINE_AA)
    paths = [workspace / "first.png", workspace / "last.png"]
    for path, view in zip(paths, (picture, later), strict=True):
        cv2.imwrite(str(path), view)
    return Materials(first_frame=paths[0], last_frame=paths[1])


async def _measure_children() -> None:
    """How long a first clip of one frame takes in a cold child and a warm one, and how soon a long one is given up."""
    tiny = VideoRequest(prompt="sea", width=64, height=36, frame_rate=24, frame_count=1, seed=1)
    endless = VideoRequest(prompt="sea", width=1280, height=720, frame_rate=24, frame_count=9000, seed=1)
    cold, warm, cancelled = [], [], []
    for _ in range(WARM_UPS):
        engine = SketchEngine(processes=1)
        cold.append(await _timed(engine, tiny))
        warm.append(await _timed(engine, tiny))
        cancelled.append(await _cancelled(engine, endless))
        await engine.close()
    print("| child | median of 3, s |\n|---|---|")
    for name, values in (("cold: started, first frame on disk", cold), ("warm: the same", warm)):
        print(f"| {name} | {median(values):.2f} |")
    print(f"| cancelled in the middle, until nothing of it is left | {median(cancelled):.3f} |")


async def _timed(engine: SketchEngine, request: VideoRequest) -> float:
    with TemporaryDirectory() as folder:
        began = perf_counter()
        await engine.generate(request, task_id="", materials=Materials(), workspace=Path(folder), report=lambda _: None)
        return perf_counter() - began


async def _cancelled(engine: SketchEngine, request: VideoRequest) -> float:
    drawing = asyncio.Event()
    with TemporaryDirectory() as folder:
        task = asyncio.create_task(
            engine.generate(
                request,
                task_id="",
                materials=Materials(),
                workspace=Path(folder),
                report=lambda _: drawing.set(),
            )
        )
        await drawing.wait()
        began = perf_counter()
        task.cancel()
        await asyncio.wait({task})
        return perf_counter() - began


if __name__ == "__main__":
    if sys.argv[1:2] == ["--case"]:
        print(json.dumps(asdict(measure(CASES[int(sys.argv[2])]))))
    else:
        main()
