"""The table of idempotency keys.

Not here: what a verdict means to the client (`onereel.gateway`), or the settling of a claim (`commit.py`).
"""

from datetime import datetime

from onereel.domain.idempotency import Claim, ClaimOutcome, Settlement, judge
from onereel.store.postgres.connections import Connection
from onereel.store.postgres.database import Database
from onereel.store.postgres.queries import load_queries
from onereel.store.postgres.task_rows import Values


class PostgresClaims:
    """A `ClaimStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def claim(self, claim: Claim, *, at: datetime) -> ClaimOutcome:
        async with self._database.connection() as connection:
            # Until there is a verdict: what stood in the way may be gone before it can be looked at.
            while True:
                if await connection.fetchval(self._queries["make_claim"], *_values(claim)):
                    return ClaimOutcome.ours()
                outcome = await self._contend(connection, claim, at)
                if outcome is not None:
                    return outcome

    async def let_go(self, claim: Claim) -> None:
        await self._database.write(self._queries["drop_claim"], claim.key_id, claim.idempotency_key, claim.owner)

    async def abandon(self) -> int:
        return len(await self._database.write(self._queries["abandon_claims"]))

    async def forget(self, *, before: datetime, limit: int) -> int:
        return len(await self._database.write(self._queries["forget_claims"], before, limit))

    async def _contend(self, connection: Connection, claim: Claim, at: datetime) -> ClaimOutcome | None:
        """The verdict over a record that is there; None when it no longer is."""
        async with connection.transaction(isolation="read_committed"):
            row = await connection.fetchrow(self._queries["lock_claim"], claim.key_id, claim.idempotency_key)
            if row is None:
                return None
            outcome = judge(claim, digest=row["digest"], until=row["until"], reply=row["reply"], at=at)
            if outcome is None:
                await connection.execute(self._queries["take_claim_over"], *_values(claim))
            return outcome or ClaimOutcome.ours()


def settlement_values(settlement: Settlement, *, task_id: str) -> Values:
    """The answer of a claim, in the order of the statement's parameters."""
    claim = settlement.claim
    return claim.key_id, claim.idempotency_key, claim.owner, task_id, settlement.reply, settlement.keep_until


def _values(claim: Claim) -> Values:
    return claim.key_id, claim.idempotency_key, claim.digest, claim.owner, claim.until
