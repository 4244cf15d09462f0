"""The documents' programs run in the order in which a reader runs them: submit, ask at once, wait, ask again, download.

Not here: what must come of it.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.acceptance.programs import kling, paiwo, vidu, wan
from tests.acceptance.support.client import Client
from tests.acceptance.support.clips import Clip, open_clip
from tests.acceptance.support.media_server import MediaServer
from tests.acceptance.support.printing import printed_by


@dataclass(frozen=True)
class Story:
    """One video from submit to download."""

    began_at: float
    """Seconds since 1970, before the submit."""
    submitted: str
    """What the first program printed."""
    asked_at_once: str
    """What the second program printed right after that."""
    asked_at_end: str
    """What it printed once the task had ended."""
    ended_at: float
    video_url: str
    video: bytes

    @cached_property
    def clip(self) -> Clip:
        """The video, decoded."""
        return open_clip(self.video)


def tell_paiwo(client: Client, media: MediaServer) -> Story:
    """PixVerse: upload, submit with the same picture twice, query."""
    uploaded = json.loads(printed_by(paiwo.upload_by_address, client, image_url=media.url("first.jpg")))
    return _tell(
        client,
        submit=lambda: printed_by(paiwo.submit, client, img_id=uploaded["Resp"]["img_id"]),
        read_id=lambda printed: str(json.loads(printed)["Resp"]["video_id"]),
        query=lambda task: printed_by(paiwo.query, client, video_id=task),
        model="paiwo-get",
        read_url=lambda printed: json.loads(printed)["Resp"]["url"],
    )


def tell_wan(client: Client, media: MediaServer) -> Story:
    """Wan: submit with a march of 12 s, query."""
    return _tell(
        client,
        submit=lambda: printed_by(wan.submit, client, audio_url=media.url("march.mp3")),
        read_id=lambda printed: read_inner(json.loads(printed))["task_id"],
        query=lambda task: printed_by(wan.query, client, task_id=task),
        model="wan2.6-get",
        read_url=lambda printed: printed.splitlines()[-2],
    )


def tell_kling(client: Client, media: MediaServer) -> Story:
    """Kling: submit, query by task_id."""
    del media
    return _tell(
        client,
        submit=lambda: printed_by(kling.submit, client),
        read_id=lambda printed: json.loads(printed)["data"]["task_id"],
        query=lambda task: printed_by(kling.query, client, task_id=task),
        model="kling-text2video-get",
        read_url=lambda printed: json.loads(printed)["data"]["task_result"]["videos"][0]["url"],
    )


def tell_vidu(client: Client, media: MediaServer) -> Story:
    """Vidu: submit with two addresses; the query is a stream that waits by itself."""
    images = [media.url("first.jpg"), media.url("last.jpg")]
    return _tell(
        client,
        submit=lambda: printed_by(vidu.submit, client, images=images, wm_url=media.url("mark.png")),
        read_id=lambda printed: json.loads(printed)["task_id"],
        query=lambda task: printed_by(vidu.query, client, task_id=task),
        model="vidu-get",
        read_url=lambda printed: printed.partition("视频URL: ")[2].partition("\n")[0],
    )


def read_inner(reply: dict[str, Any]) -> dict[str, Any]:
    """The JSON inside a reply of Wan's."""
    inner: dict[str, Any] = json.loads(reply["output"][0]["content"][0]["text"])
    return inner


def _tell(
    client: Client,
    *,
    submit: Callable[[], str],
    read_id: Callable[[str], str],
    query: Callable[[str], str],
    model: str,
    read_url: Callable[[str], str],
) -> Story:
    began_at = time.time()
    submitted = submit()
    task = read_id(submitted)
    asked_at_once = query(task)
    client.wait(model, task)
    ended_at = time.time()
    asked_at_end = query(task)
    video_url = read_url(asked_at_end)
    downloaded = client.get(video_url)
    assert downloaded.status_code == 200
    return Story(
        began_at=began_at,
        submitted=submitted,
        asked_at_once=asked_at_once,
        asked_at_end=asked_at_end,
        ended_at=ended_at,
        video_url=video_url,
        video=downloaded.content,
    )
