"""Where a file is put, looked at before anything is ordered, and what is told of it in the end.

Not here: the download (`onereel.client`).
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from onereel.cli.ending import MISTAKE, say, stop
from onereel.client.errors import ClientError
from onereel.client.files import NewFile
from onereel.client.flow import Timing
from onereel.client.reading import text_at
from onereel.client.states import Reply
from onereel.client.sync.client import Client
from onereel.client.sync.video import WAIT_SECONDS, Video


def _read_place(text: str) -> Path:
    if text.endswith(_SEPARATORS) and not Path(text).is_dir():
        raise typer.BadParameter(f"there is no directory {text}: make it first.")
    return Path(text)


_SEPARATORS: Final = tuple(filter(None, (os.sep, os.altsep)))
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="PATH",
        parser=_read_place,
        help="Where to put the file: a name, or a directory.  [default: ./TASK_ID.mp4]",
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Open the file once it is there.")]
Timeout = Annotated[
    float, typer.Option(min=0.1, metavar="SECONDS", help="How long to wait for the video; after that it goes on alone.")
]
DEFAULT_TIMEOUT = WAIT_SECONDS


def check_place(out: Path | None) -> None:
    """Ends the command where nothing could be written; a video that is paid for must have a place."""
    place = Path() if out is None else out
    directory = place if place.is_dir() else place.parent
    if not directory.is_dir():
        stop(f"--out: there is no directory {directory}: make it first.", MISTAKE)
    try:
        NewFile(name_file(out, "video"), mint=Timing().mint_key).check()
    except OSError as error:
        why = error.strerror or str(error)
        stop(f"--out: {place} cannot be written ({why}): choose another place.", MISTAKE, error)


def name_file(out: Path | None, task_id: str) -> Path:
    """The path for the file of a task. Its id is the server's word, and names no other directory."""
    place = Path() if out is None else out
    if not place.is_dir():
        return place
    safe = "".join(letter for letter in task_id if letter.isascii() and (letter.isalnum() or letter in "-_"))
    return place / f"{safe[:128] or 'video'}.mp4"


def read_price(client: Client, video: Video) -> str | None:
    """What it was charged, in CNY; None where the server does not tell."""
    try:
        record: Reply = client.tasks.show(video.id)
    except ClientError:
        return None
    return text_at(record, "cost", "captured")


def describe(video: Video, *, path: Path | None, price: str | None) -> Mapping[str, object]:
    """All that scripts may want to know."""
    seen = video.snapshot
    return {
        "id": seen.id,
        "model": seen.model,
        "state": seen.state.value,
        "path": None if path is None else str(path.resolve()),
        "url": seen.url,
        "cover_url": seen.cover_url,
        "seconds": seen.seconds,
        "width": seen.width,
        "height": seen.height,
        "price": price,
        "tokens": seen.cost.tokens if seen.cost else None,
        "credits": seen.cost.credits if seen.cost else None,
    }


def tell_file(path: Path, video: Video, price: str | None) -> None:
    """The path alone on standard output, and all else beside it."""
    facts = [video.model, video.id]
    if video.seconds:
        facts.append(f"{video.seconds:g} s")
    if video.width and video.height:
        facts.append(f"{video.width}x{video.height}")
    if price:
        facts.append(f"{price} CNY")
    say(", ".join(facts), style="dim")
    typer.echo(str(path.resolve()))


def print_json(value: object) -> None:
    """One JSON value on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def open_file(path: Path) -> None:
    """Hand it to the desktop; that nobody there takes it is told, and no failure."""
    if typer.launch(str(path.resolve())) != 0:
        say(f"nothing here opens {path.name}.")
