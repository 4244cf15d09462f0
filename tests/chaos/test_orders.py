"""The vendors' books are held against ours: each order sent twice is noticed, and what nobody could know is counted.

Not here: the books of true fakes (`tests/fakes/test_control.py`), or the run (`tests/acceptance/test_chaos.py`).
"""

import json

import pytest
from bench.chaos.operator import look_up
from bench.chaos.orders import count_orders, find_excused, judge_orders
from bench.chaos.records import Records

GOOD = {"start": "answered", "end": "done", "polls": "answered", "link": "good"}


def request(name):
    return json.dumps({"prompt": f"海边 {name}"})


def job(name, *, state="succeeded", **fate):
    return {"prompt": f"海边 {name}", "state": state, "fate": GOOD | fate}


def books(*, wishes, orders):
    """Our own records; `wishes` are states by task, with the failure's code behind a colon."""
    rows = []
    for name, told in wishes.items():
        state, _, code = told.partition(":")
        rows.append((name, state, request(name), json.dumps({"code": code}) if code else None))
    return Records(
        tasks=[],
        ends=[],
        entries=[],
        accounts=[],
        claims=[],
        deliveries=[],
        videos=[],
        wishes=rows,
        orders=orders,
        known_files=frozenset(),
        files=frozenset(),
    )


def ledgers(*, refusals=(), **jobs):
    """What each vendor has; refusals are the first one's."""
    return {
        vendor: {"jobs": taken, "refusals": list(refusals) if number == 0 else []}
        for number, (vendor, taken) in enumerate(jobs.items())
    }


def found(records, theirs):
    """What is not 0."""
    return {name: count for name, count in judge_orders(records, theirs).items() if count}


ONE = books(wishes={"a": "succeeded"}, orders=[("a", 1, "kling", "done", "k1", "")])
LOST = books(
    wishes={"a": "succeeded"},
    orders=[("a", 1, "pixverse", "over", "", "assumed lost"), ("a", 2, "pixverse", "done", "p2", "")],
)
TWICE = {"p1": job("a", start="hang_up"), "p2": job("a")}


def test_without_vendors_there_is_nothing_to_tell():
    assert (judge_orders(ONE, {}), count_orders(ONE, {})) == ({}, {})


def test_where_every_order_was_taken_once_nothing_is_found():
    assert found(ONE, ledgers(kling={"k1": job("a")})) == {}


def test_an_order_that_an_askable_vendor_took_twice_is_noticed():
    theirs = ledgers(kling={"k0": job("a"), "k1": job("a")})
    assert found(ONE, theirs) == {
        "orders that vendors took twice and could be asked of": 1,
        "orders of tasks that ended, which vendors have and we do not know": 1,
        "tasks with two videos that vendors were paid for": 1,
    }


def test_a_duplicate_that_the_vendor_makes_unknowable_is_counted_and_no_fault():
    theirs = ledgers(pixverse=TWICE)
    assert found(LOST, theirs) == {}
    counts = count_orders(LOST, theirs)
    assert counts["orders at PixVerse assumed lost"] == 1
    assert counts["of these taken after all: duplicates that nobody could know of"] == 1
    assert counts["orders taken and not answered"] == 1


def test_such_a_duplicate_is_a_fault_where_no_order_was_assumed_lost():
    orders = [("a", 1, "pixverse", "over", "", "never taken"), *LOST.orders[1:]]
    records = books(wishes={"a": "succeeded"}, orders=orders)
    assert found(records, ledgers(pixverse=TWICE)) == {"orders taken twice that were never assumed lost": 1}


def test_two_vendors_that_made_the_same_video_are_noticed():
    orders = [("a", 1, "dashscope", "over", "d1", "odd"), ("a", 2, "kling", "done", "k1", "")]
    records = books(wishes={"a": "succeeded"}, orders=orders)
    theirs = ledgers(kling={"k1": job("a")}, dashscope={"d1": job("a")})
    assert found(records, theirs) == {"tasks with two videos that vendors were paid for": 1}
    failed = ledgers(kling={"k1": job("a")}, dashscope={"d1": job("a", state="failed", end="failed")})
    assert found(records, failed) == {}


def test_an_order_of_nobody_is_noticed():
    theirs = ledgers(kling={"k1": job("a"), "k9": job("z")})
    assert found(ONE, theirs) == {"orders that vendors have and nobody wished for": 1}


@pytest.mark.parametrize("state", ["intended", "started", "unclear"])
def test_an_order_that_is_open_though_its_task_has_ended_is_noticed(state):
    records = books(wishes={"a": "succeeded"}, orders=[("a", 1, "kling", state, "k1", "")])
    theirs = ledgers(kling={"k1": job("a")})
    assert found(records, theirs) == {"open orders of tasks that succeeded or failed": 1}


def test_what_a_cancelled_task_leaves_behind_is_counted_and_no_fault():
    records = books(wishes={"a": "cancelled"}, orders=[("a", 1, "kling", "over", "", "its task was over")])
    theirs = ledgers(kling={"k1": job("a")})
    assert found(records, theirs) == {}
    assert count_orders(records, theirs)["jobs of cancelled tasks that were not stopped"] == 1


def test_what_moderation_refused_and_another_engine_made_is_noticed():
    records = books(wishes={"a": "succeeded"}, orders=[("a", 1, "kling", "over", "k1", "refused")])
    theirs = ledgers(kling={"k1": job("a", state="moderated", end="moderated")})
    assert found(records, theirs) == {"wishes that moderation refused and another engine made": 1}


@pytest.mark.parametrize(
    ("failure", "theirs", "reason"),
    [
        ("content_refused", ledgers(kling={"k1": job("a", state="moderated")}), "moderation"),
        ("content_refused", ledgers(kling={}, refusals=[["海边 a", "moderated"]]), "moderation"),
        ("result_lost", ledgers(kling={"k1": job("a", link="missing")}), "dead links"),
        ("content_refused", ledgers(kling={"k1": job("a")}, refusals=[["海边 a", "limited"]]), None),
        ("result_lost", ledgers(kling={"k1": job("a", link="slow")}), None),
        ("upstream_failed", ledgers(kling={"k1": job("a", link="missing")}), None),
    ],
)
def test_a_failure_is_excused_by_what_the_vendor_has_done_alone(failure, theirs, reason):
    records = books(wishes={"a": f"failed:{failure}"}, orders=[])
    assert find_excused(records, theirs) == ({} if reason is None else {"a": reason})


def test_an_operator_looks_for_an_order_that_no_other_is_known_by():
    (ledger,) = ledgers(dashscope={"d1": job("a"), "d2": job("a"), "d3": job("b")}).values()
    assert look_up(ledger, prompt="海边 a", known={"d2"}) == ["--taken-as", "d1"]
    assert look_up(ledger, prompt="海边 a", known={"d1", "d2"}) == ["--never-taken"]
