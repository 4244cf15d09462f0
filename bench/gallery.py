"""Draws a fixed set of prompts as contact sheets, so that the animatic engine's pictures can be looked at.

Not here: encoding and sound; frames come straight from the film. Run `python bench/gallery.py [name ...]`: it writes
`docs/gallery/`, a sheet for each prompt and an index, and prints what each cost to draw.
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from onereel.domain.request import VideoRequest
from onereel.engines.sketch.animatic.film import AnimaticFilm
from onereel.engines.sketch.animatic.reading import read_plan
from onereel.engines.sketch.pixels import Pixels

FOLDER = Path(__file__).parents[1] / "docs" / "gallery"
FRAMES = 8
RATE = 24
SECONDS = 5
GAP = 6
SHEET_WIDTH = 1600
OVERVIEW = ("02-epic-cat", "07-city-rain", "09-balloons", "16-stage", "14-space", "17-snow")
"""Whose middle frames are shown in the README."""
OVERVIEW_WIDTH = 400
"""Pixels, of one of them."""
QUALITY = 82
SIZES = {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (960, 960)}
EPIC = (
    "一幅史诗级可爱的场景。一只小巧可爱的卡通小猫将军，身穿细节精致的金色盔甲，头戴一个稍大的头盔，勇敢地站在悬崖上。"
    "他骑着一匹虽小但英勇的战马，说：“青海长云暗雪山，孤城遥望玉门关。黄沙百战穿金甲，不破楼兰终不还。”。悬崖下方，"
    "一支由老鼠组成的、数量庞大、无穷无尽的军队正带着临时制作的武器向前冲锋。这是一个戏剧性的、大规模的战斗场景，"
    "灵感来自中国古代的战争史诗。远处的雪山上空，天空乌云密布。整体氛围是“可爱”与“霸气”的搞笑和史诗般的融合。"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One prompt of the gallery."""

    name: str
    prompt: str
    ratio: str = "16:9"
    seed: int = 7
    multi_shot: bool = False
    extend: bool = False
    seconds: int = SECONDS

    def request(self) -> VideoRequest:
        """The wish as an engine gets it."""
        width, height = SIZES[self.ratio]
        return VideoRequest(
            prompt=self.prompt,
            width=width,
            height=height,
            frame_rate=RATE,
            frame_count=RATE * self.seconds,
            seed=self.seed,
            multi_shot=self.multi_shot,
            extend_prompt=self.extend,
        )


WISHES = (
    Wish(name="01-beach-dance", prompt="生成一个海边有一个人跳舞的视频"),
    Wish(name="02-epic-cat", prompt=EPIC, multi_shot=True, seconds=10),
    Wish(name="03-kitten-and-adult", prompt="一只小奶猫在跟大人玩耍"),
    Wish(name="04-kitten-grass", prompt="一只小猫在草地上玩耍"),
    Wish(name="05-kitten-beach", prompt="可爱的小猫在海边愉快的玩耍"),
    Wish(name="06-kitten", prompt="一直小猫在愉快的玩耍", seed=3),
    Wish(name="07-city-rain", prompt="cyberpunk neon city at night in the rain, cars driving by"),
    Wish(name="08-forest-deer", prompt="清晨的森林，薄雾，一只鹿走过"),
    Wish(name="09-balloons", prompt="hot air balloons over golden desert dunes at sunrise, slow push in"),
    Wish(name="10-ink-boat", prompt="水墨山水，一叶小舟，远山如黛", ratio="9:16"),
    Wish(name="11-room-cat", prompt="a ginger cat sleeping on the sofa in a cozy living room", ratio="9:16"),
    Wish(name="12-street", prompt="雨后的老街，行人撑伞走过，傍晚"),
    Wish(name="13-reef", prompt="深海珊瑚间一群热带鱼游过", ratio="1:1"),
    Wish(name="14-space", prompt="a rocket flies past a ringed planet in outer space"),
    Wish(name="15-garden", prompt="春天的花园里蝴蝶飞舞，一个女孩在散步"),
    Wish(name="16-stage", prompt="a robot dancing on a stage under spotlights"),
    Wish(name="17-snow", prompt="two horses galloping through a snow field, snowfall"),
    Wish(name="18-fireworks", prompt="城市夜景上空的烟花", ratio="1:1"),
    Wish(name="19-lanterns", prompt="孔明灯飘过夜晚的湖面，月光", ratio="9:16"),
    Wish(name="20-storm-sea", prompt="a small sailboat in a stormy sea with lightning"),
    Wish(name="21-autumn-dog", prompt="秋天的公园里，小狗在落叶中奔跑，跟拍镜头"),
    Wish(name="22-watercolour", prompt="watercolor painting of a rabbit hopping through a lavender field at sunset"),
    Wish(name="23-noir", prompt="black and white film, a man walking down a foggy street at night", ratio="9:16"),
    Wish(name="24-unknown", prompt="量子纠缠的沉默，🙂 quux", seed=11, extend=True),
)


def main() -> None:
    """Draw the named wishes, or all of them and the index."""
    cv2.setNumThreads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    asked = sys.argv[1:]
    for wish in WISHES:
        if not asked or any(wish.name.startswith(name) for name in asked):
            print(_draw(wish), flush=True)
    if not asked:
        (FOLDER / "index.md").write_text(_index(), encoding="utf-8")
    if not asked or "overview" in asked:
        _write(FOLDER / "overview.jpg", _joined([_still(name) for name in OVERVIEW], across=OVERVIEW_WIDTH, columns=3))


def _draw(wish: Wish) -> str:
    """Write the wish's sheet; returns a line about its cost."""
    request = wish.request()
    began = time.process_time()
    film = AnimaticFilm(request, plan=read_plan(request))
    film.frame(0)  # shots are built when they are needed
    built = time.process_time()
    indexes = np.linspace(0, request.frame_count - 1, FRAMES + 2).astype(int)[1:-1]
    frames = [film.frame(int(index)).copy() for index in indexes]
    cost = (time.process_time() - built) / FRAMES
    path = FOLDER / f"{wish.name}.jpg"
    _write(path, _sheet(frames))
    size = path.stat().st_size / 1024
    return f"{wish.name:20} build {built - began:5.2f} s, {cost * 1000:5.1f} ms a frame, {size:4.0f} KB"


def _sheet(frames: list[Pixels]) -> Pixels:
    """All frames on one sheet, in one row when they stand upright and in two otherwise."""
    height, width = frames[0].shape[:2]
    columns = FRAMES if height > width else FRAMES // 2
    return _joined(frames, across=(SHEET_WIDTH - (columns - 1) * GAP) // columns, columns=columns)


def _joined(frames: list[Pixels], *, across: int, columns: int) -> Pixels:
    """Frames of one size in rows, each `across` pixels wide."""
    height, width = frames[0].shape[:2]
    down = round(across * height / width)
    small = [cv2.resize(frame[..., :3], (across, down), interpolation=cv2.INTER_AREA) for frame in frames]
    rows = -(-len(frames) // columns)
    sheet = np.full((rows * down + (rows - 1) * GAP, columns * across + (columns - 1) * GAP, 3), 24, np.uint8)
    for number, picture in enumerate(small):
        row, column = divmod(number, columns)
        top, left = row * (down + GAP), column * (across + GAP)
        sheet[top : top + down, left : left + across] = picture
    return sheet


def _still(name: str) -> Pixels:
    """The frame in the middle of the clip of that name."""
    request = next(wish for wish in WISHES if wish.name == name).request()
    return AnimaticFilm(request, plan=read_plan(request)).frame(request.frame_count // 2)


def _write(path: Path, picture: Pixels) -> None:
    cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


def _index() -> str:
    parts = [
        "# What the animatic engine draws",
        """Eight frames of each clip, evenly spaced; `make gallery` draws them anew. The engine has no model weights: it
reads the prompt into a plan and draws the plan.""",
    ]
    for wish in WISHES:
        plan = read_plan(wish.request())
        asked = ", ".join([wish.ratio, f"{wish.seconds} s", f"seed {wish.seed}", *_switches(wish)])
        parts.append(f"## {wish.name}\n\n> {wish.prompt}\n\n{asked}. Plan: {plan}\n\n![{wish.name}]({wish.name}.jpg)")
    return "\n\n".join(parts) + "\n"


def _switches(wish: Wish) -> list[str]:
    return ["several shots"] * wish.multi_shot + ["prompt extended"] * wish.extend


if __name__ == "__main__":
    main()
