"""Ids have the shape of each provider's, and those that hold a time hold the right one.

Not here: how an id is minted (`tests/domain/test_ids.py`).
"""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from onereel.domain.clock import to_milliseconds
from onereel.providers.registry import build_dialects
from tests.providers.support import DIALECTS, NOW, fixed_clock, load, models_of

every_snowflake = pytest.mark.parametrize("provider", ["paiwo", "kling", "vidu"])


@pytest.mark.parametrize(
    ("provider", "fixture", "id_at"),
    [
        ("paiwo", "get_done", ("Resp", "id")),
        ("paiwo", "get_generating", ("Resp", "id")),
        ("kling", "submit", ("data", "task_id")),
        ("vidu", "submit", ("task_id",)),
    ],
)
def test_the_documents_ids_hold_the_documents_times(provider, fixture, id_at):
    reply = load(provider, fixture)["reply"]
    document_id = reply
    for key in id_at:
        document_id = document_id[key]
    assert abs(minted_at(provider, document_id) - created_at(reply)) < 1000


def minted_at(provider: str, public_id: str | int) -> int:
    """The milliseconds since 1970 that an id holds."""
    models = models_of(provider)
    return (int(public_id) >> models.ID_LOW_BITS) + models.ID_EPOCH_MS


def created_at(reply: dict) -> int:
    """The milliseconds since 1970 at which the task of a reply began, as its provider writes them."""
    if "Resp" in reply:
        return to_milliseconds(datetime.fromisoformat(reply["Resp"]["create_time"]))
    return reply["data"]["created_at"] if "data" in reply else reply["created_at"] * 1000


@every_snowflake
def test_an_id_holds_the_time_at_which_it_was_minted(provider):
    fresh = {dialect.name: dialect for dialect in build_dialects(clock=fixed_clock, random=Random(3))}
    assert minted_at(provider, fresh[provider].mint_public_id()) == to_milliseconds(NOW)


@every_snowflake
def test_ids_rise_whatever_the_clock_does(provider):
    moments = iter([NOW, NOW, NOW - timedelta(hours=1), NOW, NOW + timedelta(milliseconds=1)] * 20)
    dialects = build_dialects(clock=lambda: next(moments), random=Random(3))
    dialect = next(dialect for dialect in dialects if dialect.name == provider)
    ids = [int(dialect.mint_public_id()) for _ in range(100)]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(("provider", "lengths"), [("paiwo", {15}), ("kling", {18, 19}), ("vidu", {18, 19})])
def test_an_id_has_as_many_digits_as_the_providers(provider, lengths):
    public_id = DIALECTS[provider].mint_public_id()
    assert public_id == str(int(public_id))
    assert len(public_id) in lengths


def test_wans_ids_are_random_uuids():
    ids = [DIALECTS["wan"].mint_public_id() for _ in range(100)]
    assert len(set(ids)) == 100
    assert {(str(UUID(public_id)) == public_id, UUID(public_id).version) for public_id in ids} == {(True, 4)}
