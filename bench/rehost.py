"""Measures what memory the server takes while a vendor's video passes through it: 10 MB, then 1 GB.

A fake of Kling gives a real MP4; a fresh `onereel serve` for each size brings it home, and hands it out again to a
client. The same with the videos stored in S3. Prints one table, and exits with 1 when the large video took more memory
than MOST_GROWTH allows or when what came out is not what was made.

Not here: how soon a vendor is asked (`onereel.engines.upstream.pace`): time runs from when the file is asked for.
Run `python -m bench.rehost [bytes of the large one]`. Linux only, for what is read from /proc.
"""

import hashlib
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import av
import numpy as np
import requests
from tests.acceptance.support.server import RunningServer
from tests.fakes.running import RunningFake, running_fake
from tests.support.s3 import REGION, S3Server, running_s3

from onereel.assets.checksums import sha256_of

HERE = Path(__file__).parent
SMALL_BYTES = 10_000_000
LARGE_BYTES = 1_000_000_000
WIDTH, HEIGHT, RATE = 320, 180, 24
MODEL, QUERY = "kling-v2-6-text2video", "kling-text2video-get"
MOST_GROWTH = 64_000_000
"""Bytes that the peak may be higher with the large video than with the small one: what S3's library holds at most of
parts under way and of what its threads have freed and keep, neither of which 10 MB fill (docs/performance.md).
"""
SECONDS = 600
"""That anything may take."""
BUCKET = "rehost"


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """One video that went through a server. Bytes of memory, seconds."""

    stored: str
    size: int
    home: float
    """From when the vendor is asked for the file until the task has succeeded: fetched, looked at, stored."""
    out: float
    """For a client to fetch it."""
    rest: int
    """What the server takes before."""
    peak: int
    """The most it takes until the client has the video."""
    children: int
    """Processes that it has started and that run at the end: their memory is not counted."""
    same: bool
    """Whether the file that the client has and the checksum of the record are those of the file that was made."""

    def row(self) -> str:
        """A line of the table."""
        cells = (
            self.stored,
            f"{self.size:,}",
            f"{self.home:.2f}",
            f"{self.size / self.home / 1e6:.0f}",
            f"{self.out:.2f}",
            f"{self.size / self.out / 1e6:.0f}",
            f"{self.rest / 1e6:.1f}",
            f"{self.peak / 1e6:.1f}",
            "yes" if self.same else "NO",
        )
        return f"| {' | '.join(cells)} |"


HEAD = (
    "| stored in | bytes | home s | MB/s | out s | MB/s | server at rest MB | peak MB | same SHA-256 |",
    "|---|---|---|---|---|---|---|---|---|",
)


def make_video(path: Path, *, size: int) -> None:
    """A true MP4 of noise, a little larger than `size`: two pictures that take turns, each of them encoded once."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "qp": "4", "g": "1"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        pictures = _encode_noise(stream)
        written, number = 0, 0
        while written < size:
            packet = av.Packet(pictures[number % len(pictures)])
            packet.stream, packet.time_base = stream, Fraction(1, RATE)
            packet.pts = packet.dts = number
            packet.duration, packet.is_keyframe = 1, True
            container.mux(packet)
            written, number = written + packet.size, number + 1


def _encode_noise(stream: av.VideoStream) -> Sequence[bytes]:
    """Two and not one, since whole pictures that follow each other must differ in a number that the encoder gives."""
    chance = np.random.default_rng(1)
    packets = []
    for number in range(2):
        frame = av.VideoFrame.from_ndarray(chance.integers(0, 256, (HEIGHT * 3 // 2, WIDTH), np.uint8), "yuv420p")
        frame.pts = number
        packets += stream.encode(frame)
    return [bytes(packet) for packet in packets + stream.encode(None)]


@contextmanager
def serving(home: Path, fake: RunningFake, *, bucket: S3Server | None) -> Iterator[RunningServer]:
    """A fresh server that puts the model to the fake."""
    home.mkdir()
    (home / "onereel.toml").write_text(
        f'[accounts.vendor]\nupstream = "kling"\nbase_url = "{fake.url}"\nkey_env = "KLING_KEY"\n'
        f'second_key_env = "KLING_SECRET"\n[routes]\n"{MODEL}" = ["vendor"]\n'
    )
    settings = {"KLING_KEY": fake.key, "KLING_SECRET": fake.second_key}
    if bucket is not None:
        settings |= bucket.environment | {
            "ONEREEL_ASSETS_URL": f"s3://{BUCKET}",
            "ONEREEL_S3_ENDPOINT": bucket.endpoint,
            "ONEREEL_S3_REGION": REGION,
        }
    server = RunningServer(home, settings=settings, processes=1)
    try:
        yield server
    finally:
        server.terminate()


def carry(video: Path, home: Path, *, bucket: S3Server | None) -> Passage:
    """Bring one video home and hand it out."""
    with running_fake("kling", video=video) as fake, serving(home, fake, bucket=bucket) as server:
        rest = forget_peak(server.process)
        reference = ask(server, {"model": MODEL, "input": "海边"}).json()["data"]["task_id"]
        fake.wait(file=1)
        began = perf_counter()
        ask(server, {"model": QUERY, "input": reference, "stream": True})
        home_seconds = perf_counter() - began
        record = get(server, f"/v1/tasks/{reference}").json()
        if record["state"] != "succeeded":
            raise RuntimeError(f"{record}\n{server.whole_log}")
        began = perf_counter()
        received = checksum_at(record["result"]["url"])
        out_seconds = perf_counter() - began
        return Passage(
            stored="S3" if bucket else "a directory",
            size=video.stat().st_size,
            home=home_seconds,
            out=out_seconds,
            rest=rest,
            peak=read_peak(server.process),
            children=len(server.children),
            same=sha256_of(video) == record["result"]["sha256"] == received,
        )


def ask(server: RunningServer, question: Mapping[str, object]) -> requests.Response:
    """Ask a model, and read the answer to its end."""
    headers = {"Authorization": server.key}
    response = requests.post(f"{server.base_url}/v1/responses", json=question, headers=headers, timeout=SECONDS)
    response.raise_for_status()
    return response


def get(server: RunningServer, path: str) -> requests.Response:
    """Whatever a path answers."""
    response = requests.get(f"{server.base_url}{path}", headers={"Authorization": server.key}, timeout=SECONDS)
    response.raise_for_status()
    return response


def checksum_at(url: str) -> str:
    """The SHA-256 of what is at an address, none of it kept."""
    digest = hashlib.sha256()
    with requests.get(url, stream=True, timeout=SECONDS) as response:
        response.raise_for_status()
        for chunk in response.iter_content(1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest()


def forget_peak(process: int) -> int:
    """Have the peak begin anew; answers the memory that is taken now (see proc_pid_clear_refs(5))."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
    return read_peak(process)


def read_peak(process: int) -> int:
    """The most memory that a process has held at once."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("there is no VmHWM")


def main(large: int) -> int:
    """Both sizes, in a directory and in S3."""
    passages: list[Passage] = []
    # Beside this file and not in the system's temporary directory, which may lie in memory.
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=HERE, prefix=".data-")))
        bucket = stack.enter_context(running_s3())
        bucket.create_bucket(BUCKET)
        videos = [folder / f"{size}.mp4" for size in (SMALL_BYTES, large)]
        for video in videos:
            make_video(video, size=int(video.stem))
        print(
            f"Python {platform.python_version()}, {os.cpu_count()} cores for fake, server, client and S3; "
            f"load average {os.getloadavg()[0]:.1f}\n"
        )
        print("\n".join(HEAD))
        for place in (None, bucket):
            for video in videos:
                passages.append(carry(video, folder / f"home-{len(passages)}", bucket=place))
                print(passages[-1].row(), flush=True)
    return judge(passages)


def judge(passages: Sequence[Passage]) -> int:
    """Says how the peaks compare; 1 when something is not as it must be."""
    print()
    sound = all(passage.same for passage in passages)
    for small, large in zip(passages[::2], passages[1::2], strict=True):
        growth = large.peak - small.peak
        sound = sound and growth <= MOST_GROWTH
        print(
            f"{large.stored}: {large.size / small.size:.0f} times the video, {large.peak / small.peak:.2f} times the "
            f"peak ({growth / 1e6:+.1f} MB); {large.children} children of the server ran at the end"
        )
    bound = f"no peak is more than {MOST_GROWTH / 1e6:.0f} MB higher with the large video, and all is as it was made"
    print(bound if sound else f"NOT SO: {bound}")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(large=int(sys.argv[1]) if len(sys.argv) > 1 else LARGE_BYTES))
