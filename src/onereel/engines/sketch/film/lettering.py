"""Lines of text as pictures, in the Chinese and Latin letters that OpenCV carries with it.

Not here: where a line goes on the frame.
"""

import re
from functools import cache

import cv2
import numpy as np

from onereel.engines.sketch.pixels import Field, Pixels

_NEVER_FIRST = "，。！？；：、”’）》,.!?;:)"
_PIECES = re.compile(r"[A-Za-z0-9'’\-]+|\s+|.", re.DOTALL)
_UNDRAWABLE = re.compile("[\U00010000-\U0010ffff\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f]")


@cache
def _face() -> cv2.FontFace:
    return cv2.FontFace("uni")


def drawable(text: str) -> str:
    """The text without what the font has no shapes for (emoji, controls), spaces made single."""
    kept = "".join(letter for letter in _UNDRAWABLE.sub("", text) if letter.isprintable() or letter.isspace())
    return " ".join(kept.split())


def measure(text: str, *, size: int) -> int:
    """How many pixels wide a line is when its letters are `size` pixels high."""
    return int(cv2.getTextSize((16, 16), text, (0, 0), _face(), size)[2])


def wrap(text: str, *, size: int, width: int) -> list[str]:
    """The text in lines of at most `width` pixels, broken at spaces or between Chinese letters."""
    lines: list[str] = []
    current = ""
    for piece in _PIECES.findall(text):
        if current and piece not in _NEVER_FIRST and measure(current + piece, size=size) > width:
            lines.append(current.strip())
            current = piece.lstrip()
        else:
            current += piece
    return [*lines, current.strip()] if current.strip() else lines


def letters(lines: list[str], *, size: int, weight: int = 500) -> Field:
    """The coverage, 0 to 1, of some centred lines, with a margin of half a letter all round."""
    widths = [measure(line, size=size) for line in lines]
    step = round(size * 1.45)
    coverage = np.zeros((step * len(lines) + size, max(widths, default=0) + size), np.uint8)
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        origin = ((coverage.shape[1] - width) // 2, round(size * 1.3) + number * step)
        cv2.putText(coverage, line, origin, (255,), _face(), size, weight)
    return coverage.astype(np.float32) / 255


def shadowed(coverage: Field, *, size: int, shadow: float = 0.75) -> Pixels:
    """White letters over a soft shadow, as a premultiplied picture."""
    widened = cv2.dilate(coverage, np.ones((3, 3), np.uint8))
    dark = np.clip(cv2.GaussianBlur(widened, (0, 0), max(0.8, size * 0.10)) * 1.3, 0, 1) * shadow
    alpha = coverage + dark * (1 - coverage)
    picture = np.empty((*coverage.shape, 4), np.float32)
    picture[..., :3] = coverage[..., None] * 255
    picture[..., 3] = alpha * 255
    return np.asarray(np.clip(picture + 0.5, 0, 255), np.uint8)
