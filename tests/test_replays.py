"""What a submit under an `Idempotency-Key` leaves behind, however it ends.

Not here: what clients are answered (`tests/test_gateway.py`), or what every store of claims does (`tests/contracts`).
"""

import asyncio
from random import Random

import pytest

from onereel.errors import Conflict, ErrorKind, RequestError, StoreError
from onereel.replays import Replays
from onereel.store.memory import MemoryStore
from tests.builders import NOON


class RecordedClaims:
    """The claims of a store in memory, and how often one was let go."""

    def __init__(self):
        self._claims = MemoryStore().claims
        self.let_go_of = 0

    async def claim(self, claim, *, at):
        return await self._claims.claim(claim, at=at)

    async def let_go(self, claim):
        self.let_go_of += 1
        await self._claims.let_go(claim)

    async def forget(self, *, before, limit):
        return await self._claims.forget(before=before, limit=limit)


@pytest.fixture
def claims():
    return RecordedClaims()


@pytest.fixture
def once(claims):
    replays = Replays(claims=claims, clock=lambda: NOON, random=Random(1))

    async def once(answer):
        return await replays.once(answer, key_id="key-1", idempotency_key="once", parsed={"model": "any"})

    return once


async def accept(settle):
    settle(b"reply")
    return b"reply"


async def test_an_accepted_submit_is_settled_with_its_task_and_costs_no_further_write(once, claims):
    assert (await once(accept)).body == b"reply"
    assert claims.let_go_of == 0


@pytest.mark.parametrize("error", [RequestError(ErrorKind.INVALID_VALUE, "No."), StoreError("perhaps stored")])
async def test_the_key_of_a_submit_that_failed_is_free_again(once, error):
    async def fail(_settle):
        raise error

    with pytest.raises(type(error)):
        await once(fail)
    assert not (await once(accept)).replayed


async def test_the_key_of_a_submit_whose_caller_left_is_free_again(once):
    begun = asyncio.Event()

    async def linger(_settle):
        begun.set()
        await asyncio.Event().wait()

    submit = asyncio.create_task(once(linger))
    await begun.wait()
    submit.cancel()
    with pytest.raises(asyncio.CancelledError):
        await submit
    assert not (await once(accept)).replayed


async def test_a_submit_that_has_lost_its_claim_leaves_the_other_alone(once, claims):
    async def lose(_settle):
        raise Conflict("the idempotency key is no longer held by this request")

    with pytest.raises(RequestError) as refusal:
        await once(lose)
    assert refusal.value.kind is ErrorKind.IDEMPOTENCY_RUNNING
    assert claims.let_go_of == 0
