"""Proof that a picture can be decoded to its end, found with bounded memory and in bounded time.

Not here: the decoding of one large picture; it runs in a process of its own, `image_child.py`.
"""

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Final

from onereel.assets.image_header import ImageFacts, facts_of, open_image
from onereel.assets.large_webp import LARGE_AREA, is_large_webp, load_large_webp
from onereel.assets.sniff import MediaType
from onereel.errors import ErrorKind, ImageError

CHILD_SECONDS: Final = 60.0
CHILD_TOO_LARGE: Final = 3
CHILD_INVALID: Final = 4
"""Exit codes of `image_child.py`; 0 says that the picture is sound, anything else that the child broke."""

# Each scan of a JPEG goes over all of its blocks again, so a small file with very many scans would take hours.
_MAX_JPEG_SCANS = 64
_SCAN_MARKER = b"\xff\xda"

_one_large_at_a_time = threading.Lock()
_large_lane = ThreadPoolExecutor(max_workers=1, thread_name_prefix="large-image")


def verify_image(content: bytes) -> ImageFacts:
    """Decode the picture wholly and answer its facts. Raises ImageError when it is damaged, cut short or too large.

    Blocks: about 10 ms a million pixels. Above LARGE_AREA it waits for its turn and for a child process,
    CHILD_SECONDS at most.
    """
    facts, is_large = _plan(content)
    if is_large:
        _verify_in_child(content)
    else:
        decode_fully(content)
    return facts


async def check_image(content: bytes) -> ImageFacts:
    """`verify_image` off the event loop; waiting large pictures hold one thread between them, not one each."""
    _, is_large = await asyncio.to_thread(_plan, content)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_large_lane if is_large else None, verify_image, content)


def decode_fully(content: bytes) -> None:
    """Decode the whole picture here and now, a JPEG at an eighth of its size. Raises ImageError."""
    stream = BytesIO(content)
    with open_image(stream) as image:
        width, height = image.size
        if is_large_webp(image):
            load_large_webp(stream, size=image.size, target=(max(1, width // 8), max(1, height // 8)))
            return
        image.draft(None, (max(1, width // 8), max(1, height // 8)))
        image.load()


def _plan(content: bytes) -> tuple[ImageFacts, bool]:
    """The facts from the header, and whether the picture is one for the child process."""
    with open_image(BytesIO(content)) as image:
        facts = facts_of(image)
        # A baseline JPEG streams through; a progressive one is held in whole, 6 bytes a pixel.
        streams = facts.format is MediaType.JPEG and "progressive" not in image.info
    if facts.format is MediaType.JPEG and content.count(_SCAN_MARKER) > _MAX_JPEG_SCANS:
        raise ImageError(ErrorKind.IMAGE_INVALID, "the JPEG has far too many scans; save it again as a plain JPEG")
    return facts, facts.width * facts.height > LARGE_AREA and not streams


def _verify_in_child(content: bytes) -> None:
    # -P keeps the working directory, which anyone may have written to, off the child's import path.
    command = [sys.executable, "-P", "-m", "onereel.assets.image_child"]
    try:
        with _one_large_at_a_time:
            child = subprocess.run(command, input=content, capture_output=True, timeout=CHILD_SECONDS, check=False)  # noqa: S603 # our own interpreter and module
    except subprocess.TimeoutExpired as error:
        raise ImageError(
            ErrorKind.IMAGE_TOO_LARGE, "the picture takes too long to be decoded; scale it down"
        ) from error
    if child.returncode == CHILD_INVALID:
        raise ImageError(
            ErrorKind.IMAGE_INVALID, "the picture is damaged or cut short; open it, save it again and send that file"
        )
    # Below zero a signal ended it: the system's own bound on memory, or ours on processor time.
    if child.returncode == CHILD_TOO_LARGE or child.returncode < 0:
        raise ImageError(ErrorKind.IMAGE_TOO_LARGE, "the picture needs too much memory to be decoded; scale it down")
    if child.returncode != 0:
        raise RuntimeError(f"the image process failed: {child.stderr.decode(errors='replace')[-2000:]}")
