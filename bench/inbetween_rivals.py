"""Other ways to draw the frames between two pictures, for comparison: they only serve the benchmark.

Not here: the engine's own way; see `onereel.engines.sketch.inbetween`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import av
import av.filter
import cv2
import numpy as np

from onereel.engines.sketch.pixels import NO_MAP, Field, Pixels, grid

Draw: TypeAlias = Callable[[float], Pixels]
"""Draws the picture at a share of the way; BGR or BGRA."""
INTERPOLATION = "fps=4:mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none"
STEPS = 4
"""Frames that minterpolate makes of one second."""
FRAMES_MADE = 5 * STEPS
"""Frames that minterpolate makes of six pictures a second apart; those outside the pair are of no use."""


def cross_fade(first: Pixels, last: Pixels) -> Draw:
    """Both pictures mixed, nothing moves."""
    return lambda share: cv2.addWeighted(first, 1 - share, last, share, 0)


def interpolate_by_filter(first: Pixels, last: Pixels) -> Draw:
    """FFmpeg's minterpolate, given each picture three times, a second apart."""
    frames = dict(_filtered(first, last))
    return lambda share: frames[round(share * STEPS)]


def _filtered(first: Pixels, last: Pixels) -> list[tuple[int, Pixels]]:
    height, width = first.shape[:2]
    graph = av.filter.Graph()
    source = graph.add_buffer(width=width, height=height, format="yuv444p", time_base=Fraction(1, 1))
    chain = [source, graph.add("minterpolate", INTERPOLATION), graph.add("buffersink")]
    graph.link_nodes(*chain).configure()
    for index, picture in enumerate((first, first, first, last, last, last)):
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv444p")
        frame.pts, frame.time_base = index, Fraction(1, 1)
        graph.push(frame)
    graph.push(None)
    results: list[tuple[int, Pixels]] = []
    while True:
        try:
            made = graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            return results
        step = round(float(made.pts * made.time_base) * STEPS) - 2 * STEPS
        if 0 <= step <= STEPS:
            results.append((step, made.to_ndarray(format="bgr24")))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Dense:
    """Optical flow both ways and the round trip's error, at the pictures' own size."""

    forward: Field
    backward: Field
    error_forward: Field
    error_backward: Field


def _look_up(picture: Field, displacement: Field) -> Field:
    columns, rows = cv2.split(cv2.add(grid(*picture.shape[:2]), displacement))
    return cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _flows(first: Pixels, last: Pixels) -> _Dense:
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    grey_first, grey_last = (cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) for picture in (first, last))
    forward, backward = search.calc(grey_first, grey_last, NO_MAP), search.calc(grey_last, grey_first, NO_MAP)
    errors = [
        np.linalg.norm(there + _look_up(back, there), axis=2).astype(np.float32)
        for there, back in ((forward, backward), (backward, forward))
    ]
    return _Dense(forward=forward, backward=backward, error_forward=errors[0], error_backward=errors[1])


def warp_by_half_size_flow(first: Pixels, last: Pixels) -> Draw:
    """Backward warps along DIS flow found at half size, mixed by how well the round trip closes."""
    height, width = first.shape[:2]
    size = (max(16, width // 2), max(16, height // 2))
    flows = _flows(*(cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in (first, last)))
    trusts = [np.exp(-np.minimum(error, 6) / 2) for error in (flows.error_forward, flows.error_backward)]

    def enlarge(flow: Field) -> Field:
        scale = np.array([width / size[0], height / size[1]], np.float32)
        return cv2.resize(flow, (width, height), interpolation=cv2.INTER_LINEAR) * scale

    def draw(share: float) -> Pixels:
        left = 1 - share
        to_first = flows.forward * np.float32(-left * share) + flows.backward * np.float32(share * share)
        to_last = flows.forward * np.float32(left * left) - flows.backward * np.float32(left * share)
        weights = [
            cv2.resize(part * _look_up(trust, way) + np.float32(0.01), (width, height))
            for part, trust, way in ((left, trusts[0], to_first), (share, trusts[1], to_last))
        ]
        return cv2.blendLinear(
            _look_up(first, enlarge(to_first)), _look_up(last, enlarge(to_last)), weights[0], weights[1]
        )

    return draw


def splat_colours(first: Pixels, last: Pixels) -> Draw:
    """Every pixel of both pictures thrown forward along DIS flow of full size, well matched pixels winning."""
    flows = _flows(first, last)
    ways = ((first, last, flows.forward), (last, first, flows.backward))
    weights = []
    for picture, other, flow in ways:
        unlike = np.mean(np.abs(picture.astype(np.float32) - _look_up(other, flow)), axis=2)
        weights.append(np.exp(-np.minimum(unlike, 60) / 10).astype(np.float32))

    def draw(share: float) -> Pixels:
        total = np.zeros((*first.shape[:2], 4), np.float32)
        for (picture, _, flow), weight, passed in zip(ways, weights, (share, 1 - share), strict=True):
            total += (1 - passed) * _thrown(picture, flow * np.float32(passed), weight)
        faded = cv2.addWeighted(first, 1 - share, last, share, 0).astype(np.float32)
        total += np.float32(1e-4) * np.dstack([faded, np.ones(faded.shape[:2], np.float32)])
        return np.clip(total[..., :3] / total[..., 3:] + 0.5, 0, 255).astype(np.uint8)

    return draw


def _thrown(picture: Pixels, displacement: Field, weight: Field) -> Field:
    """Colours times weight, and weight, summed up where the pixels land; each touches four neighbours."""
    height, width = picture.shape[:2]
    target = grid(height, width) + displacement
    corner = np.floor(target)
    inside = target - corner
    total = np.zeros((height * width, 4))
    for down in (0, 1):
        for right in (0, 1):
            column, row = corner[..., 0].astype(int) + right, corner[..., 1].astype(int) + down
            share = np.abs(1 - right - inside[..., 0]) * np.abs(1 - down - inside[..., 1]) * weight
            share[(column < 0) | (column >= width) | (row < 0) | (row >= height)] = 0
            places = (np.clip(row, 0, height - 1) * width + np.clip(column, 0, width - 1)).ravel()
            for channel in range(3):
                values = (picture[..., channel] * share).ravel()
                total[:, channel] += np.bincount(places, values, minlength=height * width)
            total[:, 3] += np.bincount(places, share.ravel(), minlength=height * width)
    return total.reshape(height, width, 4).astype(np.float32)
