"""Spoken words at the bottom of the picture, a page at a time.

Not here: finding what is spoken.
"""

import re

import cv2
import numpy as np

from onereel.engines.sketch.film.lettering import drawable, letters, shadowed, wrap
from onereel.engines.sketch.pixels import Pixels, ease, faded, lay_over, place

LETTER_SHARE = 0.042
LINE_SHARE = 0.84
FADE = 0.3
SECONDS_A_PAGE = 2.5
MOST_LINES = 2
BAND = 0.42
"""How dark the band behind the letters is."""
_SENTENCE = re.compile(r"(?<=[。！？!?；;])|(?<=\.)\s+")


class Subtitles:
    """The pages of one clip."""

    def __init__(self, text: str, *, width: int, height: int, seconds: float) -> None:
        """Prepare the pages; an empty text has none."""
        self._seconds = seconds
        self._pages = [_page(part, width=width, height=height) for part in _parts(drawable(text), seconds)]

    def draw(self, canvas: Pixels, seconds: float) -> None:
        """Lay the page of that moment over the canvas."""
        if not self._pages:
            return
        lasting = self._seconds / len(self._pages)
        number = min(len(self._pages) - 1, int(seconds / lasting))
        shown = seconds - number * lasting
        strength = ease(min(shown / FADE, (lasting - shown) / FADE, 1.0))
        if strength > 0:
            page = faded(self._pages[number], strength)
            bottom = canvas.shape[0] - round(min(canvas.shape[:2]) * 0.03)
            place(canvas, page, left=(canvas.shape[1] - page.shape[1]) // 2, top=bottom - page.shape[0])


def _parts(text: str, seconds: float) -> list[str]:
    if not text:
        return []
    sentences = [part.strip() for part in _SENTENCE.split(text) if part and part.strip()]
    room = max(1, int(seconds / SECONDS_A_PAGE))
    size = -(-len(sentences) // room)
    return [" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]


def _page(text: str, *, width: int, height: int) -> Pixels:
    size = max(11, round(min(width, height) * LETTER_SHARE))
    lines = wrap(text, size=size, width=round(width * LINE_SHARE))
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + "…"]
    return _on_band(shadowed(letters(lines, size=size), size=size), size=size)


def _on_band(page: Pixels, *, size: int) -> Pixels:
    """The letters on a soft dark band, so that they can be read over whatever happens behind."""
    height, width = page.shape[:2]
    room = size
    alpha = np.zeros((height + 2 * room, width + 2 * room), np.float32)
    alpha[room // 2 : -(room // 2), room // 2 : -(room // 2)] = 255 * BAND
    alpha = cv2.GaussianBlur(alpha, (0, 0), room / 5)
    band: Pixels = np.zeros((*alpha.shape, 4), np.uint8)
    band[..., 3] = alpha.astype(np.uint8)
    lay_over(band[room : room + height, room : room + width], page)
    return band
