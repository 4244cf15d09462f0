"""Holds a wish against what a model can do, before anything is sent.

Not here: what each model can do (`dialects/`); the pictures themselves (`pictures.py`).
"""

import json
from collections.abc import Sequence
from typing import Final

from onereel.client.dialects.base import Frames, Model, Sound
from onereel.client.errors import Unsupported
from onereel.client.reading import is_link
from onereel.client.wish import Wish

_SHOWN: Final = 16
"""How many choices an error names."""


def check_wish(wish: Wish, model: Model) -> None:
    """Raises Unsupported, which names the argument and what the model takes."""
    _check_words(wish, model)
    _check_frames(wish, model)
    _check_choice(wish.size, tuple(model.sizes), name="size", model=model)
    _check_choice(wish.duration, model.durations, name="duration", model=model)
    _check_seed(wish, model)
    _check_audio(wish, model)
    _check_options(wish, model)
    _check_writable(wish, model)
    for conflict in model.conflicts:
        if conflict.applies(wish):
            raise Unsupported(f"{model.id}: {conflict.message}", conflict.field)


def _check_words(wish: Wish, model: Model) -> None:
    _check_text(wish.prompt, model.prompt_limit, name="prompt", model=model)
    if model.needs_prompt and not wish.prompt.strip():
        raise Unsupported(f"{model.id} needs a `prompt`.", "prompt")
    if wish.negative_prompt is None:
        return
    if model.negative_limit is None:
        raise Unsupported(f"{model.id} takes no `negative_prompt`: say in `prompt` what is wanted.", "negative_prompt")
    _check_text(wish.negative_prompt, model.negative_limit, name="negative_prompt", model=model)


def _check_text(text: object, limit: int, *, name: str, model: Model) -> None:
    if not isinstance(text, str):
        raise Unsupported(f"{model.id}: `{name}` is text, not {type(text).__name__}.", name)
    if len(text) > limit:
        raise Unsupported(f"{model.id}: `{name}` has {len(text)} characters; at most {limit} are taken.", name)


def _check_frames(wish: Wish, model: Model) -> None:
    for name, frame in (("first_frame", wish.first_frame), ("last_frame", wish.last_frame)):
        if model.frames is Frames.NONE and frame is not None:
            raise Unsupported(f"{model.id} makes videos from words alone: it takes no `{name}`.", name)
        if model.frames is not Frames.NONE and frame is None:
            raise Unsupported(f"{model.id} needs both `first_frame` and `last_frame`.", name)


def _check_choice(value: object, choices: Sequence[object], *, name: str, model: Model) -> None:
    if value is not None and not _is_one_of(value, choices):
        shown = ", ".join(map(str, choices[:_SHOWN]))
        raise Unsupported(f"{model.id}: `{name}` is one of {shown}; not {value!r}.", name)


def _is_one_of(value: object, choices: Sequence[object]) -> bool:
    """True is not 1 here, and 5.0 not 5."""
    return not isinstance(value, bool | float) and value in choices


def _check_seed(wish: Wish, model: Model) -> None:
    if wish.seed is None:
        return
    if model.seeds is None:
        raise Unsupported(f"{model.id} takes no `seed`: every video is drawn anew.", "seed")
    if not _is_one_of(wish.seed, model.seeds):
        span = f"{model.seeds.start} to {model.seeds.stop - 1}"
        raise Unsupported(f"{model.id}: `seed` is a whole number from {span}.", "seed")


def _check_audio(wish: Wish, model: Model) -> None:
    if wish.audio is None:
        return
    if isinstance(wish.audio, bool):
        wanted, words = (Sound.ON, "make sound") if wish.audio else (Sound.OFF, "leave out the sound")
    elif is_link(str(wish.audio)):
        wanted, words = Sound.TRACK, "take a sound file"
    else:
        raise Unsupported(f"{model.id}: `audio` is True, False or the address of a sound file by http(s).", "audio")
    if wanted not in model.sounds:
        raise Unsupported(f"{model.id} cannot {words}.", "audio")


def _check_writable(wish: Wish, model: Model) -> None:
    """Half a surrogate pair cannot be sent, nor what JSON has no form for."""
    fields = (("prompt", wish.prompt), ("negative_prompt", wish.negative_prompt), ("audio", wish.audio))
    for name, value in (*fields, ("options", dict(wish.options))):
        try:
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise Unsupported(f"{model.id}: `{name}` cannot be sent as JSON ({error}).", name) from error


def _check_options(wish: Wish, model: Model) -> None:
    for name in wish.options:
        if name not in model.options:
            known = ", ".join(sorted(model.options))
            raise Unsupported(f"{model.id} has no option {name!r}; it has {known}.", "options")
