"""The options in which a video is described, and the wish that they come to.

Not here: what a model takes (`onereel.client.dialects`), or ordering (`generate.py`).
"""

import json
from collections.abc import Sequence
from typing import Annotated, Final, cast

import typer

from onereel.cli.ending import MISTAKE, stop
from onereel.client.dialects.base import Model
from onereel.client.dialects.registry import MODELS, find_model
from onereel.client.reading import is_link
from onereel.client.wish import WishFields

_LONGEST_PROMPT: Final = 20_000
"""Characters; far more than any model takes."""


def complete_model(incomplete: str) -> list[str]:
    """The names that begin so, for a shell."""
    return [name for name in MODELS if name.startswith(incomplete)]


def _complete_size(incomplete: str) -> list[str]:
    sizes = dict.fromkeys(size for model in MODELS.values() for size in model.sizes)
    return [size for size in sizes if size.startswith(incomplete)]


Prompt = Annotated[str, typer.Argument(help="What the video is to show.", show_default=False)]
ModelName = Annotated[
    str | None,
    typer.Option("--model", "-m", autocompletion=complete_model, help="Which model; `onereel models` lists them."),
]
First = Annotated[str | None, typer.Option("--first", metavar="PICTURE", help="First frame: a file, or an address.")]
Last = Annotated[str | None, typer.Option("--last", metavar="PICTURE", help="Last frame: a file, or an address.")]
Size = Annotated[
    str | None, typer.Option("--size", "-s", autocompletion=_complete_size, help="Such as 720p or 1280x720.")
]
Duration = Annotated[int | None, typer.Option("--duration", "-d", metavar="SECONDS", help="How long it is to be.")]
Seed = Annotated[int | None, typer.Option(help="The same seed makes the same video, where a model takes one.")]
Audio = Annotated[bool | None, typer.Option("--audio/--no-audio", help="Whether there is to be sound.")]
Track = Annotated[str | None, typer.Option("--track", metavar="URL", help="A sound file of your own, by its address.")]
Negative = Annotated[str | None, typer.Option("--negative", metavar="TEXT", help="What is not to be seen.")]
Extra = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="NAME=VALUE", help="A field of the model's own: watermark=true; repeatable."),
]


def choose_model(name: str | None) -> Model:
    """The model of that name. Ends the command where none is named, raises Unsupported where there is none."""
    if not name:
        stop(f"say which model with --model: {', '.join(MODELS)}.", MISTAKE)
    return find_model(name)


def read_wish(
    prompt: str,
    *,
    frames: tuple[str | None, str | None],
    size: str | None,
    duration: int | None,
    seed: int | None,
    sound: tuple[bool | None, str | None],
    negative: str | None,
    extra: Sequence[str] | None,
    key: str | None = None,
) -> WishFields:
    """What was said, in the client's names; what was not said is left out."""
    (first, last), (audio, track) = frames, sound
    if track is not None and audio is False:
        stop("--track is a sound, and --no-audio is none: leave out one of them.", MISTAKE)
    if track is not None and not is_link(track):
        stop(f"--track is {track[:60]!r}: it takes the address of a sound file, by http:// or https://.", MISTAKE)
    if len(prompt) > _LONGEST_PROMPT:
        stop(f"the prompt has {len(prompt)} characters; no model takes more than {_LONGEST_PROMPT}.", MISTAKE)
    said: dict[str, object] = {
        "first_frame": first,
        "last_frame": last,
        "size": size,
        "duration": duration,
        "seed": seed,
        "audio": audio if track is None else track,
        "negative_prompt": negative,
        "idempotency_key": key,
    }
    wish: WishFields = {"prompt": prompt, "options": dict(map(_read_option, extra or ()))}
    return cast("WishFields", wish | {name: value for name, value in said.items() if value is not None})


def _read_option(text: str) -> tuple[str, object]:
    """A number, true or false as what it is; all else as text."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        stop(f"--option is {text[:60]!r}: it takes NAME=VALUE, such as watermark=true.", MISTAKE)
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return name, value
    return name, read if isinstance(read, bool | int) else value
