"""What every home of tasks, money, callbacks, keys and uploads must do, over the fake and over the real ones.

Not here: what only a real file can show; see `tests/store/`.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction

import pytest
from tests.builders import (
    NOON,
    build_delivery,
    build_facts,
    build_key,
    build_picture,
    build_request,
    build_result,
    build_task,
    build_upload,
)

from onereel.domain.account import Account, Limits
from onereel.domain.delivery import DeliveryState
from onereel.domain.event import event_of
from onereel.domain.idempotency import Claim, ClaimOutcome, ClaimVerdict, Settlement
from onereel.domain.ledger import EntryKind, LedgerAudit, end_for, hold_for
from onereel.domain.media import StoredVideo
from onereel.domain.request import Amplitude, Corner, Sound, Watermark
from onereel.domain.task import Failure, State
from onereel.domain.tries import TRIES_KEPT, TryTally, tally_try
from onereel.errors import Conflict, ErrorKind, IdTaken, LimitReached, StoreError
from onereel.store.base import DeliveryFilter, LedgerTotals, OpenTasks, TaskFilter

LATER = NOON + timedelta(seconds=30)
FAILURE = Failure(code="content_refused", message="Not this one.")


class TestTasks:
    async def test_a_task_comes_back_as_it_was_added(self, store):
        task = build_task()
        await store.tasks.add(task)
        assert await store.tasks.get(task.id) == task

    async def test_every_field_of_a_task_is_kept(self, store):
        task = build_task(
            request=build_request(
                prompt="雨 & 灯\u0000\n🎬",
                negative_prompt="blur",
                first_frame=build_picture(),
                last_frame=build_picture(asset_id="image-2.png"),
                sound=Sound.TRACK,
                track="audio-1.mp3",
                watermark=Watermark(corner=Corner.TOP_LEFT, text="AI 生成", picture=build_picture(), twin=True),
                amplitude=Amplitude.LARGE,
                fast_motion=True,
                multi_shot=True,
                extend_prompt=True,
            ),
            echo=b'{"any":"bytes \xe9\x9b\xa8"}',
            callback_url="https://example.org/hook?a=1&b=2",
            passed=("0a" * 16, "1b" * 16),
        )
        await store.tasks.add(task)
        facts = build_facts(frame_rate=Fraction(24000, 1001), has_audio=True)
        done = task.start(at=LATER).succeed(
            build_result(video=replace(build_result().video, facts=facts)), at=LATER + timedelta(microseconds=1)
        )
        await store.tasks.replace(task, task.start(at=LATER))
        await store.tasks.replace(task.start(at=LATER), done)
        assert await store.tasks.get(task.id) == done

    async def test_times_of_another_zone_are_the_same_moments(self, store):
        task = build_task(created_at=datetime(2026, 3, 1, 20, 0, tzinfo=timezone(timedelta(hours=8))))
        await store.tasks.add(task)
        assert await store.tasks.get(task.id) == task

    async def test_a_task_that_is_not_there_is_none(self, store):
        assert await store.tasks.get("nothing") is None
        assert await store.tasks.find("nothing", key_id="key-1", provider="kling") is None

    @pytest.mark.parametrize(
        "second",
        [build_task(2, id=build_task(1).id), build_task(2, public_id=build_task(1).public_id)],
        ids=["id", "public id"],
    )
    async def test_an_id_that_is_taken_is_refused_and_changes_nothing(self, store, second):
        first = build_task(1)
        await store.tasks.add(first)
        with pytest.raises(IdTaken):
            await store.tasks.add(second)
        assert list(await store.tasks.unfinished()) == [first]

    async def test_two_providers_may_use_the_same_public_id(self, store):
        kling = build_task(1)
        vidu = build_task(2, provider="vidu", public_id=kling.public_id)
        await store.tasks.add(kling)
        await store.tasks.add(vidu)
        assert await store.tasks.find(kling.public_id, key_id="key-1", provider="vidu") == vidu

    async def test_how_tasks_stand_is_told_of_many_at_once(self, store):
        queued, other = build_task(1), build_task(2)
        await store.tasks.add(queued)
        await store.tasks.add(other)
        await store.tasks.replace(other, other.start(at=LATER))
        found = await store.tasks.standings([queued.id, other.id, "absent", "a'\""])
        assert found == {queued.id: (State.QUEUED, 0), other.id: (State.RUNNING, 1)}
        assert await store.tasks.standings([]) == {}

    async def test_a_task_is_found_by_public_id_and_by_request_id(self, store):
        task = build_task()
        await store.tasks.add(task)
        for reference in (task.public_id, task.request_id):
            assert await store.tasks.find(reference, key_id=task.key_id, provider=task.provider) == task

    async def test_the_public_id_goes_before_the_request_id(self, store):
        by_request_id = build_task(1, request_id="same")
        by_public_id = build_task(2, public_id="same")
        await store.tasks.add(by_request_id)
        await store.tasks.add(by_public_id)
        assert await store.tasks.find("same", key_id="key-1", provider="kling") == by_public_id

    async def test_the_newest_of_several_with_one_request_id_is_found(self, store):
        newest = build_task(1, request_id="same", created_at=LATER)
        await store.tasks.add(newest)
        await store.tasks.add(build_task(2, request_id="same"))
        assert await store.tasks.find("same", key_id="key-1", provider="kling") == newest

    async def test_another_keys_task_is_as_good_as_absent(self, store):
        task = build_task()
        await store.tasks.add(task)
        for reference in (task.public_id, task.request_id):
            assert await store.tasks.find(reference, key_id="key-2", provider=task.provider) is None
            assert await store.tasks.find(reference, key_id=task.key_id, provider="vidu") is None

    async def test_replace_moves_a_task_on(self, store):
        queued = build_task()
        running = queued.start(at=LATER)
        await store.tasks.add(queued)
        await store.tasks.replace(queued, running)
        assert await store.tasks.get(queued.id) == running
        failed = running.fail(FAILURE, at=LATER)
        await store.tasks.replace(running, failed)
        assert await store.tasks.get(queued.id) == failed

    async def test_replace_refuses_what_has_moved_on(self, store):
        queued = build_task()
        running = queued.start(at=LATER)
        await store.tasks.add(queued)
        await store.tasks.replace(queued, running)
        with pytest.raises(Conflict):
            await store.tasks.replace(queued, queued.fail(FAILURE, at=LATER))
        assert await store.tasks.get(queued.id) == running

    async def test_replace_refuses_a_late_worker_of_an_earlier_attempt(self, store):
        queued = build_task()
        first = queued.start(at=LATER)
        again = first.requeue(at=LATER)
        second = again.start(at=LATER)
        await store.tasks.add(queued)
        for old, new in ((queued, first), (first, again), (again, second)):
            await store.tasks.replace(old, new)
        with pytest.raises(Conflict):
            await store.tasks.replace(first, first.succeed(build_result(), at=LATER))
        assert await store.tasks.get(queued.id) == second

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (build_task(), build_task().succeed(build_result(), at=LATER)),
            (build_task(), build_task()),
            (build_task(state=State.FAILED), build_task().requeue(at=LATER)),
            (build_task(state=State.SUCCEEDED), build_task().fail(FAILURE, at=LATER)),
        ],
        ids=["queued to succeeded", "queued to queued", "failed to queued", "succeeded to failed"],
    )
    async def test_replace_refuses_what_no_task_may_do(self, store, old, new):
        await store.tasks.add(old)
        with pytest.raises(Conflict):
            await store.tasks.replace(old, new)
        assert await store.tasks.get(old.id) == old

    async def test_replace_refuses_a_task_that_is_not_there(self, store):
        with pytest.raises(Conflict):
            await store.tasks.replace(build_task(), build_task().start(at=LATER))

    async def test_replace_cannot_change_what_was_accepted(self, store):
        task = build_task()
        await store.tasks.add(task)
        with pytest.raises(ValueError, match="life"):
            await store.tasks.replace(task, replace(task.start(at=LATER), request=build_request(seed=8)))
        assert await store.tasks.get(task.id) == task

    async def test_one_of_many_that_start_a_task_at_once_gets_it(self, store):
        queued = build_task()
        await store.tasks.add(queued)
        starts = [queued.start(at=LATER + timedelta(seconds=second)) for second in range(8)]
        outcomes = await asyncio.gather(
            *(store.tasks.replace(queued, start) for start in starts), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes].count(Conflict) == 7
        assert await store.tasks.get(queued.id) == starts[outcomes.index(None)]

    async def test_unfinished_lists_the_open_tasks_oldest_first(self, store):
        queued = build_task(1, created_at=LATER)
        running = build_task(2, state=State.RUNNING, attempt=1)
        ended = [build_task(number, state=state) for number, state in enumerate(State, 3) if state.is_terminal]
        same_moment = build_task(9, created_at=LATER)
        for task in (same_moment, *ended, queued, running):
            await store.tasks.add(task)
        assert list(await store.tasks.unfinished()) == [running, queued, same_moment]


COST = build_task().charge.cost


class TestLedger:
    async def test_a_task_is_held_when_accepted_and_captured_when_it_succeeds(self, store):
        task = build_task()
        await store.tasks.add(task)
        assert list(await store.ledger.entries(task.id)) == [hold_for(task)]
        assert await store.ledger.account("key-1") == Account(key_id="key-1", held=COST, open_tasks=1)

        running = task.start(at=LATER)
        done = running.succeed(build_result(), at=LATER)
        await store.tasks.replace(task, running)
        await store.tasks.replace(running, done)
        assert list(await store.ledger.entries(task.id)) == [hold_for(task), end_for(done)]
        assert await store.ledger.account("key-1") == Account(key_id="key-1", spent=COST)

    @pytest.mark.parametrize(
        "end",
        [lambda task: task.fail(FAILURE, at=LATER), lambda task: task.cancel(at=LATER)],
        ids=["fails", "cancelled"],
    )
    async def test_what_does_not_succeed_costs_nothing(self, store, end):
        task = build_task()
        await store.tasks.add(task)
        await store.tasks.replace(task, end(task))
        assert [entry.kind for entry in await store.ledger.entries(task.id)] == [EntryKind.HOLD, EntryKind.RELEASE]
        assert await store.ledger.account("key-1") == Account(key_id="key-1")

    async def test_a_shorter_video_costs_less(self, store):
        task = build_task().start(at=NOON)
        await store.tasks.add(task)
        half = build_result(video=StoredVideo(asset_id="v.mp4", facts=build_facts(frame_count=60)))
        await store.tasks.replace(task, task.succeed(half, at=LATER))
        assert await store.ledger.account("key-1") == Account(key_id="key-1", spent=COST // 2)

    async def test_a_change_that_is_refused_moves_no_credit(self, store):
        task = build_task()
        await store.tasks.add(task)
        await store.tasks.replace(task, task.cancel(at=LATER))
        with pytest.raises(Conflict):
            await store.tasks.replace(task, task.fail(FAILURE, at=LATER))
        with pytest.raises(IdTaken):
            await store.tasks.add(task)
        assert await store.ledger.account("key-1") == Account(key_id="key-1")
        assert len(await store.ledger.entries(task.id)) == 2

    async def test_an_audit_of_many_lives_finds_nothing_wrong(self, store):
        for number in range(1, 9):
            task = build_task(number, key_id=f"key-{number % 3}")
            running = task.start(at=LATER)
            ends = [
                running.fail(FAILURE, at=LATER),
                running.succeed(build_result(), at=LATER),
                running.requeue(at=LATER),
            ]
            await store.tasks.add(task)
            await store.tasks.replace(task, running)
            await store.tasks.replace(running, ends[number % 3])
        assert await store.ledger.audit() == LedgerAudit(
            entries=13, balance=0, tasks=8, unheld=0, unended=0, overended=0, misstated=0
        )

    async def test_a_key_that_never_had_a_task_owes_nothing(self, store):
        assert await store.ledger.account("nobody") == Account(key_id="nobody")
        assert list(await store.ledger.entries("nothing")) == []


class TestLimits:
    async def test_credit_is_not_exceeded_even_by_many_at_once(self, store):
        await store.keys.add(build_key(limits=Limits(credit=COST * 3)))
        outcomes = await asyncio.gather(
            *(store.tasks.add(build_task(number)) for number in range(1, 9)), return_exceptions=True
        )
        assert outcomes.count(None) == 3
        assert {outcome.kind for outcome in outcomes if outcome} == {ErrorKind.CREDIT_EXHAUSTED}
        assert await store.ledger.account("key-1") == Account(key_id="key-1", held=COST * 3, open_tasks=3)

    async def test_a_refused_task_leaves_nothing_behind(self, store):
        await store.keys.add(build_key(limits=Limits(credit=0)))
        with pytest.raises(LimitReached):
            await store.tasks.add(build_task(), delivery=build_delivery())
        assert await store.tasks.get(build_task().id) is None
        assert await store.deliveries.get(build_delivery().id) is None
        assert list(await store.tasks.events(build_task().id)) == []

    async def test_a_task_that_ends_makes_room_for_another(self, store):
        await store.keys.add(build_key(limits=Limits(concurrency=1)))
        first = build_task(1)
        await store.tasks.add(first)
        with pytest.raises(LimitReached) as refusal:
            await store.tasks.add(build_task(2))
        assert (refusal.value.kind, refusal.value.retry_after) == (ErrorKind.TOO_MANY_TASKS, 5)
        await store.tasks.replace(first, first.cancel(at=LATER))
        await store.tasks.add(build_task(2))

    async def test_the_rate_is_that_of_any_minute(self, store):
        await store.keys.add(build_key(limits=Limits(rate=2)))
        await store.tasks.add(build_task(1))
        await store.tasks.add(build_task(2))
        with pytest.raises(LimitReached) as refusal:
            await store.tasks.add(build_task(3))
        assert (refusal.value.kind, refusal.value.retry_after) == (ErrorKind.RATE_LIMITED, 30)
        await store.tasks.add(build_task(4, created_at=NOON + timedelta(seconds=30)))

    async def test_other_keys_are_not_concerned(self, store):
        await store.keys.add(build_key(limits=Limits(credit=0)))
        await store.tasks.add(build_task(key_id="key-2"))


class TestEvents:
    async def test_every_change_is_noted_in_order(self, store):
        task = build_task()
        running = task.start(at=LATER)
        failed = running.fail(FAILURE, at=LATER + timedelta(seconds=1))
        await store.tasks.add(task)
        await store.tasks.replace(task, running)
        await store.tasks.replace(running, failed)
        assert list(await store.tasks.events(task.id)) == [event_of(task), event_of(running), event_of(failed)]
        assert event_of(failed).note == FAILURE.code


class TestLists:
    async def test_the_newest_come_first_and_pages_join(self, store):
        tasks = [build_task(number) for number in range(1, 8)]
        for task in tasks:
            await store.tasks.add(task)
        first = await store.tasks.page(TaskFilter(key_id="key-1"), limit=4)
        second = await store.tasks.page(TaskFilter(key_id="key-1", before=first[-1].id), limit=4)
        assert [*first, *second] == tasks[::-1]

    @pytest.mark.parametrize(
        ("wanted", "numbers"),
        [
            (TaskFilter(), [4, 3, 2, 1]),
            (TaskFilter(key_id="key-2"), [2]),
            (TaskFilter(model="viduq2-pro"), [3]),
            (TaskFilter(state=State.RUNNING), [4]),
            (TaskFilter(since=LATER), [3]),
            (TaskFilter(until=LATER), [4, 2, 1]),
            (TaskFilter(key_id="key-1", state=State.QUEUED, until=LATER), [1]),
        ],
        ids=repr,
    )
    async def test_only_what_is_wanted_is_listed(self, store, wanted, numbers):
        for task in (
            build_task(1),
            build_task(2, key_id="key-2"),
            build_task(3, provider="vidu", model="viduq2-pro", created_at=LATER),
            build_task(4, state=State.RUNNING, attempt=1),
        ):
            await store.tasks.add(task)
        assert [task.id for task in await store.tasks.page(wanted, limit=10)] == [build_task(n).id for n in numbers]

    async def test_overdue_tasks_are_the_open_ones_whose_deadline_has_passed(self, store):
        late = build_task(1, deadline_at=NOON)
        later = build_task(2, deadline_at=LATER, state=State.RUNNING, attempt=1)
        for task in (
            later,
            late,
            build_task(3),
            build_task(4, deadline_at=NOON, state=State.FAILED),
            build_task(5, deadline_at=LATER + timedelta(seconds=1)),
        ):
            await store.tasks.add(task)
        assert list(await store.tasks.overdue(at=LATER, limit=10)) == [late, later]
        assert list(await store.tasks.overdue(at=LATER, limit=1)) == [late]


class TestSummaries:
    """What metrics read."""

    async def test_open_tasks_are_counted_by_lane_model_and_state(self, store):
        tasks = [
            build_task(1, created_at=LATER),
            build_task(2),
            build_task(3, model="another-model"),
            build_task(4, lane="other-lane"),
        ]
        for task in [*tasks, build_task(5), build_task(6)]:
            await store.tasks.add(task)
        await store.tasks.replace(build_task(5), build_task(5).start(at=LATER))
        await store.tasks.replace(build_task(6), build_task(6).cancel(at=LATER))
        model = build_task().model
        assert list(await store.tasks.summary()) == [
            OpenTasks(lane="other-lane", model=model, state=State.QUEUED, count=1, oldest=NOON),
            OpenTasks(lane="sketch", model="another-model", state=State.QUEUED, count=1, oldest=NOON),
            OpenTasks(lane="sketch", model=model, state=State.QUEUED, count=2, oldest=NOON),
            OpenTasks(lane="sketch", model=model, state=State.RUNNING, count=1, oldest=NOON),
        ]

    async def test_the_totals_are_those_of_all_keys(self, store):
        running = build_task(1).start(at=LATER)
        await store.tasks.add(build_task(1))
        await store.tasks.replace(build_task(1), running)
        await store.tasks.replace(running, running.succeed(build_result(), at=LATER))
        await store.tasks.add(build_task(2, key_id="key-2"))
        assert await store.ledger.totals() == LedgerTotals(held=2_500_000, spent=2_500_000)

    async def test_an_empty_store_has_nothing_to_sum_up(self, store):
        assert list(await store.tasks.summary()) == []
        assert await store.ledger.totals() == LedgerTotals(held=0, spent=0)


def build_claim(**changes):
    claim = Claim(
        key_id="key-1", idempotency_key="once", digest="a" * 64, owner="first", until=NOON + timedelta(minutes=5)
    )
    return replace(claim, **changes)


class TestClaims:
    async def settle(self, store, claim, *, number=1):
        settlement = Settlement(claim=claim, reply=b'{"code":0}', keep_until=NOON + timedelta(hours=24))
        await store.tasks.add(build_task(number), settlement=settlement)

    async def test_the_first_gets_the_claim_and_the_second_has_to_wait(self, store):
        assert await store.claims.claim(build_claim(), at=NOON) == ClaimOutcome(verdict=ClaimVerdict.OURS)
        second = build_claim(owner="second")
        assert await store.claims.claim(second, at=NOON) == ClaimOutcome(verdict=ClaimVerdict.RUNNING)

    async def test_of_many_at_once_one_gets_it(self, store):
        claims = [build_claim(owner=str(number)) for number in range(8)]
        outcomes = await asyncio.gather(*(store.claims.claim(claim, at=NOON) for claim in claims))
        assert [outcome.verdict for outcome in outcomes].count(ClaimVerdict.OURS) == 1

    async def test_the_answer_is_stored_with_the_task_and_given_again(self, store):
        await store.claims.claim(build_claim(), at=NOON)
        await self.settle(store, build_claim())
        again = await store.claims.claim(build_claim(owner="second"), at=NOON)
        assert again == ClaimOutcome(verdict=ClaimVerdict.ANSWERED, reply=b'{"code":0}')

    async def test_another_body_under_the_same_key_is_told_apart(self, store):
        await store.claims.claim(build_claim(), at=NOON)
        other = build_claim(owner="second", digest="b" * 64)
        assert (await store.claims.claim(other, at=NOON)).verdict is ClaimVerdict.OTHER_BODY

    async def test_every_api_key_has_its_own(self, store):
        await store.claims.claim(build_claim(), at=NOON)
        theirs = build_claim(key_id="key-2")
        assert (await store.claims.claim(theirs, at=NOON)).verdict is ClaimVerdict.OURS

    async def test_a_claim_that_was_let_go_is_as_if_it_had_not_been(self, store):
        await store.claims.claim(build_claim(), at=NOON)
        await store.claims.let_go(build_claim(owner="second"))
        assert (await store.claims.claim(build_claim(owner="third"), at=NOON)).verdict is ClaimVerdict.RUNNING
        await store.claims.let_go(build_claim())
        assert (await store.claims.claim(build_claim(owner="third"), at=NOON)).verdict is ClaimVerdict.OURS

    async def test_an_answer_cannot_be_let_go(self, store):
        await store.claims.claim(build_claim(), at=NOON)
        await self.settle(store, build_claim())
        await store.claims.let_go(build_claim())
        assert (await store.claims.claim(build_claim(), at=NOON)).verdict is ClaimVerdict.ANSWERED

    async def test_one_that_was_abandoned_is_taken_over_and_its_owner_can_store_nothing(self, store):
        await store.claims.claim(build_claim(), at=NOON)
        second = build_claim(owner="second", until=LATER + timedelta(hours=1))
        assert (await store.claims.claim(second, at=NOON + timedelta(minutes=5))).verdict is ClaimVerdict.OURS
        with pytest.raises(Conflict):
            await self.settle(store, build_claim())
        assert await store.tasks.get(build_task().id) is None
        assert list(await store.ledger.entries(build_task().id)) == []
        await self.settle(store, second)

    async def test_what_is_not_settled_is_abandoned_all_at_once_and_answers_stay(self, store):
        await store.claims.claim(build_claim(), at=NOON)
        await self.settle(store, build_claim())
        await store.claims.claim(build_claim(idempotency_key="other"), at=NOON)
        assert [await store.claims.abandon(), await store.claims.abandon()] == [1, 0]
        again = await store.claims.claim(build_claim(owner="second"), at=NOON)
        assert again.verdict is ClaimVerdict.ANSWERED
        other = build_claim(idempotency_key="other", owner="second")
        assert (await store.claims.claim(other, at=NOON)).verdict is ClaimVerdict.OURS

    async def test_what_ran_out_is_forgotten_in_small_steps(self, store):
        for number in range(3):
            await store.claims.claim(build_claim(idempotency_key=str(number)), at=NOON)
        assert await store.claims.forget(before=NOON, limit=10) == 0
        assert await store.claims.forget(before=NOON + timedelta(hours=1), limit=2) == 2
        assert await store.claims.forget(before=NOON + timedelta(hours=1), limit=2) == 1


class TestDeliveries:
    async def put(self, store, *deliveries):
        """Each with a task of its own, or with the next change of the task it belongs to."""
        for delivery in deliveries:
            task = await store.tasks.get(delivery.task_id)
            if task is None:
                await store.tasks.add(build_task(int(delivery.task_id, 16)), delivery=delivery)
            elif task.state is State.QUEUED:
                await store.tasks.replace(task, task.start(at=LATER), delivery=delivery)
            else:
                await store.tasks.replace(task, task.fail(FAILURE, at=LATER), delivery=delivery)

    def following(self, number, sequence):
        return build_delivery(number, id=f"msg_{sequence:016x}{number:016x}", sequence=sequence)

    async def claim(self, store, *, now=NOON, limit=10):
        return list(await store.deliveries.claim(now=now, until=now + timedelta(seconds=60), limit=limit))

    async def test_a_callback_comes_back_as_it_was_stored_with_its_task(self, store):
        delivery = build_delivery(body="雨\u0000".encode())
        await self.put(store, delivery)
        assert await store.deliveries.get(delivery.id) == delivery
        assert await store.deliveries.get("nothing") is None

    async def test_what_is_due_is_lent_for_a_while_and_to_one_only(self, store):
        later = build_delivery(2, due_at=NOON + timedelta(seconds=1))
        await self.put(store, build_delivery(1), later)
        taken = await asyncio.gather(self.claim(store), self.claim(store))
        until = NOON + timedelta(seconds=60)
        assert sorted(taken, key=len) == [[], [replace(build_delivery(1), due_at=until)]]
        assert [one.task_id for one in await self.claim(store, now=until)] == [later.task_id, build_delivery(1).task_id]

    async def test_the_order_within_a_task_is_kept(self, store):
        first, second = self.following(1, 1), self.following(1, 2)
        await self.put(store, first, second)
        (taken,) = await self.claim(store)
        assert taken.id == first.id
        assert await self.claim(store) == []
        await store.deliveries.record(taken, taken.delivered(status=200, latency_ms=9, at=LATER))
        assert [one.id for one in await self.claim(store)] == [second.id]

    async def test_one_that_was_given_up_does_not_hold_up_the_next(self, store):
        first, second = self.following(1, 1), self.following(1, 2)
        await self.put(store, first, second)
        (taken,) = await self.claim(store)
        gave_up = taken.failed(status=410, error="gone", latency_ms=9, at=LATER, next_at=None)
        await store.deliveries.record(taken, gave_up)
        assert await store.deliveries.get(first.id) == gave_up
        assert [one.id for one in await self.claim(store)] == [second.id]

    async def test_a_failed_try_comes_again_when_it_is_due(self, store):
        await self.put(store, build_delivery())
        (taken,) = await self.claim(store)
        failed = taken.failed(status=None, error="no answer", latency_ms=15_000, at=NOON, next_at=LATER)
        await store.deliveries.record(taken, failed)
        assert await self.claim(store, now=LATER - timedelta(seconds=1)) == []
        assert [one.tries for one in await self.claim(store, now=LATER)] == [1]

    async def test_who_comes_too_late_can_record_nothing(self, store):
        await self.put(store, build_delivery())
        (taken,) = await self.claim(store)
        (again,) = await self.claim(store, now=NOON + timedelta(seconds=60))
        with pytest.raises(Conflict):
            await store.deliveries.record(taken, taken.delivered(status=200, latency_ms=9, at=LATER))
        assert await store.deliveries.get(again.id) == again

    async def try_it(self, store, *, at, status=200, latency_ms=9):
        """One more try of whatever is due."""
        (taken,) = await self.claim(store, now=at, limit=1)
        if status == 200:
            tried = taken.delivered(status=status, latency_ms=latency_ms, at=at)
        else:
            tried = taken.failed(status=status, error="no", latency_ms=latency_ms, at=at, next_at=at)
        await store.deliveries.record(taken, tried, tally=tally_try(tried, at=at))
        return taken, tried

    async def test_tries_are_counted_by_hour_key_outcome_and_time(self, store):
        hour, an_hour_later = NOON.replace(minute=0, second=0, microsecond=0), NOON + timedelta(hours=1)
        await self.put(store, build_delivery(1), build_delivery(2), build_delivery(3, key_id="key-2"))
        await self.try_it(store, at=NOON, status=500, latency_ms=1)
        for at, latency_ms in ((NOON, 31), (NOON, 50), (an_hour_later, 99_000)):
            await self.try_it(store, at=at, latency_ms=latency_ms)

        one = TryTally(start=hour, key_id=None, is_delivered=False, within_ms=10, count=1)
        everybodys = [
            one,
            replace(one, is_delivered=True, within_ms=50, count=2),
            replace(one, start=hour + timedelta(hours=1), is_delivered=True, within_ms=70_000),
        ]
        assert await store.deliveries.tries(since=hour) == everybodys
        assert (
            await store.deliveries.tries(since=an_hour_later.replace(minute=0, second=0, microsecond=0))
            == (everybodys[2:])
        )
        own = [*await store.deliveries.tries(since=hour, key_id="key-1")]
        others = [*await store.deliveries.tries(since=hour, key_id="key-2")]
        assert sum(tally.count for tally in own) + sum(tally.count for tally in others) == 4
        assert {tally.key_id for tally in own} == {"key-1"}

    async def test_a_try_that_came_too_late_is_not_counted(self, store):
        await self.put(store, build_delivery())
        taken, tried = await self.try_it(store, at=NOON)
        with pytest.raises(Conflict):
            await store.deliveries.record(taken, tried, tally=tally_try(tried, at=NOON))
        assert [tally.count for tally in await store.deliveries.tries(since=NOON - timedelta(hours=1))] == [1]

    async def test_tries_of_long_ago_are_forgotten(self, store):
        await self.put(store, build_delivery(1), build_delivery(2))
        await self.try_it(store, at=NOON)
        await self.try_it(store, at=NOON + TRIES_KEPT)
        assert len(await store.deliveries.tries(since=NOON - timedelta(hours=1))) == 2
        await self.put(store, build_delivery(3))
        await self.try_it(store, at=NOON + TRIES_KEPT + timedelta(hours=1))
        assert len(await store.deliveries.tries(since=NOON - timedelta(hours=1))) == 2

    async def test_lists_are_newest_first_and_filtered(self, store):
        await self.put(store, build_delivery(1), build_delivery(2), build_delivery(3))
        (taken,) = await self.claim(store, limit=1)
        await store.deliveries.record(taken, taken.delivered(status=200, latency_ms=9, at=LATER))

        async def page(**wanted):
            found = await store.deliveries.page(DeliveryFilter(**wanted), limit=10)
            return [int(one.task_id, 16) for one in found]

        assert await page() == [3, 2, 1]
        assert await page(before=build_delivery(3).id) == [2, 1]
        assert await page(state=DeliveryState.DELIVERED) == [1]
        assert await page(task_id=build_delivery(2).task_id, key_id="key-1") == [2]
        assert await page(key_id="key-2") == []


class TestKeys:
    async def test_every_field_of_a_key_is_kept_and_can_be_changed(self, store):
        key = build_key(
            is_operator=True,
            limits=Limits(credit=10**15, rate=60, concurrency=4),
            secrets=("whsec_bmV3", "whsec_b2xk"),
        )
        await store.keys.add(key)
        assert await store.keys.get(key.id) == key
        changed = replace(key, limits=Limits(rate=1), secrets=("whsec_bmV3",))
        assert await store.keys.change(key.id, limits=changed.limits, secrets=changed.secrets) is True
        assert await store.keys.get(key.id) == changed
        assert await store.keys.get("nothing") is None
        assert await store.keys.change("nothing", limits=Limits(), secrets=()) is False

    async def test_a_key_is_found_by_its_digest(self, store):
        key = build_key()
        await store.keys.add(key)
        assert await store.keys.find(key.digest) == key
        assert await store.keys.find("f" * 64) is None

    @pytest.mark.parametrize(
        "second",
        [build_key(2, id=build_key(1).id), build_key(2, digest=build_key(1).digest)],
        ids=["id", "digest"],
    )
    async def test_a_key_that_is_taken_is_refused(self, store, second):
        await store.keys.add(build_key(1))
        with pytest.raises(IdTaken):
            await store.keys.add(second)
        assert list(await store.keys.list()) == [build_key(1)]

    async def test_keys_are_listed_oldest_first(self, store):
        young, old = build_key(1, created_at=LATER), build_key(2, revoked_at=LATER)
        await store.keys.add(young)
        await store.keys.add(old)
        assert list(await store.keys.list()) == [old, young]

    async def test_a_key_is_revoked_once_and_still_found(self, store):
        key = build_key()
        await store.keys.add(key)
        assert await store.keys.revoke(key.id, at=LATER) is True
        assert await store.keys.revoke(key.id, at=LATER + timedelta(seconds=1)) is False
        assert await store.keys.find(key.digest) == replace(key, revoked_at=LATER)

    async def test_a_key_that_is_not_there_cannot_be_revoked(self, store):
        assert await store.keys.revoke("nothing", at=LATER) is False


class TestUploads:
    async def test_an_upload_is_found_by_its_owner_only(self, store):
        upload = build_upload()
        await store.uploads.add(upload)
        assert await store.uploads.find(upload.id, key_id=upload.key_id) == upload
        assert await store.uploads.find(upload.id, key_id="key-2") is None

    async def test_an_id_that_is_taken_is_refused(self, store):
        await store.uploads.add(build_upload())
        with pytest.raises(IdTaken):
            await store.uploads.add(build_upload(key_id="key-2"))
        assert await store.uploads.find(1, key_id="key-1") == build_upload()

    @pytest.mark.parametrize("number", [2**53 + 1, 2**63 - 1])
    async def test_large_ids_are_kept_whole(self, store, number):
        await store.uploads.add(build_upload(number))
        assert await store.uploads.find(number, key_id="key-1") == build_upload(number)

    @pytest.mark.parametrize("number", [0, -1, 2**63, -(2**63) - 1, 10**40])
    async def test_an_id_that_nobody_can_have_is_none(self, store, number):
        assert await store.uploads.find(number, key_id="key-1") is None


class TestStore:
    async def test_a_store_that_works_passes_its_check(self, store):
        await store.check()
        await store.check()

    async def test_a_closed_store_fails_its_check_and_closes_again(self, store):
        await store.close()
        with pytest.raises(StoreError):
            await store.check()
        await store.close()
