"""Watching over the orders of one account: which are asked about when, one by one or in lists.

Not here: what is said to a vendor (`tests/upstreams`), or what follows from an end (`test_engine.py`).
"""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from tests.builders import NOON, build_operation, build_request, build_task
from tests.engines.upstream.vendor import reply

from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.dealings import Pauses
from onereel.engines.upstream.lookout import Lookout
from onereel.engines.upstream.pace import Durations
from onereel.errors import EngineCrashed, FetchFailed
from onereel.upstreams.base import Finished, Order, Secret, Trouble, Verdict
from onereel.upstreams.kling import Kling


def record(number, status):
    videos = [{"url": f"https://vendor.example/{number}.mp4"}] if status == "succeed" else []
    return {"task_id": f"k-{number}", "task_status": status, "task_result": {"videos": videos}}


class Scene:
    """An account whose orders are ready at moments that the test names, and a clock that only waiting moves on."""

    def __init__(self, *, upstream=None, calls_per_second=None):
        self.now = NOON
        self.ready: dict[int, float] = {}
        self.calls: Counter[str] = Counter()
        self.odd: list = []
        """What the next calls are answered in place of the truth."""
        self.durations = Durations()
        self.shares: list[float] = []
        self.account = Account(
            name="main",
            upstream=upstream or Kling(),
            base_url="https://main.example",
            secret=Secret(key="key"),
            calls_per_second=calls_per_second,
        )
        caller = Caller(self.exchange, clock=lambda: self.now, random=Random(1), wait=self.wait)
        pauses = Pauses(wait=self.wait, tick=self.tick)
        self.lookout = Lookout(self.account, caller, clock=lambda: self.now, random=Random(1), pauses=pauses)

    @property
    def elapsed(self):
        return (self.now - NOON).total_seconds()

    def tick(self):
        return self.now.timestamp()

    async def wait(self, seconds):
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def exchange(self, method, url, **_rest):
        path, _, query = url.rpartition("/")[2].partition("?")
        self.calls["list" if query else path] += 1
        if self.odd:
            odd = self.odd.pop(0)
            if isinstance(odd, Exception):
                raise odd
            return odd
        if not query:
            return reply(200, code=0, data=self._record(int(path.removeprefix("k-"))))
        page = int(query.partition("pageNum=")[2].partition("&")[0])
        newest = sorted(self.ready, reverse=True)[(page - 1) * 500 : page * 500]
        return reply(200, code=0, data=[self._record(number) for number in newest])

    def _record(self, number):
        return record(number, "succeed" if self.elapsed >= self.ready[number] else "processing")

    async def outcome(self, number, *, ready=None, **more):
        if ready is not None:
            self.ready[number] = ready
        operation = replace(build_operation(task_id=build_task(number).id, account="main"), reference=f"k-{number}")
        order = Order(task_id=operation.task_id, model="kling-v2-6-text2video", request=build_request())
        found = await self.lookout.outcome(
            order, operation, durations=self.durations, report=self.shares.append, **more
        )
        return found, self.elapsed

    async def outcomes(self, numbers, *, ready):
        return await asyncio.gather(*(self.outcome(number, ready=ready(number)) for number in numbers))


@pytest.fixture
def scene():
    return Scene()


async def test_it_is_seen_within_a_second_once_enough_is_learned(scene):
    for seconds in (90, 95, 100, 105, 110):
        scene.durations.learn(seconds)
    found, at = await scene.outcome(1, ready=100.5)
    assert found == Finished(video_url="https://vendor.example/1.mp4")
    assert 100.5 <= at <= 101.6
    assert scene.calls.total() < 25


async def test_many_are_asked_about_by_reading_the_list(scene):
    found = await scene.outcomes(range(1, 701), ready=lambda number: 4 + number % 3)
    assert {one.video_url for one, _ in found} == {f"https://vendor.example/{number}.mp4" for number in range(1, 701)}
    # Two pages at each look: a look for each order would be 700 calls each time.
    assert set(scene.calls) == {"list"}
    assert scene.calls["list"] <= 10


async def test_a_list_is_read_once_at_a_time_and_tells_of_all_that_are_in_it(scene):
    for seconds in (20, 30, 40, 50, 60):
        scene.durations.learn(seconds)
    # They are due at any moment, each at another; the list is read for those that are, and tells of the others.
    found = await scene.outcomes(range(1, 401), ready=lambda number: 20 + number / 10)
    assert scene.calls["list"] <= 50
    assert scene.calls.total() <= 60
    assert all(at - (20 + number / 10) <= 2.5 for number, (_, at) in enumerate(found, start=1))


async def test_a_vendor_that_calls_back_is_asked_seldom(scene):
    scene.lookout._account = replace(scene.account, callback_url="https://video.example/callbacks/kling/main")
    waiting = asyncio.create_task(scene.outcome(1, ready=60))
    await asyncio.sleep(0)
    scene.lookout.hint(build_task(1).id)
    await waiting
    assert scene.calls.total() <= 6


async def test_what_the_list_does_not_have_is_asked_about_by_itself(scene):
    scene.odd = [reply(200, code=0, data=[record(number, "succeed") for number in range(2, 31)])]
    await scene.outcomes(range(1, 31), ready=lambda _number: 0)
    assert scene.calls == {"list": 3, "k-1": 1}


async def test_a_list_that_is_refused_is_not_asked_for_again(scene):
    scene.odd = [reply(400, code=1202, message="method not allowed")]
    await scene.outcomes(range(1, 31), ready=lambda _number: 0)
    assert scene.calls["list"] == 1
    assert scene.calls.total() == 31


async def test_a_list_that_cannot_be_had_for_a_while_does_no_harm(scene):
    scene.odd = [reply(503), FetchFailed("silence"), reply(200, odd=True)]
    found = await scene.outcomes(range(1, 31), ready=lambda _number: 0)
    assert len(found) == 30


async def test_no_more_calls_are_made_than_the_vendor_takes():
    scene = Scene(upstream=_Listless(), calls_per_second=5)
    await scene.outcomes(range(1, 41), ready=lambda _number: 0)
    assert scene.calls.total() == 40
    assert scene.elapsed >= 39 / 5


async def test_what_the_vendor_says_of_one_question_is_kept_to_by_all():
    scene = Scene(upstream=_Listless())
    scene.odd = [replace(reply(429, code=1302, message="too many"), retry_after="60")]
    await scene.outcomes(range(1, 4), ready=lambda _number: 0)
    assert scene.elapsed >= 60


@pytest.mark.parametrize("answer", [reply(401, code=1002, message="no"), reply(500), FetchFailed("silence")])
async def test_silence_is_no_verdict(scene, answer):
    scene.odd = [answer] * 12
    found, at = await scene.outcome(1, ready=0)
    assert isinstance(found, Finished)
    assert at > 60


async def test_a_vendor_that_denies_an_order_is_believed_the_third_time(scene):
    scene.odd = [reply(404, code=1203, message="not found")] * 2
    found, _ = await scene.outcome(1, ready=0)
    assert isinstance(found, Finished)
    scene.odd = [reply(404, code=1203, message="not found")] * 3
    found, _ = await scene.outcome(2, ready=0)
    assert isinstance(found, Trouble)
    assert (found.verdict, found.code) == (Verdict.NEXT, "1203")


async def test_however_many_hints_come_the_vendor_is_asked_no_more_than_twice_a_second(scene):
    waiting = asyncio.create_task(scene.outcome(1, ready=30, after=25))
    for _ in range(200):
        scene.lookout.hint(build_task(1).id)
        await asyncio.sleep(0)
    assert scene.calls["k-1"] <= 2 * scene.elapsed + 1
    await waiting


async def test_a_hint_about_somebody_else_is_ignored(scene):
    scene.lookout.hint("unknown")
    assert await scene.outcome(1, ready=0)


async def test_how_much_is_done_is_guessed_from_the_time_where_the_vendor_does_not_tell(scene):
    for _ in range(5):
        scene.durations.learn(20)
    await scene.outcome(1, ready=30)
    assert scene.shares == sorted(scene.shares)
    assert scene.shares[-1] == 0.95


async def test_a_watch_that_breaks_is_told_to_all_that_wait(scene, caplog):
    class Broken(Kling):
        def read_check(self, answer):
            raise RuntimeError("a mistake of ours")

    broken = Scene(upstream=Broken())
    with pytest.raises(EngineCrashed, match="RuntimeError"):
        await broken.outcome(1, ready=0)


async def test_nobody_is_asked_any_more_once_it_is_closed(scene):
    waiting = asyncio.create_task(scene.outcome(1, ready=1e9))
    for _ in range(20):
        await asyncio.sleep(0)
    assert scene.calls
    await scene.lookout.close()
    made = scene.calls.total()
    waiting.cancel()
    await asyncio.wait((waiting,))
    assert scene.calls.total() == made


class _Listless(Kling):
    """A vendor that has no list."""

    def survey(self, order, *, page):
        return None
