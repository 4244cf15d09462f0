"""`onereel generate`: from a prompt to a file.

Not here: the request and the file (`onereel.client`), the options (`wishing.py`), the bar (`showing.py`).
"""

import shlex
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from onereel.cli import saving, wishing
from onereel.cli.arguments import Json, Server
from onereel.cli.ending import (
    GOES_ON,
    INTERRUPTED,
    UNCLEAR,
    close,
    describe,
    describe_os,
    once,
    stop,
    telling_refusals,
)
from onereel.cli.reaching import Way, reach
from onereel.cli.showing import Show, can_ask
from onereel.cli.speaking import tongue_at
from onereel.client.checking import check_wish
from onereel.client.dialects.base import Model
from onereel.client.errors import (
    CannotCancel,
    ClientError,
    NotCancellable,
    UnexpectedAnswer,
    VideoCancelled,
    VideoFailed,
    WaitTimeout,
)
from onereel.client.flow import Timing
from onereel.client.keys import check_idempotency_key
from onereel.client.pictures import load_picture
from onereel.client.states import State
from onereel.client.sync.video import Video
from onereel.client.wish import WishFields, wish_of

_Key = Annotated[
    str | None, typer.Option(metavar="KEY", help="Under one key a onereel makes one video, however often it is asked.")
]
_Home = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Start a server for this run on this directory, whatever address is set."),
]


def generate(  # noqa: PLR0913 - each is an option
    prompt: wishing.Prompt = "",
    *,
    model: wishing.ModelName = None,
    first: wishing.First = None,
    last: wishing.Last = None,
    size: wishing.Size = None,
    duration: wishing.Duration = None,
    seed: wishing.Seed = None,
    audio: wishing.Audio = None,
    track: wishing.Track = None,
    negative: wishing.Negative = None,
    option: wishing.Extra = None,
    out: saving.Out = None,
    open_it: saving.Open = False,
    as_json: Json = False,
    timeout: saving.Timeout = saving.DEFAULT_TIMEOUT,
    idempotency_key: _Key = None,
    server: Server = None,
    data_dir: _Home = None,
) -> None:
    """Make a video and save it.

    Where no address of a server is set, one is started for this run. Ctrl-C asks whether to cancel.
    """
    with telling_refusals(as_json=as_json):
        chosen = wishing.choose_model(model)
        wish = wishing.read_wish(
            prompt,
            frames=(first, last),
            size=size,
            duration=duration,
            seed=seed,
            sound=(audio, track),
            negative=negative,
            extra=option,
            key=Timing().mint_key() if idempotency_key is None else idempotency_key,
        )
        _check(wish, chosen, out)
        path = _carry_out(chosen, wish, reach(server, data_dir), out=out, timeout=timeout, as_json=as_json)
        if open_it:
            saving.open_file(path)


def _carry_out(
    model: Model,
    wish: WishFields,
    reached: AbstractContextManager[Way],
    *,
    out: Path | None,
    timeout: float,
    as_json: bool,
) -> Path:
    with reached as way:
        run = _Run(way=way, show=Show(is_silent=as_json), timeout=timeout, may_ask=not as_json and can_ask())
        path, video = run.make(model, wish, out)
        price = saving.read_price(way.client, video)
    _tell(path, video, price, elapsed=run.show.elapsed if as_json else None)
    return path


def _tell(path: Path, video: Video, price: str | None, *, elapsed: float | None) -> None:
    """As JSON where the time is to be told, too."""
    if elapsed is None:
        saving.tell_file(path, video, price)
    else:
        saving.print_json({**saving.describe(video, path=path, price=price), "elapsed": round(elapsed, 3)})


def _check(fields: WishFields, model: Model, out: Path | None) -> None:
    """What is wrong is told before a server is started or asked. Raises Unsupported."""
    wish = wish_of(fields)
    check_wish(wish, model)
    check_idempotency_key(fields.get("idempotency_key"))
    for name, frame in (("first_frame", wish.first_frame), ("last_frame", wish.last_frame)):
        if frame is not None:
            load_picture(frame, field=name)
    saving.check_place(out)


_ANSWERS: Final = {"y": True, "yes": True, "n": False, "no": False, "": False}
"""The same in every language; any other is asked for again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """One video on its way."""

    way: Way
    show: Show
    timeout: float
    may_ask: bool

    def make(self, model: Model, wish: WishFields, out: Path | None) -> tuple[Path, Video]:
        """Order it, wait, save it. Raises ClientError where there is no video to wait for."""
        video = self._order(model, wish)
        with self._keeping_in_sight(video):
            while not video.state.is_terminal:
                try:
                    self._wait(video)
                except KeyboardInterrupt:
                    self._interrupted(video)
            if video.state is State.SUCCEEDED:
                return self._save(video, saving.name_file(out, video.id)), video
        raise (VideoCancelled if video.state is State.CANCELLED else VideoFailed)(video.snapshot)

    def _order(self, model: Model, wish: WishFields) -> Video:
        try:
            with self.show.stretch() as tell:
                tell("ordering", None)
                return self.way.client.videos.create(model=model.id, **wish)
        except (KeyboardInterrupt, UnexpectedAnswer) as error:
            said = "interrupted while ordering." if isinstance(error, KeyboardInterrupt) else describe(error)
            unknown = "Whether it was taken is not known: `onereel tasks list` shows it."
            stop(f"{said}\n{unknown}\n{once(wish.get('idempotency_key') or '')}", UNCLEAR, error)

    @contextmanager
    def _keeping_in_sight(self, video: Video) -> Iterator[None]:
        """Whatever comes between, a video that is ordered is paid for: it is told how it is had all the same."""
        try:
            yield
        except WaitTimeout as error:
            if self.way.is_embedded:
                _cancel(video)
                why = f"time is up ({self.timeout:g} s); {video.id} is cancelled. --timeout is how long."
                stop(why, GOES_ON, task_id=video.id)
            stop(f"{describe(error)}\n{self._found_again(video)}", GOES_ON, error)
        except VideoFailed:
            raise
        except ClientError as error:
            stop(f"{describe(error)}\n{self._found_again(video)}", GOES_ON, error, task_id=video.id)
        except BrokenPipeError:
            raise
        except OSError as error:
            stop(f"{describe_os(error)}\n{self._found_again(video)}", GOES_ON, error, task_id=video.id)
        except KeyboardInterrupt as error:
            # One of several, while the first was still being heard.
            stop(f"interrupted.\n{self._found_again(video)}", INTERRUPTED, error, task_id=video.id)

    def _wait(self, video: Video) -> None:
        with self.show.stretch() as tell:
            tell(video.state.value, None)
            with closing(video.events(timeout=max(0.1, self.timeout - self.show.elapsed))) as events:
                for event in events:
                    tell(event.state.value, event.progress)

    def _save(self, video: Video, path: Path) -> Path:
        try:
            with self.show.stretch() as tell:
                tell("saving", None)
                return video.save(path)
        except KeyboardInterrupt as error:
            stop(f"interrupted while saving.\n{self._found_again(video)}", INTERRUPTED, error, task_id=video.id)

    def _interrupted(self, video: Video) -> None:
        """Returns where it is to be waited on."""
        answer = None
        if self.may_ask:
            answer = _ask(f"Cancel {video.id}? (No waits on, Ctrl-C again leaves it to itself)")
            if answer is False:
                return
        if answer or self.way.is_embedded:
            # Nobody would draw or fetch what is left to a server that ends with this run.
            self._end(video)
            return
        stop(f"interrupted; {video.id} goes on.\n{self._found_again(video)}", INTERRUPTED, task_id=video.id)

    def _end(self, video: Video) -> None:
        """Returns where it had ended by itself."""
        try:
            why_not = _cancel(video)
            if not why_not:
                stop(f"{video.id} is cancelled; nothing is charged.", INTERRUPTED, task_id=video.id)
            if not video.refresh().state.is_terminal:
                stop(f"{why_not}\n{self._found_again(video)}", INTERRUPTED, task_id=video.id)
        except KeyboardInterrupt as error:
            why = f"interrupted while cancelling: whether {video.id} is cancelled is not known."
            stop(f"{why}\n{self._found_again(video)}", INTERRUPTED, error, task_id=video.id)

    def _found_again(self, video: Video) -> str:
        where = f" --data-dir {shlex.quote(str(self.way.directory))}" if self.way.directory else ""
        return f"`onereel tasks watch {video.id}{where} --out FILE` waits for it and saves it."


def _cancel(video: Video) -> str:
    """Why it could not be cancelled; empty where it was."""
    try:
        video.cancel()
    except (CannotCancel, NotCancellable) as error:
        return close(str(error))
    return ""


def _ask(question: str) -> bool | None:
    """None where there is no answer."""
    try:
        told = f"{tongue_at(sys.stderr).tell(question)} [y/N]"
        while (answer := typer.prompt(told, default="", show_default=False, err=True).strip().lower()) not in _ANSWERS:
            pass
        return _ANSWERS[answer]
    except (typer.Abort, KeyboardInterrupt):
        typer.echo(err=True)  # the question has no end of line yet
        return None
