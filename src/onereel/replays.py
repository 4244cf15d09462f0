"""Answers a submit once, however often it is sent under one `Idempotency-Key`.

Not here: the header itself (`onereel.server`), or where claims are kept (`onereel.store`).
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final, TypeAlias

import msgspec

from onereel.domain.clock import Clock
from onereel.domain.idempotency import Claim, ClaimVerdict, Settlement
from onereel.errors import Conflict, ErrorKind, RequestError
from onereel.providers.reading import Parsed
from onereel.store.base import ClaimStore

KEPT: Final = timedelta(hours=24)
"""How long a reply is remembered."""

LONGEST_KEY: Final = 255
"""Characters."""

_ABANDONED_AFTER: Final = timedelta(minutes=1)
"""Longer than submits take, their downloads included; then the server is most likely gone. If it is not, no harm is
done: who has lost the claim can store nothing, and the caller gets the other's reply."""

_RETRY_SECONDS: Final = 2

Settle: TypeAlias = Callable[[bytes], Settlement | None]
"""Makes out of the reply what is to be stored together with the task."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The body of a reply, and whether it was given before."""

    body: bytes
    replayed: bool = False


class Replays:
    """Remembers the replies to submits."""

    def __init__(self, *, claims: ClaimStore, clock: Clock, random: Random) -> None:
        self._claims = claims
        self._clock = clock
        self._random = random

    async def once(
        self, answer: Callable[[Settle], Awaitable[bytes]], *, key_id: str, idempotency_key: str | None, parsed: Parsed
    ) -> Answer:
        """What `answer` answers, or what it answered when this request came first.

        `answer` must store the settlement together with the task. A refusal is not remembered. Raises RequestError:
        IDEMPOTENCY_RUNNING, IDEMPOTENCY_REUSED, INVALID_VALUE for a key that is none, and whatever `answer` raises.
        """
        if idempotency_key is None:
            return Answer(body=await answer(lambda _: None))
        claim = self._claim(key_id, check_idempotency_key(idempotency_key), parsed)
        outcome = await self._claims.claim(claim, at=self._clock())
        match outcome.verdict:
            case ClaimVerdict.ANSWERED:
                return Answer(body=outcome.reply or b"", replayed=True)
            case ClaimVerdict.RUNNING:
                raise _still_running()
            case ClaimVerdict.OTHER_BODY:
                raise RequestError(
                    ErrorKind.IDEMPOTENCY_REUSED,
                    "This `Idempotency-Key` was used for another request. Use a new key for every new request.",
                    field="Idempotency-Key",
                )
            case ClaimVerdict.OURS:
                return Answer(body=await self._answer(answer, claim))

    async def _answer(self, answer: Callable[[Settle], Awaitable[bytes]], claim: Claim) -> bytes:
        def settle(reply: bytes) -> Settlement:
            return Settlement(claim=claim, reply=reply, keep_until=self._clock() + KEPT)

        try:
            return await answer(settle)
        except Conflict as error:
            # The claim is another's by now, so there is nothing to let go.
            raise _still_running() from error
        except BaseException:
            # Takes back nothing that was settled, so it does no harm where the outcome is unknown.
            await asyncio.shield(self._claims.let_go(claim))
            raise

    def _claim(self, key_id: str, idempotency_key: str, parsed: Parsed) -> Claim:
        content = msgspec.json.encode(parsed, order="deterministic")
        return Claim(
            key_id=key_id,
            idempotency_key=idempotency_key,
            digest=hashlib.sha256(content).hexdigest(),
            owner=f"{self._random.getrandbits(128):032x}",
            until=self._clock() + _ABANDONED_AFTER,
        )


def check_idempotency_key(text: str) -> str:
    """The key as it was sent. Raises RequestError(INVALID_VALUE) unless it is 1 to 255 visible ASCII characters."""
    if not (0 < len(text) <= LONGEST_KEY and text.isascii() and text.isprintable()):
        raise RequestError(
            ErrorKind.INVALID_VALUE,
            f"`Idempotency-Key` must be 1 to {LONGEST_KEY} visible ASCII characters, such as a UUID.",
            field="Idempotency-Key",
        )
    return text


def _still_running() -> RequestError:
    return RequestError(
        ErrorKind.IDEMPOTENCY_RUNNING,
        "The first request with this `Idempotency-Key` is still being answered. Send it again in a moment.",
        field="Idempotency-Key",
        retry_after=_RETRY_SECONDS,
    )
