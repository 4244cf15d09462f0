"""The table of idempotency keys.

Not here: what a verdict means to the client (`onereel.gateway`).
"""

import sqlite3
from datetime import datetime

from onereel.domain.idempotency import Claim, ClaimOutcome, Settlement, judge
from onereel.store.sqlite import codec
from onereel.store.sqlite.database import Database
from onereel.store.sqlite.insert import Columns
from onereel.store.sqlite.queries import load_queries


class SqliteClaims:
    """A `ClaimStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def claim(self, claim: Claim, *, at: datetime) -> ClaimOutcome:
        def attempt(connection: sqlite3.Connection) -> ClaimOutcome:
            row = connection.execute(self._queries["get_claim"], _names(claim)).fetchone()
            if row is not None:
                _, _, digest, _, until, _, reply = row
                outcome = judge(claim, digest=digest, until=codec.from_microseconds(until), reply=reply, at=at)
                if outcome is not None:
                    return outcome
            changed = {"digest": claim.digest, "until": codec.to_microseconds(claim.until)}
            connection.execute(self._queries["set_claim"], {**_names(claim), **changed})
            return ClaimOutcome.ours()

        return await self._database.write(attempt)

    async def let_go(self, claim: Claim) -> None:
        await self._database.write(
            lambda connection: connection.execute(self._queries["drop_claim"], _names(claim)).rowcount
        )

    async def abandon(self) -> int:
        return await self._database.write(
            lambda connection: connection.execute(self._queries["abandon_claims"]).rowcount
        )

    async def forget(self, *, before: datetime, limit: int) -> int:
        bounds = {"before": codec.to_microseconds(before), "limit": limit}
        return await self._database.write(
            lambda connection: connection.execute(self._queries["forget_claims"], bounds).rowcount
        )


def settle_claim(connection: sqlite3.Connection, settlement: Settlement, *, task_id: str) -> bool:
    """Store the answer of a claim. False, with nothing written, when the claim is no longer its owner's."""
    columns = {
        **_names(settlement.claim),
        "task_id": task_id,
        "reply": settlement.reply,
        "keep_until": codec.to_microseconds(settlement.keep_until),
    }
    return connection.execute(load_queries()["settle_claim"], columns).rowcount == 1


def _names(claim: Claim) -> Columns:
    return {"key_id": claim.key_id, "idempotency_key": claim.idempotency_key, "owner": claim.owner}
