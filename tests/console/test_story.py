"""What the page of a task tells: what happened in its order, and what it costs.

Not here: how it is shown (`test_in_the_browser.py`).
"""

from datetime import timedelta

from onereel.console.story import Moment, as_accepted, cost_of, tell
from onereel.domain.operation import Loss, Operation
from onereel.domain.task import Failure, State
from onereel.server.records import Details
from tests.builders import NOON, build_result, build_task

SECOND = timedelta(seconds=1)
FAILURE = Failure(code="content_refused", message="No.")


def test_an_order_tells_to_whom_it_went_what_is_lost_there_and_what_it_cost():
    order = Operation(
        task_id="1",
        number=1,
        account="kling-main",
        losses=(Loss(field="seed", note="the vendor draws the seed"),),
        created_at=NOON,
        updated_at=NOON,
    )
    done = order.started("k-1", note="", at=NOON).done("9", at=NOON + 3 * SECOND)

    assert tell(Details(events=(), orders=[done], deliveries=(), entries=())) == [
        Moment(at=NOON, kind="ordered", number=1, detail="kling-main", lost=("the vendor draws the seed",)),
        Moment(
            at=NOON + 3 * SECOND,
            kind="order_done",
            number=1,
            detail="kling-main · k-1",
            price="9",
            after=3 * SECOND,
        ),
    ]


def test_what_an_order_came_to_is_no_price():
    order = Operation(task_id="1", number=2, account="vidu-main", created_at=NOON, updated_at=NOON)
    refused = order.over("AuditSubmitIllegal: no", at=NOON + SECOND)

    moments = tell(Details(events=(), orders=[refused], deliveries=(), entries=()))
    assert [(moment.kind, moment.detail, moment.price) for moment in moments] == [
        ("ordered", "vidu-main", ""),
        ("order_over", "vidu-main · AuditSubmitIllegal: no", ""),
    ]


def test_a_task_costs_its_price_until_it_has_ended_and_then_what_was_made():
    waiting = build_task()
    running = waiting.start(at=NOON)
    made = running.succeed(build_result(), at=NOON)

    assert [cost_of(task) for task in (waiting, running, running.fail(FAILURE, at=NOON), running.cancel(at=NOON))] == [
        waiting.charge.cost,
        waiting.charge.cost,
        0,
        0,
    ]
    assert 0 < cost_of(made) <= waiting.charge.cost


def test_the_reply_to_the_submit_is_told_of_the_task_as_it_was_then():
    accepted = build_task()
    ended = accepted.start(at=NOON).requeue(at=NOON, strike=True).start(at=NOON).fail(FAILURE, at=NOON + SECOND)

    assert ended.state is State.FAILED
    assert as_accepted(ended) == accepted
