"""Orders to vendors: sent once, found again, followed to the end, and never paid twice.

Not here: what is said to a vendor (`tests/upstreams`).
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import NOON, build_operation, build_request, build_task
from tests.engines.upstream.vendor import SILENT, UNREACHED, World, reply

from onereel.domain.operation import Loss, OperationState
from onereel.domain.request import Sound
from onereel.engines.base import Footage, Materials
from onereel.engines.upstream.accounts import WhenUnclear
from onereel.engines.upstream.conduct import ASSUMED_LOST
from onereel.engines.upstream.endings import EXHAUSTED, NEVER_HEARD_OF, REFUSED, RESULT_LOST
from onereel.engines.upstream.searching import NEVER_TAKEN
from onereel.errors import EngineCrashed, FetchFailed
from onereel.upstreams.base import Finished
from onereel.upstreams.kling import Kling

ID = build_task().id
REFERENCE = f"k-{ID}"


class Shy(Kling):
    """A vendor that takes no last frame, and is asked for one."""

    def losses(self, order):
        return [Loss(field="last_frame", note="takes none", essential=True)]


class Forgetful(Kling):
    """A vendor that cannot be asked for an order, as PixVerse."""

    def find(self, order):
        return None


class Numbering(Kling):
    """A vendor that says which order it was asked for, and how old it was; it forgets after a while."""

    def __init__(self, *, remembers=1000.0):
        self.begun, self.searched, self.remembers = [], [], remembers

    def start(self, order):
        self.begun.append(order.number)
        return super().start(order)

    def find(self, order):
        self.searched.append((order.number, order.age_seconds))
        return super().find(order) if order.age_seconds < self.remembers else None


class Keeping(Kling):
    """A vendor that keeps its videos behind the account's key."""

    def read_check(self, answer):
        found = super().read_check(answer)
        return Finished(video_path="/v1/videos/1/content") if isinstance(found, Finished) else found


@pytest.fixture
def world():
    return World()


async def test_an_order_is_put_followed_and_brought_home(world, tmp_path):
    footage = await world.generate(tmp_path)
    assert isinstance(footage, Footage)
    assert footage.video.read_bytes()[4:8] == b"ftyp"
    assert footage.cover.read_bytes()[:2] == b"\xff\xd8"
    assert await world.orders() == [("main", "done", REFERENCE, "9")]
    assert world.vendors["main"].begun == [ID]
    assert world.vendors["spare"].calls == []
    assert 0 < world.shares[0] < 1


async def test_an_order_is_on_disk_before_the_vendor_is_called(world, tmp_path):
    seen = []
    exchange = world.exchange

    async def look_first(method, url, **rest):
        seen.append(await world.orders())
        return await exchange(method, url, **rest)

    world.exchange = look_first
    await world.generate(tmp_path)
    assert seen[0] == [("main", "intended", "", "")]
    assert seen[1] == [("main", "started", REFERENCE, "")]


class TestNotAnswered:
    async def test_an_order_that_was_taken_is_found_and_not_sent_again(self, world, tmp_path):
        world.vendors["main"].starts.append(SILENT)
        assert isinstance(await world.generate(tmp_path), Footage)
        assert world.vendors["main"].begun == [ID]
        assert await world.orders() == [("main", "done", REFERENCE, "9")]

    async def test_one_that_was_never_taken_is_sent_again_once_the_vendor_has_said_so_thrice(self, world, tmp_path):
        world.vendors["main"].starts.append("lost")
        assert isinstance(await world.generate(tmp_path), Footage)
        methods = [method for method, _ in world.vendors["main"].calls]
        assert methods[:5] == ["POST", "GET", "GET", "GET", "POST"]
        assert await world.orders() == [("main", "over", "", NEVER_TAKEN), ("main", "done", REFERENCE, "9")]

    async def test_a_worker_that_stood_still_before_it_sent_sends_nothing(self, world, tmp_path, monkeypatch):
        add, heir = world.store.operations.add, world.engine()

        async def add_and_stand_still(order):
            monkeypatch.setattr(world.store.operations, "add", add)
            await add(order)
            assert isinstance(await world.generate(tmp_path, engine=heir), Footage)

        monkeypatch.setattr(world.store.operations, "add", add_and_stand_still)
        with pytest.raises(EngineCrashed, match="somebody else has changed the order"):
            await world.generate(tmp_path)
        assert len(world.vendors["main"].begun) == 1
        assert await world.orders() == [("main", "over", "", NEVER_TAKEN), ("main", "done", REFERENCE, "9")]

    async def test_while_the_vendor_is_silent_nothing_is_decided(self, world, tmp_path):
        world.vendors["main"].starts.append(SILENT)
        world.vendors["main"].checks.extend([SILENT, reply(502), reply(500, code=5000, message="internal"), SILENT])
        assert isinstance(await world.generate(tmp_path), Footage)
        assert world.vendors["main"].begun == [ID]

    @pytest.mark.parametrize("answer", [reply(500, code=5000, message="internal"), reply(504), reply(200, odd=1)])
    async def test_a_fault_may_have_taken_it(self, world, tmp_path, answer):
        world.vendors["main"].starts.append(answer)
        await world.generate(tmp_path)
        assert world.vendors["main"].calls[1] == ("GET", f"https://main.example/v1/videos/text2video/{ID}")

    async def test_where_nobody_can_say_it_waits_for_an_operator(self, tmp_path, caplog):
        world = World(upstream=Forgetful())
        world.vendors["main"].starts.append(SILENT)
        rounds = []

        async def decide():
            rounds.append(await world.orders())
            if len(rounds) == 3:
                (order,) = await world.store.operations.of_task(ID)
                await world.store.operations.change(order, order.started(REFERENCE, note="by hand", at=NOON))

        world.on_wait = decide
        assert isinstance(await world.generate(tmp_path), Footage)
        assert rounds[0] == [("main", "unclear", "", "the vendor cannot say")]
        assert world.vendors["main"].begun == [ID]
        assert [record.action for record in caplog.records] == ["needs_attention"]

    async def test_an_operator_may_say_that_it_was_never_taken(self, tmp_path):
        world = World(upstream=Forgetful())
        world.vendors["main"].starts.append("lost")

        async def decide():
            (order, *later) = await world.store.operations.of_task(ID)
            if not later and order.state is OperationState.UNCLEAR:
                await world.store.operations.change(order, order.over(NEVER_TAKEN, at=NOON))

        world.on_wait = decide
        assert isinstance(await world.generate(tmp_path), Footage)
        assert [order[1] for order in await world.orders()] == ["over", "done"]

    async def test_an_order_has_its_number_and_its_age(self, tmp_path):
        upstream = Numbering()
        world = World(upstream=upstream)
        world.vendors["main"].starts.append("lost")
        assert isinstance(await world.generate(tmp_path), Footage)
        assert upstream.begun == [1, 2]
        assert {number for number, _ in upstream.searched} == {1}
        ages = [age for _, age in upstream.searched]
        assert ages[0] == 0
        assert ages == sorted(set(ages))

    async def test_one_that_grows_too_old_to_be_searched_for_waits_for_an_operator(self, tmp_path):
        world = World(upstream=Numbering(remembers=30.0))
        world.vendors["main"].starts.append(SILENT)
        world.vendors["main"].checks.extend([SILENT] * 20)
        rounds = []

        async def decide():
            rounds.append(await world.orders())
            if rounds[-1][0][1] == "unclear":
                (order,) = await world.store.operations.of_task(ID)
                await world.store.operations.change(order, order.over("by hand", at=NOON))

        world.on_wait = decide
        await world.generate(tmp_path)
        assert rounds[0] == [("main", "intended", "", "")]
        assert ("main", "unclear", "", "the vendor cannot say") in [orders[0] for orders in rounds]
        assert world.vendors["main"].begun == [ID]


class TestNotSent:
    async def test_what_has_not_left_is_sent_again_freely(self, world, tmp_path):
        world.vendors["main"].starts.extend([UNREACHED, UNREACHED])
        assert isinstance(await world.generate(tmp_path), Footage)
        assert await world.orders() == [("main", "done", REFERENCE, "9")]
        assert world.waits[0] < world.waits[1]

    async def test_a_vendor_that_is_never_reached_gives_way_to_the_next(self, world, tmp_path):
        world.vendors["main"].starts.extend([UNREACHED] * 8)
        assert isinstance(await world.generate(tmp_path), Footage)
        assert [order[:2] for order in await world.orders()] == [("main", "over"), ("spare", "done")]


class TestRefused:
    async def test_a_vendor_that_wants_to_be_asked_later_is(self, world, tmp_path):
        later = replace(reply(429, code=1303, message="concurrency"), retry_after="90")
        world.vendors["main"].starts.append(later)
        assert isinstance(await world.generate(tmp_path), Footage)
        assert world.waits[0] == 90
        assert world.vendors["main"].begun == [ID]

    async def test_one_that_is_in_arrears_gives_way_though_it_says_429(self, world, tmp_path):
        world.vendors["main"].starts.append(reply(429, code=1101, message="arrears"))
        assert isinstance(await world.generate(tmp_path), Footage)
        assert await world.orders() == [("main", "over", "", "1101: arrears"), ("spare", "done", REFERENCE, "9")]
        assert world.vendors["main"].begun == []

    async def test_moderation_asks_nobody_else(self, world, tmp_path):
        world.vendors["main"].starts.append(reply(400, code=1301, message="content safety"))
        assert await world.generate(tmp_path) == REFUSED
        assert world.vendors["spare"].calls == []

    async def test_a_task_that_failed_there_is_put_to_the_next(self, world, tmp_path):
        failed = {"task_id": REFERENCE, "task_status": "failed", "task_status_msg": "GPU on fire"}
        world.vendors["main"].checks.append(reply(200, code=0, data=failed))
        assert isinstance(await world.generate(tmp_path), Footage)
        assert [order[:2] for order in await world.orders()] == [("main", "over"), ("spare", "done")]

    async def test_at_the_end_of_the_route_it_is_drawn(self, world, tmp_path):
        for vendor in world.vendors.values():
            vendor.starts.append(reply(401, code=1002, message="no"))
        assert isinstance(await world.generate(tmp_path), Footage)
        assert len(world.drawing.calls) == 1

    async def test_a_route_that_ends_without_sketch_fails(self, tmp_path):
        world = World(route=("main",))
        world.vendors["main"].starts.append(reply(401, code=1002, message="no"))
        assert await world.generate(tmp_path) == EXHAUSTED


class TestResults:
    async def test_a_link_is_followed_without_the_key(self, world, tmp_path):
        await world.generate(tmp_path)
        assert world.fetched == [("https://vendor.example/clip.mp4", {})]

    async def test_what_a_vendor_keeps_behind_the_key_is_fetched_with_it(self, tmp_path):
        world = World(upstream=Keeping())
        assert isinstance(await world.generate(tmp_path), Footage)
        assert world.fetched == [("https://main.example/v1/videos/1/content", {"Authorization": "Bearer key"})]

    async def test_a_transfer_that_breaks_is_tried_again_with_a_fresh_link(self, world, tmp_path):
        world.downloads.extend([FetchFailed("broke off"), FetchFailed("broke off")])
        assert isinstance(await world.generate(tmp_path), Footage)
        assert world.vendors["main"].begun == [ID]

    async def test_a_link_that_died_is_an_error_and_nobody_makes_it_again(self, world, tmp_path):
        world.downloads.extend([FetchFailed("status 403")] * 5)
        assert await world.generate(tmp_path) == RESULT_LOST
        assert await world.orders() == [("main", "over", REFERENCE, "the result could not be fetched")]
        assert world.vendors["spare"].calls == []


class TestTakenOver:
    async def interrupt(self, world, workspace, *, calls):
        """An attempt that ends after so many calls, as its worker does that is killed."""
        exchange = world.exchange
        made = 0

        async def stop_after(method, url, **rest):
            nonlocal made
            made += 1
            found = await exchange(method, url, **rest)
            if made == calls:
                attempt.cancel()
                await asyncio.sleep(0)
            return found

        world.exchange = stop_after
        attempt = asyncio.create_task(world.generate(workspace))
        with suppress(asyncio.CancelledError):
            await attempt
        world.exchange = exchange

    @pytest.mark.parametrize("calls", [1, 2, 3])
    async def test_whoever_comes_next_carries_on_with_the_same_order(self, world, tmp_path, calls):
        await self.interrupt(world, tmp_path, calls=calls)
        assert isinstance(await world.generate(tmp_path), Footage)
        assert world.vendors["main"].begun == [ID]
        assert await world.orders() == [("main", "done", REFERENCE, "9")]

    async def test_a_video_that_was_made_and_never_kept_is_fetched_again(self, world, tmp_path):
        await world.generate(tmp_path)
        assert isinstance(await world.generate(tmp_path), Footage)
        assert world.vendors["main"].begun == [ID]

    async def test_an_account_that_the_settings_no_longer_name_is_not_passed_over(self, world, tmp_path):
        await world.submit()
        order = build_operation(task_id=ID, account="former")
        await world.store.operations.add(order)
        with pytest.raises(EngineCrashed, match="no longer name the account former"):
            await world.generate(tmp_path)
        assert [vendor.calls for vendor in world.vendors.values()] == [[], []]


async def test_orders_wait_here_for_a_place_at_the_vendor(tmp_path):
    world = World(concurrency=1)
    at_once, most = 0, 0
    exchange = world.exchange

    async def count(method, url, **rest):
        nonlocal at_once, most
        if method == "POST":
            at_once += 1
            most = max(most, at_once)
        found = await exchange(method, url, **rest)
        if b"succeed" in found.content:
            at_once -= 1
        return found

    world.exchange = count
    engine = world.engine()
    tasks = []
    for number in (1, 2, 3):
        task = build_task(number)
        await world.store.tasks.add(task)
        folder = tmp_path / str(number)
        folder.mkdir()
        tasks.append(
            engine.generate(
                task.request, task_id=task.id, materials=Materials(), workspace=folder, report=lambda _share: None
            )
        )
    made = await asyncio.gather(*tasks)
    assert all(isinstance(one, Footage) for one in made)
    assert most == 1
    assert len(world.vendors["main"].begun) == 3


class TestOneThatServesNobody:
    async def test_is_asked_last_for_a_while(self, world, tmp_path):
        engine = world.engine()
        world.vendors["main"].starts.append(reply(401, code=1002, message="no"))
        await world.generate(tmp_path, engine=engine)
        assert [order[:2] for order in await world.orders()] == [("main", "over"), ("spare", "done")]
        assert [order[0] for order in await world.orders_of_another(tmp_path, engine)] == ["spare"]
        world.now += timedelta(seconds=31)
        assert [order[0] for order in await world.orders_of_another(tmp_path, engine)] == ["main"]

    async def test_is_asked_all_the_same_where_there_is_no_other(self, tmp_path):
        world = World(route=("main",))
        engine = world.engine()
        world.vendors["main"].starts.append(reply(401, code=1002, message="no"))
        assert await world.generate(tmp_path, engine=engine) == EXHAUSTED
        assert [order[:2] for order in await world.orders_of_another(tmp_path, engine)] == [("main", "done")]


class TestModeration:
    async def test_the_next_engine_is_asked_where_the_operator_wants_it(self, tmp_path):
        world = World(goes_on_after_moderation=True)
        world.vendors["main"].starts.append(reply(400, code=1301, message="content safety"))
        assert isinstance(await world.generate(tmp_path), Footage)
        assert [order[:2] for order in await world.orders()] == [("main", "over"), ("spare", "done")]

    async def test_what_all_refuse_is_refused(self, tmp_path):
        world = World(route=("main", "spare"), goes_on_after_moderation=True)
        for vendor in world.vendors.values():
            vendor.starts.append(reply(400, code=1301, message="content safety"))
        assert await world.generate(tmp_path) == REFUSED

    async def test_whoever_takes_it_over_knows_that_it_was_refused(self, tmp_path):
        world = World(route=("main", "spare"), goes_on_after_moderation=True)
        world.vendors["main"].starts.append(reply(400, code=1301, message="content safety"))
        world.vendors["spare"].starts.append(reply(401, code=1002, message="no"))
        assert await world.generate(tmp_path) == REFUSED
        assert await world.generate(tmp_path) == REFUSED


class TestUnclear:
    async def test_it_is_sent_again_once_where_the_operator_takes_it_for_lost(self, tmp_path):
        world = World(upstream=Forgetful(), when_unclear=WhenUnclear.ASSUME_LOST)
        world.vendors["main"].starts.append("lost")
        assert isinstance(await world.generate(tmp_path), Footage)
        assert await world.orders() == [("main", "over", "", ASSUMED_LOST), ("main", "done", REFERENCE, "9")]

    async def test_what_is_lost_twice_is_put_to_the_next(self, tmp_path):
        world = World(upstream=Forgetful(), when_unclear=WhenUnclear.ASSUME_LOST)
        world.vendors["main"].starts.extend(["lost", "lost"])
        assert isinstance(await world.generate(tmp_path), Footage)
        assert [order[0::3] for order in await world.orders()] == [
            ("main", ASSUMED_LOST),
            ("main", ASSUMED_LOST),
            ("spare", "9"),
        ]

    async def test_it_is_not_sent_again_where_it_is_taken_to_be_running_and_ends_with_the_deadline(self, tmp_path):
        world = World(upstream=Forgetful(), when_unclear=WhenUnclear.ASSUME_RUNNING)
        world.vendors["main"].starts.append("lost")
        assert await world.generate(tmp_path) == NEVER_HEARD_OF
        assert await world.orders() == [("main", "over", "", "assumed running")]
        assert world.now >= NOON + timedelta(hours=24)


class TestLosses:
    async def test_what_a_vendor_cannot_do_is_written_down_with_the_order(self, world, tmp_path):
        await world.generate(tmp_path, request=build_request(width=1280, height=720, frame_count=90, frame_rate=30))
        (order,) = await world.store.operations.of_task(ID)
        assert order.losses == (Loss(field="seconds", note="3 s become 5 s"),)

    async def test_an_account_that_would_miss_the_point_is_passed_over_and_that_is_told(self, tmp_path):
        world = World(upstream=Shy())
        assert isinstance(await world.generate(tmp_path), Footage)
        assert await world.orders() == [
            ("main", "over", "", "passed over: last_frame"),
            ("spare", "over", "", "passed over: last_frame"),
        ]
        assert len(world.drawing.calls) == 1


class TestOwnAudio:
    @pytest.mark.parametrize(
        ("link", "track_url"), [(None, ""), ("https://video.example/{}".format, "https://video.example/a.mp3")]
    )
    async def test_it_goes_along_where_the_vendor_can_fetch_it(self, tmp_path, link, track_url):
        seen = []

        class Listening(Kling):
            def losses(self, order):
                seen.append(order.track_url)
                return []

        world = World(upstream=Listening())
        world.link = link
        await world.generate(tmp_path, request=build_request(sound=Sound.TRACK, track="a.mp3"))
        assert set(seen) == {track_url}


class TestNobodyWaits:
    async def test_the_order_of_a_task_that_was_cancelled_while_nobody_followed_it_is_left(self, world):
        task = await world.submit()
        order = build_operation(task_id=ID, account="main")
        await world.store.operations.add(order)
        await world.store.operations.change(order, order.started("r", note="", at=NOON))
        await world.store.tasks.replace(task, task.cancel(at=NOON))
        await world.engine()._farewells.go_round()
        assert await world.orders() == [("main", "over", "r", "its task was over; the vendor was not stopped")]
        assert await world.store.operations.abandoned(limit=10) == []


async def test_a_hint_has_the_vendor_asked_at_once(world, tmp_path):
    engine = world.engine()
    asleep, waits = asyncio.Event(), []

    async def sleep(seconds):
        waits.append(seconds)
        asleep.set()
        await asyncio.Event().wait()

    world.wait = sleep
    engine = world.engine()
    world.vendors["main"].looks = 0
    made = asyncio.create_task(world.generate(tmp_path, engine=engine))
    await asleep.wait()
    engine.hint(ID)
    assert isinstance(await made, Footage)
    assert len(waits) == 1
