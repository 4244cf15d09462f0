"""`onereel models`: what each model takes, within which limits, and at what price.

Not here: the limits (`onereel.client.dialects`, which a test holds against the server's), or prices (`prices.py`).
"""

from contextlib import ExitStack
from typing import Annotated, Final

import typer

from onereel.cli.arguments import Json, Server
from onereel.cli.ending import say, telling_refusals
from onereel.cli.prices import Estimator, open_estimator
from onereel.cli.reaching import INSTALL, open_to_ask
from onereel.cli.saving import print_json
from onereel.cli.tables import amount, said, show_table, whole, words
from onereel.cli.wishing import complete_model
from onereel.client.dialects.base import Frames, Model, Sound
from onereel.client.dialects.registry import MODELS, find_model
from onereel.client.errors import NotFound, UnexpectedAnswer
from onereel.client.wish import WishFields

_Name = Annotated[
    str | None,
    typer.Argument(
        metavar="[MODEL]", autocompletion=complete_model, help="One model, with its price by size.", show_default=False
    ),
]
_SOUNDS: Final = {Sound.OFF: "none", Sound.ON: "its own", Sound.TRACK: "yours"}


def models(name: _Name = None, as_json: Json = False, server: Server = None) -> None:
    """List the models: what each takes, its limits, and the price of a video of which only the prompt is said."""
    with telling_refusals(as_json=as_json), ExitStack() as stack:
        chosen = list(MODELS.values()) if name is None else [find_model(name)]
        if server and name is None:
            with open_to_ask(server) as client:
                there = client.videos.models()
            chosen = [model for model in chosen if model.id in there]
        ask = stack.enter_context(open_estimator(server)) if server or _has_server() else None
        if as_json:
            print_json([_describe(model, ask) for model in chosen])
            return
        if name is None:
            _show_list(chosen, ask)
        else:
            _show_one(chosen[0], ask)
        if ask is None:
            say(f"Prices are a server's: set ONEREEL_BASE_URL and ONEREEL_API_KEY, or {INSTALL}.")


def _has_server() -> bool:
    try:
        import onereel.cli.home_prices  # noqa: F401, PLC0415 - whether it can be imported is the question
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "onereel":
            raise
        return False
    return True


def _show_list(chosen: list[Model], ask: Estimator | None) -> None:
    columns = [
        whole("model"),
        said("from"),
        words("sizes"),
        words("seconds"),
        amount("prompt"),
        said("sound"),
        said("seed"),
        amount("CNY"),
    ]
    show_table(
        columns,
        [
            (
                model.id,
                _frames(model),
                " ".join(model.sizes),
                _seconds(model),
                str(model.prompt_limit),
                _sounds(model),
                "yes" if model.seeds else "no",
                _price(model, ask) or "",
            )
            for model in chosen
        ],
    )


def _show_one(model: Model, ask: Estimator | None) -> None:
    seeds = f"{model.seeds.start} to {model.seeds.stop - 1}" if model.seeds else "none is taken"
    negative = f"{model.negative_limit} characters" if model.negative_limit else "none is taken"
    rows = [
        ("made from", _frames(model)),
        ("prompt", f"{model.prompt_limit} characters{'' if model.needs_prompt else ', may be left out'}"),
        ("--negative", negative),
        ("--duration", f"{_seconds(model)} s"),
        ("--seed", seeds),
        ("sound", _sounds(model)),
        ("--option", " ".join(sorted(model.options))),
        *(("not together", conflict.message) for conflict in model.conflicts),
    ]
    show_table([said(model.id), said("")], rows)
    show_table([whole("--size"), amount("CNY")], [(size, _price(model, ask, size) or "") for size in model.sizes])


def _describe(model: Model, ask: Estimator | None) -> dict[str, object]:
    return {
        "id": model.id,
        "frames": "none" if model.frames is Frames.NONE else "first and last",
        "prompt_limit": model.prompt_limit,
        "needs_prompt": model.needs_prompt,
        "negative_limit": model.negative_limit,
        "sizes": list(model.sizes),
        "durations": list(model.durations),
        "seeds": [model.seeds.start, model.seeds.stop - 1] if model.seeds else None,
        "sounds": sorted(sound.name.lower() for sound in model.sounds),
        "options": sorted(model.options),
        "price": _price(model, ask),
        "currency": "CNY",
    }


def _price(model: Model, ask: Estimator | None, size: str | None = None) -> str | None:
    """None where nobody tells it: where no server is installed, or the one that is asked is no onereel."""
    wish: WishFields = {} if size is None else {"size": size}
    try:
        return None if ask is None else str(ask(model, wish).price)
    except (NotFound, UnexpectedAnswer):
        return None


def _frames(model: Model) -> str:
    return "words" if model.frames is Frames.NONE else "first and last frame"


def _seconds(model: Model) -> str:
    first, last = model.durations[0], model.durations[-1]
    is_span = model.durations == tuple(range(first, last + 1))
    return f"{first}-{last}" if is_span else " ".join(map(str, model.durations))


def _sounds(model: Model) -> str:
    return ", ".join(text for sound, text in _SOUNDS.items() if sound in model.sounds)
