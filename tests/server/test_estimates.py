"""What a submit would be charged, before it is made.

Not here: the prices (`tests/providers`).
"""

import pytest

from onereel.providers.base import SubmitModel
from onereel.providers.estimating import charge_for
from onereel.server.money import write_cny

KLING = {"model": "kling-v2-6-text2video", "input": "a boat"}


async def ask(world, body, **options):
    return await world.ask("/v1/estimates", method="POST", json=body, **options)


async def test_the_answer_says_it_in_all_units(world):
    reply = (await ask(world, KLING | {"mode": "pro", "sound": "on"})).json()
    assert reply == {
        "object": "estimate",
        "model": "kling-v2-6-text2video",
        "price": "5.000000",
        "currency": "CNY",
        "tokens": 4250,
        "credits": 0,
    }


async def test_nothing_is_ordered(world):
    await ask(world, KLING)
    assert (await world.ask("/v1/tasks")).json()["data"] == []


async def test_every_model_is_priced_by_its_example(world):
    cards = [card for card in world.gateway.catalog.cards if isinstance(card, SubmitModel)]
    for card in cards:
        reply = (await ask(world, dict(card.example))).json()
        assert reply["price"] == write_cny(charge_for(card, dict(card.example)).cost) != "0.000000"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (KLING | {"duration": 7}, "duration"),
        ({"model": "kling-v2-6-text2video"}, "input"),
        ({"model": "vidu-get", "input": "1"}, "model"),
        ({"model": "sora", "input": "1"}, "model"),
    ],
)
async def test_what_will_not_do_is_refused_as_a_submit_is(world, body, field):
    response = await ask(world, body)
    assert (response.status_code, response.json()["error"]["param"]) == (400, field)


async def test_it_takes_a_key(world):
    assert (await ask(world, KLING, key=None)).status_code == 401
