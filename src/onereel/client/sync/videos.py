# Written by `make client` out of ../aio: change that.
"""Orders videos.

Not here: what becomes of them (`video.py`), or what each model takes (`onereel.client.dialects`).
"""

import os
from collections.abc import Callable, Mapping
from typing import Unpack

from onereel.client.checking import check_wish
from onereel.client.dialects.base import Frames, Model
from onereel.client.dialects.registry import MODELS, find_model
from onereel.client.estimating import Estimate, read_estimate, write_question
from onereel.client.files import NewFile
from onereel.client.flow import in_thread
from onereel.client.keys import check_idempotency_key
from onereel.client.pictures import Picture, PictureSource, load_picture
from onereel.client.reading import parse_object, text_at
from onereel.client.retries import Safety
from onereel.client.sizes import read_size
from onereel.client.states import Progress, Snapshot
from onereel.client.sync.images import Images
from onereel.client.sync.transport import Transport
from onereel.client.sync.video import WAIT_SECONDS, Video
from onereel.client.sync.watching import look
from onereel.client.wish import Wish, WishFields, read_options


class Videos:
    """Creates, generates and finds videos."""

    def __init__(self, transport: Transport, images: Images) -> None:
        self._transport = transport
        self._images = images

    def create(  # noqa: PLR0913 - these names are the interface
        self,
        *,
        model: str,
        prompt: str = "",
        first_frame: PictureSource | None = None,
        last_frame: PictureSource | None = None,
        size: str | None = None,
        duration: int | None = None,
        seed: int | None = None,
        audio: bool | str | None = None,
        negative_prompt: str | None = None,
        options: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
    ) -> Video:
        """Order a video; returns as soon as it is accepted. docs/client.md says what each model takes.

        `first_frame`, `last_frame`: a path, bytes, an address, or an Image; files are uploaded or sent along.
        `size`: `1280x720`, or `720p` where the frames give the ratio. `duration`: seconds. `audio`: whether there is
        to be sound, or the address of a sound file (Wan). `options`: fields of the model's own, as its document calls
        them. `idempotency_key`: under one key a onereel makes one video; left out, one is minted for this call.

        Raises Unsupported before anything is sent, ApiError and its kinds, ConnectionFailed (nothing was ordered),
        AnswerLost (whether it was is not known; it is not sent again).

        Sources: the documents of the models (doc.dmxapi.cn), named in `onereel.client.dialects`.
        """
        chosen = find_model(model)
        wish = Wish(
            prompt=prompt,
            first_frame=first_frame,
            last_frame=last_frame,
            size=size,
            duration=duration,
            seed=seed,
            audio=audio,
            negative_prompt=negative_prompt,
            options=read_options(options),
        )
        check_wish(wish, chosen)
        key = self._transport.timing.mint_key() if idempotency_key is None else idempotency_key
        return self._order(chosen, wish, check_idempotency_key(key))

    def generate(
        self,
        *,
        model: str,
        save_to: str | os.PathLike[str] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        timeout: float = WAIT_SECONDS,
        **wish: Unpack[WishFields],
    ) -> Video:
        """Order a video, wait for it, and put it at `save_to`. The other arguments are those of `create`.

        Raises what `create`, `wait` and `save` raise; that nothing can be written at `save_to`, before anything is sent
        (OSError). What breaks it off after the order, Ctrl-C included, has a note
        that says how the video is found again.
        """
        if save_to is not None:
            in_thread(NewFile(save_to, mint=self._transport.timing.mint_key).check)
        video = self.create(model=model, **wish)
        try:
            video.wait(on_progress=on_progress, timeout=timeout)
            if save_to is not None:
                video.save(save_to)
        except BaseException as error:
            error.add_note(f"Its video: client.videos.retrieve(model={video.model!r}, id={video.id!r})")
            raise
        return video

    def estimate(self, *, model: str, **wish: Unpack[WishFields]) -> Estimate:
        """What `create` with the same arguments would be charged; orders nothing, and sends no picture. At a onereel.

        Raises Unsupported before anything is sent, ApiError, ConnectionFailed.
        """
        return read_estimate(self._transport.post("/v1/estimates", write_question(find_model(model), wish)))

    def models(self) -> tuple[str, ...]:
        """The models of this server that this client can order videos of."""
        listed = (self._transport.get("/v1/models")).get("data")
        names = {text_at(one, "id") for one in listed if isinstance(one, dict)} if isinstance(listed, list) else set()
        return tuple(name for name in MODELS if name in names)

    def retrieve(self, *, model: str, id: str | int) -> Video:  # noqa: A002 - the word of every such client
        """Find a video again, in another program or on another day. `model` is the one that makes it.

        Raises VideoNotFound, ApiError, ConnectionFailed.
        """
        snapshot = Snapshot(model=find_model(model).id, id=str(id))
        return Video(look(self._transport, snapshot), self._transport)

    def attach(self, video: Video) -> Video:
        """The same video with this client; asks nothing. For handles that come out of a pickle."""
        return Video(video.snapshot, self._transport)

    def _order(self, model: Model, wish: Wish, key: str) -> Video:
        body = model.write(wish, self._frames(wish, model))
        try:
            answer = self._transport.ask(body, safety=Safety.SUBMIT, idempotency_key=key)
        except BaseException as error:
            error.add_note(f"Its Idempotency-Key: {key}")
            raise
        reply = parse_object(answer.content)
        accepted = model.read_accepted(reply)
        width, height = read_size(wish.size)
        seconds = wish.duration or model.default_seconds
        snapshot = Snapshot(
            model=model.id,
            id=accepted.id,
            seconds=None if seconds is None else float(seconds),
            width=width,
            height=height,
            cost=accepted.cost,
            request_id=answer.request_id,
            raw=reply,
        )
        return Video(snapshot, self._transport)

    def _frames(self, wish: Wish, model: Model) -> tuple[Picture, ...]:
        """First and last frame as the model wants them. All are looked at before one is sent."""
        sources = {"first_frame": wish.first_frame, "last_frame": wish.last_frame}
        pictures = in_thread(
            lambda: [load_picture(source, field=name) for name, source in sources.items() if source is not None]
        )
        if model.frames is not Frames.UPLOADED:
            return tuple(pictures)
        kept: dict[Picture, Picture] = {}
        for picture in pictures:
            if picture not in kept:
                kept[picture] = self._images.keep(picture)
        return tuple(kept[picture] for picture in pictures)
