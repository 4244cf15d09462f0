"""Keys: `/console/keys`. Operators make, limit and revoke them; others see their own.

Not here: how keys are made (`onereel.keys`), or signing in with one (`signing_in.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from onereel.console.charts import draw_columns, first_of
from onereel.console.desk import Desk, Visit, go_to
from onereel.console.submitted import read_form
from onereel.domain.account import Account, Limits
from onereel.domain.tally import Span
from onereel.errors import ErrorKind, RequestError
from onereel.keys import create_key
from onereel.server.money import read_cny, write_cny
from onereel.store.base import Key

_DAYS: Final = 30
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRow:
    """One key with what it holds and has spent."""

    key: Key
    account: Account


@dataclass(frozen=True, kw_only=True, slots=True)
class KeysPage:
    """The handlers, with what they use."""

    desk: Desk

    async def show(self, visit: Visit) -> Response:
        """`GET /console/keys`: all keys for operators; one's own for everybody else."""
        if not visit.key.is_operator:
            return await self._one(visit, visit.key)
        return await self._all(visit)

    async def create(self, visit: Visit) -> Response:
        """`POST /console/keys`: the only page that ever shows the new key."""
        _check_operator(visit)
        form = await read_form(visit.request)
        name = form.get("name", "").strip()[:_LONGEST_NAME]
        if not name:
            raise RequestError(ErrorKind.MISSING_FIELD, "`name` is missing: say what the key is for.", field="name")
        plain, key = await create_key(
            self.desk.store.keys,
            name=name,
            clock=self.desk.clock,
            is_operator=form.get("operator") == "true",
            limits=_read_limits(form),
        )
        return await self._all(visit, plain=plain, made=key)

    async def one(self, visit: Visit) -> Response:
        """`GET /console/keys/{id}`."""
        return await self._one(visit, await self._find(visit))

    async def limit(self, visit: Visit) -> Response:
        """`POST /console/keys/{id}/limits`."""
        _check_operator(visit)
        key = await self._find(visit)
        limits = _read_limits(await read_form(visit.request))
        await self.desk.store.keys.change(key.id, limits=limits, secrets=key.secrets)
        return go_to(visit, f"/console/keys/{key.id}?saved=limits")

    async def revoke(self, visit: Visit) -> Response:
        """`POST /console/keys/{id}/revoke`: from now on it is refused, here and at the API."""
        _check_operator(visit)
        key = await self._find(visit)
        await self.desk.store.keys.revoke(key.id, at=self.desk.now())
        return go_to(visit, "/console/keys")

    async def _all(self, visit: Visit, *, plain: str = "", made: Key | None = None) -> Response:
        keys = await self.desk.store.keys.list()
        rows = [KeyRow(key=key, account=await self.desk.store.ledger.account(key.id)) for key in keys]
        rows.sort(key=lambda row: (row.key.revoked_at is not None, -row.key.created_at.timestamp()))
        return self.desk.page(visit, "keys.html", rows=rows, plain=plain, made=made)

    async def _one(self, visit: Visit, key: Key) -> Response:
        now = self.desk.now()
        since = first_of(now, span=timedelta(days=1), count=_DAYS)
        tallies = await self.desk.store.ledger.tallies(Span.DAY, since=since, key_id=key.id)
        models = sorted({tally.model for tally in tallies})
        return self.desk.page(
            visit,
            "key.html",
            one=key,
            account=await self.desk.store.ledger.account(key.id),
            limits=_write_limits(key.limits),
            models=models,
            is_saved=visit.request.query_params.get("saved") == "limits",
            spending=draw_columns(
                tallies,
                now=now,
                span=timedelta(days=1),
                count=_DAYS,
                kind_of=lambda tally: f"model-{models.index(tally.model)}",
                amount_of=lambda tally: tally.spent,
                kinds=[f"model-{number}" for number in range(len(models))],
            ),
        )

    async def _find(self, visit: Visit) -> Key:
        key = await self.desk.store.keys.get(visit.request.path_params["id"])
        if key is None or visit.reach not in (None, key.id):
            raise RequestError(ErrorKind.NOT_FOUND, "There is no such key.", field="id")
        return key


def _check_operator(visit: Visit) -> None:
    if not visit.key.is_operator:
        raise RequestError(ErrorKind.UNAUTHORIZED, "Only operators' keys may change keys.")


def _read_limits(form: Mapping[str, str]) -> Limits:
    """The limits of a form; what is empty is without bound. Raises RequestError."""
    credit = form.get("credit", "").strip()
    millionths = read_cny(credit) if credit else None
    if credit and millionths is None:
        raise RequestError(
            ErrorKind.INVALID_VALUE, "`credit` takes an amount such as 100 or 2.5, or nothing.", field="credit"
        )
    return Limits(credit=millionths, rate=_read_number(form, "rate"), concurrency=_read_number(form, "concurrency"))


def _read_number(form: Mapping[str, str], name: str) -> int | None:
    text = form.get(name, "").strip()
    if text and not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise RequestError(ErrorKind.INVALID_VALUE, f"`{name}` takes a whole number, or nothing.", field=name)
    return int(text) if text else None


def _write_limits(limits: Limits) -> Mapping[str, str]:
    credit = "" if limits.credit is None else write_cny(limits.credit).rstrip("0").rstrip(".")
    return {
        "credit": credit,
        "rate": "" if limits.rate is None else str(limits.rate),
        "concurrency": "" if limits.concurrency is None else str(limits.concurrency),
    }
