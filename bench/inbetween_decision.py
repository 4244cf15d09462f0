"""Shows how well the engine tells pictures that belong together from those that do not, on pairs it was not tuned on.

Not here: the thresholds; see `onereel.engines.sketch.inbetween.decision`. Run `python bench/inbetween_decision.py`.
Half of the photographs and clips served to choose the thresholds ("chosen on"); the other half is held out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import cv2
import numpy as np

from inbetween_footage import OPENCV_FOLDER, find_clips, find_photographs, load_pairs
from onereel.engines.sketch.inbetween.decision import choose_way, compare
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.pictures import fit
from onereel.engines.sketch.pixels import Pixels

WIDTH, HEIGHT = 1152, 648
CHOSEN_ON = {
    "photographs": ("aero1", "baboon", "board", "butterfly", "fruits", "chelsea", "coffee"),
    "held out": ("building", "home", "messi5", "starry_night", "squirrel_cls", "astronaut", "rocket", "smarties"),
}
VIEWS = (("aero1", "aero3"), ("aloeL", "aloeR"), ("graf1", "graf3"), ("leuvenA", "leuvenB"))
HELD_OUT_VIEWS = (
    ("basketball1", "basketball2"),
    ("rubberwhale1", "rubberwhale2"),
    ("Blender_Suzanne1", "Blender_Suzanne2"),
    ("left01", "left06"),
    ("left02", "left09"),
    ("left03", "left12"),
)
CLIPS_CHOSEN_ON = ("bikes", "box", "carphone_pristine")
DISTANCES = (3, 12, 40, 90)


@dataclass(frozen=True, slots=True)
class Case:
    """Two pictures and what they are to each other."""

    half: str
    kind: str
    name: str
    first: Pixels
    last: Pixels


def load(name: str) -> Pixels | None:
    """The photograph of that name at the size of a frame, BGRA, or None where it is not installed."""
    paths = [path for path in find_photographs().paths if path.stem == name]
    paths += [path for ending in (".jpg", ".png") for path in OPENCV_FOLDER.glob(f"examples/data/{name}{ending}")]
    picture = cv2.imread(str(paths[0]), cv2.IMREAD_COLOR) if paths else None
    return None if picture is None else framed(picture)


def framed(picture: Pixels) -> Pixels:
    """The picture filling a frame."""
    return fit(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), width=WIDTH, height=HEIGHT).frame


def _moved(picture: Pixels, *, zoom: float = 1, turn: float = 0, right: float = 0) -> Pixels:
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), turn, zoom)
    matrix[0, 2] += right * WIDTH
    return cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)


def _edited(picture: Pixels) -> dict[str, Pixels]:
    darker = cv2.convertScaleAbs(picture, alpha=0.6, beta=10)
    return {
        "zoom 1.3": _moved(picture, zoom=1.3),
        "zoom 1.8": _moved(picture, zoom=1.8),
        "zoom 2.5": _moved(picture, zoom=2.5),
        "turned by 12 degrees": _moved(picture, turn=12),
        "moved by a fifth": _moved(picture, right=0.2),
        "moved by two fifths": _moved(picture, right=0.4),
        "darker": darker,
        "darker and zoomed": _moved(darker, zoom=1.4, turn=4),
    }


def photograph_cases() -> Iterator[Case]:
    """One photograph edited; two photographs that have nothing in common."""
    for half, names in zip(("chosen on", "held out"), CHOSEN_ON.values(), strict=True):
        pictures = {name: picture for name in names if (picture := load(name)) is not None}
        for name, picture in pictures.items():
            for kind, edited in _edited(picture).items():
                yield Case(half, kind, name, picture, edited)
        for one, other in permutations(pictures, 2):
            yield Case(half, "unrelated photographs", f"{one} {other}", pictures[one], pictures[other])


def view_cases() -> Iterator[Case]:
    """Two photographs of one thing from different places."""
    for half, views in (("chosen on", VIEWS), ("held out", HELD_OUT_VIEWS)):
        for one, other in views:
            first, last = load(one), load(other)
            if first is not None and last is not None:
                yield Case(half, "views of one thing", f"{one} {other}", first, last)


def clip_cases() -> Iterator[Case]:
    """Frames of one shot, near and far; frames of different clips."""
    tree = [path for path in (OPENCV_FOLDER / "examples" / "data" / "tree.avi",) if path.exists()]
    strangers: dict[str, list[Pixels]] = defaultdict(list)
    for path in (*find_clips().paths, *tree):
        half = "chosen on" if _name(path) in CLIPS_CHOSEN_ON else "held out"
        for pair in load_pairs((path,), distances=DISTANCES, count=6):
            first, last = framed(pair.first), framed(pair.last)
            yield Case(half, f"{pair.distance} frames apart", f"{pair.clip} {pair.first_index}", first, last)
            strangers[half].append(first)
    for half, frames in strangers.items():
        steps = range(0, len(frames), 5)
        apart = [(one, other) for one in steps for other in steps if abs(one - other) > len(DISTANCES) * 6]
        for one, other in apart:
            yield Case(half, "frames of other clips", f"{one} {other}", frames[one], frames[other])


def _name(path: Path) -> str:
    return path.name.split(".")[0]


def main() -> None:
    """Print one line for each kind of pair in each half."""
    cv2.setNumThreads(1)
    enlarger = Enlarger(width=WIDTH, height=HEIGHT)
    figures: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    ways: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for case in (case for source in (photograph_cases, view_cases, clip_cases) for case in source()):
        comparison = compare(enlarger.shrink(case.first), enlarger.shrink(case.last))
        found = (comparison.flows.agreement, comparison.alignment.matches, comparison.unchanged)
        figures[case.half, case.kind].append(found)
        ways[case.half, case.kind][choose_way(comparison)] += 1
    print("lowest / median / highest of agreement, matches, share unchanged")
    for (half, kind), rows in sorted(figures.items()):
        shown = " | ".join(
            f"{min(values):6.2f} / {float(np.median(values)):6.2f} / {max(values):6.2f}"
            for values in zip(*rows, strict=True)
        )
        sent = ", ".join(f"{way} {count}" for way, count in ways[half, kind].most_common())
        print(f"{half:10} | {kind:22} | {len(rows):3} | {shown} | {sent}")


if __name__ == "__main__":
    main()
