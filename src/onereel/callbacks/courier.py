"""Carries callbacks out of the outbox to their receivers, several at once, in the order of each task.

Not here: when to try again (`schedule.py`), the signature (`signing.py`), and which address may be called: the guarded
client sees to that at every try.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final, Protocol

from onereel.assets.fetch import Posted
from onereel.callbacks.schedule import Policy, is_delivered, plan_next
from onereel.callbacks.signing import sign
from onereel.domain.clock import Clock
from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.trace import traceparent_of
from onereel.domain.tries import tally_try
from onereel.errors import Conflict, FetchError, StoreError
from onereel.store.base import DeliveryStore, KeyStore

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS: Final = 15.0
"""For one try, from the look-up of the name to the answer."""

_LENT: Final = timedelta(seconds=30)
"""How long a courier may keep a delivery; twice as long as a try takes, so that only a dead one's are taken over."""

_AT_ONCE: Final = 32
_POLL_SECONDS: Final = 0.5


class Post(Protocol):
    """Sends a body and answers what came back, as `GuardedClient.post` does."""

    async def __call__(self, url: str, *, body: bytes, headers: Mapping[str, str], seconds: float) -> Posted: ...


class Courier:
    """Delivers what is due. One `run` in its life, which `drain` ends."""

    def __init__(
        self,
        *,
        deliveries: DeliveryStore,
        keys: KeyStore,
        post: Post,
        clock: Clock,
        random: Random,
        policy: Policy | None = None,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._deliveries = deliveries
        self._keys = keys
        self._post = post
        self._clock = clock
        self._random = random
        self._policy = policy or Policy()
        self._wait = wait
        self._draining = False
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Deliver until drained."""
        while not self._draining:
            taken = await self._claim()
            for delivery in taken:
                trip = asyncio.create_task(self._deliver_safely(delivery))
                self._under_way.add(trip)
                trip.add_done_callback(self._under_way.discard)
            if taken:
                # The next of a task may go as soon as the one before it is through.
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED, timeout=_POLL_SECONDS)
            else:
                await self._wait(_POLL_SECONDS)

    async def drain(self, *, grace: float) -> None:
        """Take nothing new, and wait up to `grace` seconds for what is under way; the rest comes again later."""
        self._draining = True
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=grace)
        left = set(self._under_way)
        for trip in left:
            trip.cancel()
        if left:
            await asyncio.wait(left)

    async def deliver(self, delivery: Delivery) -> None:
        """One try at one delivery, and the record of it. Where a store error comes between, it is tried again."""
        started = time.perf_counter()
        posted, trouble = None, ""
        try:
            posted = await self._send(delivery)
        except FetchError as error:
            trouble = str(error)
        except StoreError as error:
            _warn(error)
            return  # its key could not be read; what was lent comes back by itself
        latency_ms = round((time.perf_counter() - started) * 1000)
        await self._record(delivery, self._judge(delivery, posted, trouble, latency_ms=latency_ms))

    async def _deliver_safely(self, delivery: Delivery) -> None:
        try:
            await self.deliver(delivery)
        except Exception:
            logger.exception("callback left alone", extra={"action": "callback_left_alone", "delivery_id": delivery.id})

    async def _claim(self) -> Sequence[Delivery]:
        free = _AT_ONCE - len(self._under_way)
        if free <= 0:
            return []
        now = self._clock()
        try:
            taken = await self._deliveries.claim(now=now, until=now + _LENT, limit=free)
        except StoreError as error:
            _warn(error)
        except Exception:
            # Whatever it is, callbacks that are due later must still go out.
            logger.exception("round broke", extra={"action": "round_broke"})
        else:
            # Where draining began while we looked, what was lent comes back by itself.
            return [] if self._draining else taken
        return []

    async def _send(self, delivery: Delivery) -> Posted:
        key = await self._keys.get(delivery.key_id)
        headers = sign(
            message_id=delivery.id,
            body=delivery.body,
            at=self._clock(),
            secrets=key.secrets if key else (),
        )
        return await self._post(
            delivery.url,
            body=delivery.body,
            headers={
                "Content-Type": "application/json",
                "traceparent": traceparent_of(delivery.task_id),
                **headers,
            },
            seconds=TIMEOUT_SECONDS,
        )

    def _judge(self, delivery: Delivery, posted: Posted | None, trouble: str, *, latency_ms: int) -> Delivery:
        at = self._clock()
        if posted is not None and is_delivered(posted.status):
            return delivery.delivered(status=posted.status, latency_ms=latency_ms, at=at)
        status = posted.status if posted else None
        return delivery.failed(
            status=status,
            error=trouble or f"the receiver answered with status {status}",
            latency_ms=latency_ms,
            at=at,
            next_at=self._next_at(delivery, posted, at),
        )

    def _next_at(self, delivery: Delivery, posted: Posted | None, at: datetime) -> datetime | None:
        return plan_next(
            self._policy,
            tries=delivery.tries + 1,
            created_at=delivery.created_at,
            at=at,
            random=self._random,
            status=posted.status if posted else None,
            retry_after=posted.retry_after if posted else None,
        )

    async def _record(self, old: Delivery, new: Delivery) -> None:
        extra = {
            "action": _ACTIONS[new.state],
            "task_id": new.task_id,
            "delivery_id": new.id,
            "tries": new.tries,
            "status": new.status,
            "milliseconds": new.latency_ms,
        }
        try:
            await self._deliveries.record(old, new, tally=tally_try(new, at=self._clock()))
        except Conflict:
            extra["action"] = "callback_taken_over"
        except StoreError as error:
            # Sent and not written down: it will be sent once more, under the same id.
            _warn(error)
        logger.info("callback", extra=extra)


def _warn(error: StoreError) -> None:
    logger.warning("storing failed", extra={"action": "storing_failed", "error": type(error).__name__})


_ACTIONS: Final = {
    DeliveryState.DELIVERED: "callback_delivered",
    DeliveryState.PENDING: "callback_failed",
    DeliveryState.GAVE_UP: "callback_given_up",
}
