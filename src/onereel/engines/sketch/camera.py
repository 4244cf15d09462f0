"""Camera moves: which one the words ask for, and how strong it is to be.

Not here: what a move does to a picture; drawn scenes and in-betweens each apply it in their own way.
"""

from dataclasses import dataclass
from enum import StrEnum

from onereel.domain.request import Amplitude, VideoRequest
from onereel.engines.sketch.words import find, without_speech


class Move(StrEnum):
    """What the camera does over the whole clip."""

    PUSH_IN = "push in"
    PULL_OUT = "pull out"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    ORBIT = "orbit"
    HANDHELD = "handheld"
    STATIC = "static"


MOVE_WORDS = {
    Move.PUSH_IN: (
        "推进 推近 拉近 推镜 推向 特写 缓推 前推 变焦推 "
        "push-in pushes-in pushing-in zoom-in zooms-in zooming-in dolly-in dollies-in dolly-forward push-forward "
        "close-up closeup move-closer moves-closer moving-closer camera-moves-forward move-in-on"
    ),
    Move.PULL_OUT: (
        "拉远 推远 后退 拉镜 拉开 后拉 "
        "pull-out pulls-out pulling-out pull-back pulls-back pulling-back zoom-out zooms-out zooming-out "
        "dolly-out dollies-out dolly-back camera-moves-back"
    ),
    Move.LEFT: (
        "左移 向左 左摇 左平移 pan-left pans-left panning-left pan-to-the-left pans-to-the-left truck-left trucks-left "
        "move-left moves-left moves-to-the-left tracking-left leftward-pan"
    ),
    Move.RIGHT: (
        "右移 向右 右摇 右平移 跟拍 跟随 pan-right pans-right panning-right pan-to-the-right pans-to-the-right "
        "truck-right trucks-right move-right moves-right moves-to-the-right tracking-shot tracking rightward-pan"
    ),
    Move.UP: (
        "上摇 上移 仰拍 升起 升镜 向上 镜头上升 "
        "tilt-up tilts-up tilting-up tilts-upward crane-up cranes-up pedestal-up "
        "camera-rises rises"
    ),
    Move.DOWN: (
        "下摇 下移 俯冲 降镜 向下 镜头下降 tilt-down tilts-down tilting-down tilts-downward crane-down cranes-down "
        "pedestal-down"
    ),
    Move.ORBIT: (
        "环绕 旋转镜头 镜头旋转 绕拍 围绕 orbit orbits orbiting arc-shot 360 circling circles-around rotates-around"
    ),
    Move.HANDHELD: "手持 晃动 抖动 handheld hand-held shaky",
    Move.STATIC: "固定镜头 静止镜头 固定机位 镜头固定 static-shot static-camera locked-off fixed-camera tripod",
}

AMPLITUDES = {Amplitude.AUTO: 1.0, Amplitude.SMALL: 0.5, Amplitude.MEDIUM: 1.0, Amplitude.LARGE: 1.9}
FAST = 1.25


@dataclass(frozen=True, kw_only=True, slots=True)
class CameraPlan:
    """One camera move."""

    move: Move
    asked: bool
    """Whether the words name it."""
    strength: float
    """1.0 is the ordinary size of a move."""
    cycles: int = 1
    """How often a move goes out and comes back when it must end where it began."""


def read_move(text: str) -> Move | None:
    """The move that the words ask for, or None."""
    hits = find(without_speech(text), {move.value: words for move, words in MOVE_WORDS.items()})
    return Move(hits[0].name) if hits else None


def plan_camera(request: VideoRequest, *, default: Move) -> CameraPlan:
    """The camera of a request: its words' move or `default`, at the strength it asks for."""
    move = read_move(request.prompt)
    return CameraPlan(
        move=move or default,
        asked=move is not None,
        strength=AMPLITUDES[request.amplitude] * (FAST if request.fast_motion else 1.0),
        cycles=2 if request.fast_motion else 1,
    )
