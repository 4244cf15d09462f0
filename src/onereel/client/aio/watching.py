"""Follows one video to its end: by stream where the server has one, else by asking again and again.

Not here: what a program sees of it (`video.py`).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from onereel.client.aio.transport import AsyncTransport
from onereel.client.dialects.registry import find_model
from onereel.client.errors import (
    ApiError,
    ClientError,
    ConnectionFailed,
    Refusal,
    VideoNotFound,
    WaitTimeout,
)
from onereel.client.reading import parse_object
from onereel.client.retries import Safety, may_repeat
from onereel.client.states import Snapshot, Told
from onereel.client.streams import EventReader, StreamReader, read_whole

LOOK_SECONDS: Final = 60.0
"""For how long one look at a stream may last."""
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 15.0
"""DashScope's own advice for asking."""
_GROWTH: Final = 1.5
OUTAGE_SECONDS: Final = 120.0
"""For how long a server may be away while a video is waited for."""


async def look(transport: AsyncTransport, snapshot: Snapshot) -> Snapshot:
    """How the video stands now. Raises ApiError and ConnectionFailed."""
    model = find_model(snapshot.model)
    if not model.only_streams:
        return await _ask(transport, snapshot)
    until = transport.timing.monotonic() + LOOK_SECONDS
    async with aclosing(_listen(transport, snapshot, until=until)) as tales:
        async for seen in tales:
            return seen
    return snapshot


async def watch(transport: AsyncTransport, snapshot: Snapshot, *, seconds: float) -> AsyncGenerator[Snapshot]:
    """The video as it stands and after each change; the last has ended. Raises WaitTimeout after that many seconds.

    A server that is away for a while is borne with. Raises ApiError and ConnectionFailed.
    """
    clock = transport.timing.monotonic
    until, well, pause, latest = clock() + seconds, clock(), _FIRST_PAUSE, snapshot
    yield latest
    while not latest.state.is_terminal:
        try:
            async with aclosing(_round(transport, latest, until=until)) as changes:
                async for seen in changes:
                    well = clock()
                    if seen != latest:
                        pause = _FIRST_PAUSE if seen.state is not latest.state else pause
                        latest = seen
                        yield latest
            well = clock()
        except (ConnectionFailed, ApiError) as error:
            if not _passes(error) or clock() - well > OUTAGE_SECONDS:
                raise
            pause = max(pause, _wanted(error))
        if latest.state.is_terminal:
            return
        if clock() + pause >= until:
            raise WaitTimeout(latest, seconds)
        await transport.pause(pause)
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)


async def _round(transport: AsyncTransport, snapshot: Snapshot, *, until: float) -> AsyncGenerator[Snapshot]:
    """One stream to its end, or one answer."""
    model, latest = find_model(snapshot.model), snapshot
    if not model.only_streams and not transport.seems_onereel:
        yield await _ask(transport, snapshot)
        return
    async with aclosing(_listen(transport, snapshot, until=until)) as tales:
        async for seen in tales:
            if not seen.state.is_terminal:
                yield seen
            latest = seen
    if not latest.state.is_terminal:
        return
    # The stream tells in words; the plain answer tells in the provider's own fields.
    yield latest if model.only_streams else await _ask(transport, latest)


async def _ask(transport: AsyncTransport, snapshot: Snapshot) -> Snapshot:
    model = find_model(snapshot.model)
    answer = await transport.ask({"model": model.query, "input": snapshot.id}, safety=Safety.READ)
    if answer.is_stream:
        return snapshot.learn(read_whole(answer.content))
    reply = parse_object(answer.content)
    told = model.read_task(reply)
    if told.failure and told.failure.code == "task_not_found":
        raise VideoNotFound(
            Refusal(
                status=answer.status,
                code=told.failure.code,
                message=told.failure.message,
                request_id=answer.request_id,
                body=reply,
            )
        )
    return snapshot.learn(told).learn(Told(request_id=answer.request_id, raw=reply))


async def _listen(transport: AsyncTransport, snapshot: Snapshot, *, until: float) -> AsyncGenerator[Snapshot]:
    """What a stream tells, until it ends or time is up."""
    body = {"model": find_model(snapshot.model).query, "input": snapshot.id, "stream": True}
    events, reader = EventReader(), StreamReader()
    async with transport.listen(body, until=until) as (answer, pieces):
        latest = snapshot.learn(Told(request_id=answer.request_id))
        async for piece in pieces:
            for event in events.feed(piece):
                told = reader.read(event)
                if told:
                    latest = latest.learn(told)
                    yield latest
    for event in events.close():
        told = reader.read(event)
        if told:
            latest = latest.learn(told)
            yield latest
    if not latest.state.is_terminal:
        told = reader.finish()
        if told:
            yield latest.learn(told)


def _passes(error: ClientError) -> bool:
    """Whether it may be otherwise in a while."""
    if isinstance(error, ApiError):
        return may_repeat(error.status, safety=Safety.READ, keeps_keys=False, retry_after=error.retry_after)
    return True


def _wanted(error: ClientError) -> float:
    return min(error.retry_after or 0.0, OUTAGE_SECONDS) if isinstance(error, ApiError) else 0.0
