"""What tests and benchmarks tell a fake, and ask it, beside what a vendor can be asked.

Not here: misbehaving (`desk.py`).
"""

import msgspec
from aiohttp import web

from tests.fakes.desk import Desk
from tests.fakes.fates import Fate
from tests.fakes.jobs import ENDED


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """Settings that are to be others from now on, for orders to come."""

    seconds: float | None = None
    spread: float | None = None
    misbehave: float | None = None
    list_faults: int | None = None
    """How many of the next lists are answered with a fault."""
    list_lags: int | None = None
    """How many of the next lists, after those, have nothing in them yet."""
    concurrency: int | None = None
    """How many jobs may be under way at once; 0 for as many as like."""
    names_orders: bool | None = None
    """Whether Vidu's list carries the caller's own ids."""


class Control:
    """Under `/_control/`."""

    def __init__(self, desk: Desk, vendor: object) -> None:
        self._desk = desk
        self._vendor = vendor

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/_control/fates", self._script)
        app.router.add_post("/_control/settings", self._change)
        app.router.add_post("/_control/finish", self._finish)
        app.router.add_post("/_control/clear", self._clear)
        app.router.add_get("/_control/ledger", self._ledger)
        app.router.add_get("/_control/wait", self._wait)

    async def _script(self, request: web.Request) -> web.Response:
        """The fates of the next orders."""
        try:
            fates = msgspec.json.decode(await request.read(), type=list[Fate])
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        self._desk.fates.script(fates)
        return web.json_response({"scripted": len(fates)})

    async def _change(self, request: web.Request) -> web.Response:
        try:
            change = msgspec.json.decode(await request.read(), type=Change)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        book, fates = self._desk.book, self._desk.fates
        book.seconds = book.seconds if change.seconds is None else change.seconds
        book.spread = book.spread if change.spread is None else change.spread
        fates.share = fates.share if change.misbehave is None else change.misbehave
        if change.list_faults is not None:
            self._desk.list_faults = change.list_faults
        if change.list_lags is not None:
            self._desk.list_lags = change.list_lags
        if change.concurrency is not None:
            self._desk.concurrency = change.concurrency or None
        if change.names_orders is not None:
            self._vendor.names_orders = change.names_orders
        return web.json_response({"seconds": book.seconds, "spread": book.spread, "misbehave": fates.share})

    async def _finish(self, request: web.Request) -> web.Response:
        """End everything that is under way."""
        self._desk.book.finish()
        return web.json_response({})

    async def _clear(self, request: web.Request) -> web.Response:
        """Forget all jobs, counts and scripts; settings stay."""
        self._desk.book.clear()
        self._desk.fates.clear()
        self._desk.list_faults = self._desk.list_lags = 0
        return web.json_response({})

    async def _ledger(self, request: web.Request) -> web.Response:
        """What was taken, how often, and what came of it; times are seconds since 1970."""
        book, now = self._desk.book, self._desk.now()
        jobs = {}
        for job in book.jobs.values():
            state = job.state(now)
            finished_at = job.ends_at if state in ENDED else None
            jobs[job.id] = {
                "taken_at": job.taken_at,
                "finished_at": finished_at,
                "told_at": job.told_at,
                "state": state,
                "order": job.order,
                "prompt": job.wish.get("prompt", ""),
                "fate": job.fate,
            }
        body = {"orders": book.orders, "jobs": jobs, "refusals": book.refusals, "counts": book.counts}
        return web.Response(body=msgspec.json.encode(body), content_type="application/json")

    async def _wait(self, request: web.Request) -> web.Response:
        """Answers once so many were counted, as in `?orders=3` or `?check=10`."""
        for kind, count in request.query.items():
            if not count.isdecimal():
                raise web.HTTPBadRequest(text=f"{kind} takes a number")
            await self._desk.book.wait_for(kind, int(count))
        return web.json_response(dict(self._desk.book.counts))
