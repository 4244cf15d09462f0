"""Reads the stream of a query: server-sent events whose text tells of progress, the end and the media.

Not here: the connection (`aio/transport.py`).

Sources: the document viduq2-pro (doc.dmxapi.cn) for the text; OpenAI's Responses API for the events.
"""

import re
from collections.abc import Iterator
from typing import Final

from onereel.client.errors import UnexpectedAnswer
from onereel.client.reading import object_at, parse_object, read_seconds, text_at
from onereel.client.states import Failure, Reply, State, Told

MOST_BYTES: Final = 16 * 1024 * 1024
"""Of one stream; a progress line is 200 bytes."""
_LONGEST_EVENT: Final = 1024 * 1024
_LINE_END: Final = re.compile(rb"\r\n|\n|\r")

_PROGRESS: Final = re.compile(r"当前进度[:：]\s*(\d{1,3}(?:\.\d{1,6})?)\s*%")
_VIDEO: Final = re.compile(r"视频URL[:：]\s*(https?://\S+)")
_COVER: Final = re.compile(r"封面URL[:：]\s*(https?://\S+)")
_WATERMARKED: Final = re.compile(r"水印视频[:：]\s*(https?://\S+)")
_SECONDS: Final = re.compile(r"时长[:：]\s*(\d{1,6}(?:\.\d{1,6})?)")
_REASON: Final = re.compile(r"原因[:：]\s*(.+)")
_ANY_CLIP: Final = re.compile(r"https?://\S+?\.mp4\S*")
"""How Kling's queries at DMXAPI give the address, without a name before it."""

_STATES: Final = {
    "queued": State.QUEUED,
    "in_progress": State.RUNNING,
    "completed": State.SUCCEEDED,
    "failed": State.FAILED,
    "incomplete": State.FAILED,
    "cancelled": State.CANCELLED,
}
_ENDS: Final = frozenset({"response.completed", "response.failed", "response.incomplete", "response.cancelled"})


class EventReader:
    """Cuts bytes into the JSON objects of server-sent events, with bounds on all that is kept."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._waiting = 0
        self._total = 0

    def feed(self, content: bytes) -> Iterator[Reply]:
        """The events that are whole by now. Raises UnexpectedAnswer."""
        self._total += len(content)
        if self._total > MOST_BYTES:
            raise UnexpectedAnswer(f"The stream is longer than {MOST_BYTES} bytes.")
        content = self._rest + content
        # A carriage return at the very end may be half of a line end.
        held = b"\r" if content.endswith(b"\r") else b""
        *lines, self._rest = _LINE_END.split(content.removesuffix(held))
        self._rest += held
        for line in lines:
            yield from self._take(line)
        if len(self._rest) + self._waiting > _LONGEST_EVENT:
            raise UnexpectedAnswer(f"An event of the stream is longer than {_LONGEST_EVENT} bytes.")

    def close(self) -> Iterator[Reply]:
        """The last event, where no blank line came after it."""
        rest, self._rest = self._rest, b""
        yield from self._take(rest.rstrip(b"\r"))
        yield from self._take(b"")

    def _take(self, line: bytes) -> Iterator[Reply]:
        if line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))
            self._waiting += len(line)
        elif not line and self._data:
            content, self._data, self._waiting = b"\n".join(self._data), [], 0
            if content.strip() != b"[DONE]":
                yield parse_object(content)


class StreamReader:
    """Understands the events of one query, in order."""

    def __init__(self) -> None:
        self._text = ""

    def read(self, event: Reply) -> Told | None:
        """What an event told of the video; None where it told nothing."""
        kind = text_at(event, "type") or ""
        response = object_at(event, "response")
        if kind in _ENDS and response is not None:
            return read_response(response, text=self._text, word=kind.rpartition(".")[2])
        if event.get("error") or kind == "error":
            error = object_at(event, "error") or event
            raise UnexpectedAnswer(f"The stream broke off: {text_at(error, 'message') or 'no reason was given'}")
        delta = text_at(event, "delta")
        if delta is None or len(self._text) > MOST_BYTES:
            return None
        self._text += delta
        return _read_progress(self._text)

    def finish(self) -> Told | None:
        """What the whole text told, where the stream ended without an event that says so."""
        return _read_media(self._text) if _VIDEO.search(self._text) else None


def read_whole(content: bytes) -> Told:
    """A stream that came in one piece. Raises UnexpectedAnswer where it told nothing."""
    events, reader, told = EventReader(), StreamReader(), None
    for event in (*events.feed(content), *events.close()):
        told = reader.read(event) or told
    found = told if told and told.state and told.state.is_terminal else reader.finish() or told
    if found is None:
        raise UnexpectedAnswer("The stream told nothing of the video.")
    return found


def read_response(response: Reply, *, text: str = "", word: str = "") -> Told:
    """What a whole response tells. Its own text counts before the `text` that came before it.

    Raises UnexpectedAnswer where it says that the video is done and does not say where it is.
    """
    state = _STATES.get(text_at(response, "status") or word, State.RUNNING)
    whole = text_at(response, "output", 0, "content", 0, "text") or text
    if state is State.SUCCEEDED:
        media = _read_media(whole)
        if media is None:
            raise UnexpectedAnswer(f"The video is said to be done, but not where it is: {whole[-200:]!r}")
        return _with_raw(media, response)
    if state in {State.FAILED, State.CANCELLED}:
        return Told(state=state, failure=_read_failure(response, whole, state), raw=response)
    return Told(state=state, raw=response)


def _read_progress(text: str) -> Told | None:
    found = _PROGRESS.findall(text[-400:])
    if not found:
        return None
    share = min(float(found[-1]) / 100, 1.0)
    # Nothing tells the queue from a video of which nothing is done yet.
    return Told(state=State.RUNNING if share > 0 else None, progress=share)


def _read_media(text: str) -> Told | None:
    video = _VIDEO.search(text)
    clip = _ANY_CLIP.search(text)
    if not video and not clip:
        return None
    seconds, cover, watermarked = _SECONDS.search(text), _COVER.search(text), _WATERMARKED.search(text)
    return Told(
        state=State.SUCCEEDED,
        url=video[1] if video else clip[0] if clip else None,
        cover_url=cover[1] if cover else None,
        watermarked_url=watermarked[1] if watermarked else None,
        seconds=read_seconds(seconds[1]) if seconds else None,
    )


def _read_failure(response: Reply, text: str, state: State) -> Failure | None:
    code, message = text_at(response, "error", "code"), text_at(response, "error", "message")
    if message is None:
        reason = _REASON.search(text)
        message = reason[1].strip() if reason else None
    if message is None and state is State.CANCELLED:
        return None
    return Failure(code=code or "failed", message=message or text.strip()[-200:] or "no reason was given")


def _with_raw(told: Told, response: Reply) -> Told:
    return Told(
        state=told.state,
        url=told.url,
        cover_url=told.cover_url,
        watermarked_url=told.watermarked_url,
        seconds=told.seconds,
        raw=response,
    )
