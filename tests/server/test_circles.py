"""Requests that have been here before, or through too many servers: refused in the words of each dialect.

Not here: servers that are truly routed to each other (`tests/acceptance/test_circles.py`).
"""

import pytest

from onereel.domain.passage import HEADER, MOST_SERVERS, name_home
from onereel.providers.base import SubmitModel
from tests.server.world import KLING, error_of

THERE = "1b" * 16


@pytest.fixture
def home(world):
    """Its name."""
    return name_home(world.routes.signer.derive)


async def test_every_model_refuses_what_has_been_here_and_keeps_and_charges_nothing(world, home):
    cards = [card for card in world.gateway.catalog.cards if isinstance(card, SubmitModel)]
    for card in cards:
        response = await world.submit(dict(card.example), headers={HEADER: f"{home}, {THERE}"})
        assert error_of(response) == (400, HEADER, "routing_loop"), card.id
        assert home not in response.text
    assert {card.provider for card in cards} == {"paiwo", "wan", "kling", "vidu"}
    assert (await world.ask("/v1/tasks")).json()["data"] == []
    totals = await world.store.ledger.totals()
    assert (totals.held, totals.spent) == (0, 0)


async def test_a_refusal_is_the_dialects_own_and_names_the_cure(world, home):
    body = (await world.submit(headers={HEADER: home})).json()
    message = "This request has already passed through this server: check `base_url` of the account that sent it back."
    assert (body["code"], body["message"]) == (1201, message)


async def test_one_that_came_through_too_many_is_refused_too(world):
    names = ", ".join(f"{number:032x}" for number in range(MOST_SERVERS))
    assert error_of(await world.submit(headers={HEADER: names})) == (400, HEADER, "routing_loop")


@pytest.mark.parametrize("value", [THERE, f"{THERE};loops=1", "cloudflare; loops=1", "", ",,,", '"' * 5000])
async def test_any_other_is_taken(world, value):
    assert (await world.submit(headers={HEADER: value})).status_code == 200


async def test_where_it_came_through_is_shown_to_nobody(world):
    reply = await world.submit(KLING, headers={HEADER: THERE})
    records = await world.ask("/v1/tasks")
    assert THERE not in reply.text + records.text
