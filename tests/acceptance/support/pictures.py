"""Pictures to send: two frames of one scene that look like photographs, and files that are wrong in every way.

Not here: the server that hands them out (`media_server.py`).
"""

import base64
import struct
import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Height, width, and blue, green, red."""


def draw_scene(moment: float, *, width: int = 960, height: int = 540) -> Image:
    """A bay with hills, a sun and a boat at `moment`, 0 to 1: the camera pans and the boat sails."""
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    across = across + 0.12 * moment
    sky = np.stack([0.9 - 0.3 * down, 0.7 - 0.1 * down, 0.45 + 0.6 * down], axis=-1)
    hills = 0.5 + 0.06 * np.sin(9 * across) + 0.03 * np.sin(23 * across + 1)
    picture = np.where((down > hills)[..., None], np.array([0.25, 0.4, 0.22]), sky)
    water = np.stack([0.55 + 0.1 * np.sin(60 * down * (1 + down)), 0.42 + 0.2 * down, 0.2 + 0.1 * down], axis=-1)
    picture = np.where((down > 0.62)[..., None], water, picture)
    picture = picture + 0.05 * _grain(width, height)[..., None]
    image: Image = np.clip(picture * 255, 0, 255).astype(np.uint8)
    sun = (int(width * (0.75 - 0.12 * moment)), int(height * 0.2))
    cv2.circle(image, sun, height // 14, (180, 235, 255), -1, cv2.LINE_AA)
    _draw_boat(image, x=int(width * (0.25 + 0.25 * moment)), y=int(height * 0.72), size=height // 8)
    return cv2.GaussianBlur(image, (3, 3), 0).astype(np.uint8)


def encode(image: Image, suffix: str) -> bytes:
    """The file that holds an image: jpg, png or webp."""
    done, content = cv2.imencode(f".{suffix}", image)
    assert done
    return bytes(content)


def data_uri(content: bytes, kind: str = "image/jpeg") -> str:
    """The file as base64 with its content type."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def bomb(*, width: int = 30_000, height: int = 30_000) -> bytes:
    """A well-formed PNG of a few kilobytes that says it has very many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _grain(width: int, height: int) -> NDArray[np.float64]:
    """Soft spots, the same at every moment."""
    coarse = np.random.default_rng(7).standard_normal((height // 6, width // 6))
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)


def _draw_boat(image: Image, *, x: int, y: int, size: int) -> None:
    hull = np.array([[x - size, y], [x + size, y], [x + size // 2, y + size // 2], [x - size // 2, y + size // 2]])
    sail = np.array([[x, y - size * 2], [x, y - size // 8], [x + size, y - size // 8]])
    cv2.fillPoly(image, [hull], (40, 40, 120), cv2.LINE_AA)
    cv2.fillPoly(image, [sail], (235, 240, 245), cv2.LINE_AA)
