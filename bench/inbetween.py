"""Scores the frames between two pictures against true frames of real footage, beside other ways of making them.

Not here: speed of whole jobs. Run `python bench/inbetween.py [--quick]`; it prints tables. Clips and photographs come
out of packages; what is not installed is named together with its cure.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise
from statistics import fmean
from typing import TypeAlias

import cv2
import numpy as np

from inbetween_footage import Pair, find_clips, find_photographs, load_pairs
from inbetween_rivals import FRAMES_MADE, Draw, cross_fade, interpolate_by_filter, splat_colours, warp_by_half_size_flow
from inbetween_scores import measure, peak_ratio, similarity
from onereel.engines.sketch.inbetween.decision import Way, choose_way, compare
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.inbetween.pair import morph_of
from onereel.engines.sketch.pixels import Pixels

DISTANCES = (2, 4, 8, 16)
ZOOMS = (1.2, 1.5, 2.0)
STAGES = 24
Prepare: TypeAlias = Callable[[Pixels, Pixels], Draw]


def onereel(first: Pixels, last: Pixels) -> Draw:
    """The engine's way, without its camera and its easing; what it would not follow is mixed."""
    opaque_first, opaque_last = (cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA) for picture in (first, last))
    enlarger = Enlarger(width=first.shape[1], height=first.shape[0])
    comparison = compare(enlarger.shrink(opaque_first), enlarger.shrink(opaque_last))
    if choose_way(comparison) in {Way.DISSOLVE, Way.TRANSITION}:
        return cross_fade(first, last)
    return morph_of(opaque_first, opaque_last, flows=comparison.flows, enlarger=enlarger).between


RIVALS: dict[str, Prepare] = {
    "cross-fade": cross_fade,
    "minterpolate": interpolate_by_filter,
    "DIS at half size, weights": warp_by_half_size_flow,
    "colours splatted forward": splat_colours,
    "onereel": onereel,
}


def score_footage(pairs: Iterable[Pair]) -> dict[tuple[str, int, float], tuple[float, float]]:
    """Mean PSNR and SSIM by way, distance and share."""
    scores: dict[tuple[str, int, float], list[tuple[float, float]]] = defaultdict(list)
    for pair in pairs:
        for name, prepare in RIVALS.items():
            draw = prepare(pair.first, pair.last)
            for share, truth in pair.between.items():
                drawn = draw(share)[..., :3]
                scores[name, pair.distance, share].append((peak_ratio(drawn, truth), similarity(drawn, truth)))
    return {key: (fmean(dB for dB, _ in found), fmean(like for _, like in found)) for key, found in scores.items()}


def zoomed(photograph: Pixels, factor: float) -> Pixels:
    """The middle of a photograph, enlarged, at 640 x 360."""
    height, width = photograph.shape[:2]
    scale = max(640 / width, 360 / height) * factor
    matrix = np.array([[scale, 0, 320 - scale * width / 2], [0, scale, 180 - scale * height / 2]], np.float32)
    return cv2.warpAffine(photograph, matrix, (640, 360), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)


def score_zooms(photographs: list[Pixels]) -> dict[tuple[str, float], float]:
    """Mean PSNR of the stage half way through a steady zoom, by way and zoom."""
    scores: dict[tuple[str, float], list[float]] = defaultdict(list)
    for photograph in photographs:
        for factor in ZOOMS:
            truth = zoomed(photograph, factor**0.5)
            for name, prepare in RIVALS.items():
                draw = prepare(zoomed(photograph, 1), zoomed(photograph, factor))
                scores[name, factor].append(peak_ratio(draw(0.5)[..., :3], truth))
    return {key: fmean(found) for key, found in scores.items()}


def smoothness(pairs: list[Pair], prepare: Prepare) -> float:
    """The greatest step between neighbouring stages over the median step; 1 is perfectly even. Mean over pairs."""
    spikes = []
    for pair in pairs:
        draw = prepare(pair.first, pair.last)
        stages = [draw(step / STAGES)[..., :3].astype(np.int16) for step in range(1, STAGES)]
        stages = [pair.first.astype(np.int16), *stages, pair.last.astype(np.int16)]
        steps = [float(np.mean(np.abs(one - two))) for one, two in pairwise(stages)]
        spikes.append(max(steps) / float(np.median(steps)))
    return fmean(spikes)


def print_quality(pairs: list[Pair]) -> None:
    """The table of the issue, and the one for the other shares."""
    scores = score_footage(pairs)
    for share in (0.5, 0.25, 0.75):
        print(f"\nmean PSNR dB / SSIM at {share}")
        for name in RIVALS:
            found = [scores.get((name, distance, share)) for distance in DISTANCES]
            cells = [f"{one[0]:6.2f}/{one[1]:.4f}" if one else " " * 13 for one in found]
            print(f"{name:28}", *cells, sep=" | ")


def print_cost(times: int) -> None:
    """Processor time of every way at 1280 x 720."""
    tile = np.random.default_rng(0).integers(0, 255, (36, 64, 3)).astype(np.uint8)
    scene = cv2.resize(tile, (1480, 820), interpolation=cv2.INTER_CUBIC)
    first, last = scene[40:760, 40:1320].copy(), scene[46:766, 52:1332].copy()
    print("\n1280 x 720, ms of one core: best (median)")
    for name, prepare in RIVALS.items():
        draw = prepare(first, last)
        pair = measure(lambda prepare=prepare: prepare(first, last), times=min(times, 3))
        frame = measure(lambda draw=draw: draw(0.4), times=times)
        print(f"{name:28} | pair {pair} | frame {frame}")
    print(f"minterpolate draws all of its {FRAMES_MADE} frames as its pair")


def main() -> None:
    """Print what was found, then all tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="14 pairs for each distance instead of 50")
    count = 14 if arguments.parse_args().quick else 50
    cv2.setNumThreads(1)
    clips, photographs = find_clips(), find_photographs()
    for line in (*clips.missing, *photographs.missing):
        print(f"missing: {line}")
    print("clips:", ", ".join(path.name for path in clips.paths), f"- {count} pairs for each distance")
    print_cost(times=9)
    pictures = [cv2.imread(str(path), cv2.IMREAD_COLOR) for path in photographs.paths]
    if pictures:
        zooms = score_zooms([picture for picture in pictures if picture is not None])
        print(f"\nsteady zooms {ZOOMS} of {len(pictures)} photographs, half way, mean PSNR dB")
        for name in RIVALS:
            print(f"{name:28}", *(f"{zooms[name, factor]:6.2f}" for factor in ZOOMS), sep=" | ")
    if clips.paths:
        pairs = load_pairs(clips.paths, distances=DISTANCES, count=count)
        print_quality(pairs)
        far = [pair for pair in pairs if pair.distance == 8][::4]
        print(f"\ngreatest step over the median step, {STAGES} stages, {len(far)} pairs 8 frames apart")
        for name in ("cross-fade", "DIS at half size, weights", "onereel"):
            print(f"{name:28} | {smoothness(far, RIVALS[name]):.2f}")


if __name__ == "__main__":
    main()
