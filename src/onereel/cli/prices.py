"""`onereel price`: what a video would be charged, by the code that charges it.

Not here: prices; each provider's `models.py` in the server holds its own table. A server is asked where one is set,
else the installed one's code is run here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import typer

from onereel.cli import wishing
from onereel.cli.arguments import Json, Server
from onereel.cli.ending import say, telling_refusals
from onereel.cli.reaching import needing_server, open_to_ask
from onereel.cli.saving import print_json
from onereel.client.dialects.base import Model
from onereel.client.estimating import Estimate, write_question
from onereel.client.wish import WishFields

Estimator: TypeAlias = Callable[[Model, WishFields], Estimate]
"""Raises ClientError."""


def price(  # noqa: PLR0913 - each is an option
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
    as_json: Json = False,
    server: Server = None,
) -> None:
    """Say what `generate` with the same options would be charged. Nothing is ordered; frames may be left out."""
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
        )
        with open_estimator(server) as ask:
            found = ask(chosen, wish)
        if as_json:
            print_json({"model": chosen.id, **describe(found)})
            return
        typer.echo(f"{found.price} CNY")
        beside = [f"{found.tokens} tokens" if found.tokens else "", f"{found.credits} credits" if found.credits else ""]
        if any(beside):
            say(", ".join(filter(None, beside)), style="dim")


@contextmanager
def open_estimator(server: str | None) -> Iterator[Estimator]:
    """Asks the server at the address; where none is set, the code of the installed server."""
    if server:
        with open_to_ask(server) as client:
            yield lambda model, wish: client.videos.estimate(model=model.id, **wish)
        return
    with needing_server("prices are the server's, no address of one is set, and none is installed"):
        from onereel.cli.home_prices import estimate_here  # noqa: PLC0415 - needs the server's packages
    yield lambda model, wish: estimate_here(write_question(model, wish))


def describe(found: Estimate) -> dict[str, object]:
    """For scripts."""
    return {"price": str(found.price), "currency": "CNY", "tokens": found.tokens, "credits": found.credits}
