"""The verdict of a chaos run notices each thing that must not happen, and nothing where all is well.

Not here: the run itself (`tests/acceptance/test_chaos.py`).
"""

import hashlib
import json
from dataclasses import replace

import pytest
from bench.chaos.receiver import Arrival
from bench.chaos.records import Records
from bench.chaos.told import Told, compare_told
from bench.chaos.verdict import judge
from tests.builders import build_request

from onereel.engines.fake import write_tiny_footage

VIDEO = "video-one-1.mp4"
REQUEST = json.dumps({"frame_count": 120, "frame_rate": 24})
RESULT = json.dumps({"video": {"asset_id": VIDEO, "facts": {"frame_count": 120, "frame_rate": "24"}}})
WELL = Records(
    tasks=[("one", "p1", "succeeded", 1, 100), ("two", "p2", "cancelled", 0, 100)],
    ends=[("one", "succeeded"), ("two", "cancelled")],
    entries=[
        ("one", "hold", "hold", -100, 100, 0),
        ("one", "end", "capture", 0, -100, 100),
        ("two", "hold", "hold", -100, 100, 0),
        ("two", "end", "release", 100, -100, 0),
    ],
    accounts=[(0, 100, 0)],
    claims=[("key-1", "one"), ("key-2", "two")],
    deliveries=[
        ("d1", "one", 1, "running", "delivered"),
        ("d2", "one", 2, "succeeded", "delivered"),
        ("d3", "two", 1, "cancelled", "delivered"),
    ],
    videos=[("one", REQUEST, RESULT)],
    wishes=[("one", "succeeded", REQUEST, None), ("two", "cancelled", REQUEST, None)],
    orders=[],
    known_files=frozenset({VIDEO}),
    files=frozenset({VIDEO}),
)
ANSWERS = {"key-1": {"p1"}, "key-2": {"p2"}}
ARRIVALS = [
    Arrival(delivery_id="d1", accepted=False, genuine=True),
    Arrival(delivery_id="d1", accepted=True, genuine=True),
    Arrival(delivery_id="d3", accepted=True, genuine=True),
    Arrival(delivery_id="d2", accepted=True, genuine=True),
    Arrival(delivery_id="d2", accepted=True, genuine=True),
]


@pytest.fixture
def assets(tmp_path):
    """The one video, where the store keeps it."""
    folder = tmp_path / hashlib.sha256(VIDEO.encode()).hexdigest()[:2]
    folder.mkdir()
    write_tiny_footage(build_request(), workspace=folder).video.rename(folder / VIDEO)
    return tmp_path


def found(assets, records=WELL, *, submits=2, answers=ANSWERS, cancels=("p2",), arrivals=ARRIVALS, excused=()):
    """What is not 0."""
    zeros = judge(
        records, submits=submits, answers=answers, cancels=cancels, arrivals=arrivals, assets=assets, excused=excused
    )
    return {name: count for name, count in zeros.items() if count}


def without(rows, number):
    return [row for position, row in enumerate(rows) if position != number]


def test_where_all_is_well_nothing_is_found(assets):
    assert found(assets) == {}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"tasks": [*WELL.tasks, ("three", "p3", "cancelled", 0, 0)]}, "tasks that nobody was told of"),
        ({"tasks": [("one", "p1", "running", 1, 100), WELL.tasks[1]]}, "tasks without an end"),
        ({"tasks": [("one", "p1", "failed", 1, 100), WELL.tasks[1]]}, "tasks failed, but for a vendor's reason"),
        ({"tasks": [WELL.tasks[0], ("two", "p2", "succeeded", 0, 100)]}, "cancelled tasks that are not"),
        ({"tasks": without(WELL.tasks, 1)}, "accepted tasks lost"),
        ({"ends": [*WELL.ends, ("one", "cancelled")]}, "tasks with two ends"),
        ({"ends": [*WELL.ends, ("one", "succeeded")]}, "tasks executed to success twice"),
        ({"claims": [("key-1", "two"), ("key-2", "two")]}, "idempotency keys whose task is another"),
        ({"entries": [*WELL.entries, WELL.entries[0]]}, "tasks not held exactly once"),
        ({"entries": without(WELL.entries, 3)}, "tasks not settled exactly once"),
        ({"entries": [*WELL.entries, WELL.entries[1]]}, "tasks charged otherwise than due"),
        ({"accounts": [(0, 101, 0)]}, "millionths of a CNY by which the ledger is off"),
        ({"accounts": [(1, 100, 0)]}, "millionths of a CNY by which the ledger is off"),
        ({"deliveries": without(WELL.deliveries, 2)}, "tasks without a callback for their end"),
        ({"files": WELL.files | {"video-one-2.mp4"}}, "succeeded tasks with two videos"),
        ({"files": WELL.files | {"video-two-1.mp4"}}, "files without a record"),
        ({"videos": [("one", REQUEST, RESULT.replace("120", "121"))]}, "videos of another length than asked for"),
        ({"videos": [("one", REQUEST.replace("120", "121"), RESULT)]}, "videos of another length than asked for"),
        ({"videos": [("one", REQUEST, RESULT.replace("one", "two"))]}, "succeeded tasks without a readable video"),
    ],
)
def test_what_the_records_say_is_noticed(assets, changes, name):
    assert name in found(assets, replace(WELL, **changes))


@pytest.mark.parametrize(
    ("observed", "name"),
    [
        ({"submits": 3}, "submits never answered"),
        ({"answers": ANSWERS | {"key-1": {"p1", "p9"}}}, "idempotency keys with two tasks"),
        ({"cancels": ("p1",)}, "cancelled tasks that are not"),
        ({"arrivals": ARRIVALS[:-2]}, "callbacks of an end that never arrived"),
        ({"arrivals": [ARRIVALS[3], *ARRIVALS]}, "tasks whose callbacks arrived out of order"),
        ({"arrivals": [*ARRIVALS, replace(ARRIVALS[0], genuine=False)]}, "callbacks with a wrong signature"),
    ],
)
def test_what_clients_and_receivers_saw_is_noticed(assets, observed, name):
    assert name in found(assets, **observed)


def test_what_a_vendor_made_may_be_of_another_length_and_costs_as_much_of_its_price(assets):
    made = replace(
        WELL,
        videos=[("one", REQUEST.replace("120", "240"), RESULT)],
        entries=[*WELL.entries[:1], ("one", "end", "capture", 50, -100, 50), *WELL.entries[2:]],
        accounts=[(0, 50, 0)],
        orders=[("one", 1, "kling", "done", "k1", "")],
    )
    assert found(assets, made) == {}
    assert "tasks charged otherwise than due" in found(assets, replace(made, entries=WELL.entries))


def test_a_task_that_failed_for_a_vendors_reason_is_no_fault(assets):
    failed = replace(
        WELL,
        tasks=[*WELL.tasks, ("three", "p3", "failed", 1, 100)],
        ends=[*WELL.ends, ("three", "failed")],
        entries=[*WELL.entries, ("three", "hold", "hold", -100, 100, 0), ("three", "end", "release", 100, -100, 0)],
        deliveries=[*WELL.deliveries, ("d4", "three", 1, "failed", "delivered")],
        claims=[*WELL.claims, ("key-3", "three")],
    )
    observed = {
        "submits": 3,
        "answers": ANSWERS | {"key-3": {"p3"}},
        "arrivals": [*ARRIVALS, Arrival(delivery_id="d4", accepted=True, genuine=True)],
    }
    assert found(assets, failed, **observed) == {"tasks failed, but for a vendor's reason": 1}
    assert found(assets, failed, **observed, excused={"three"}) == {}


TOLD = Told(
    tasks=[{"task_id": "p1", "state": "succeeded"}, {"task_id": "p2", "state": "cancelled"}],
    broken_links=0,
)


def differences(told):
    """What is not 0."""
    return {name: count for name, count in compare_told(told, WELL).items() if count}


def test_where_the_api_tells_what_the_tables_hold_nothing_is_found():
    assert differences(TOLD) == {}


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (replace(TOLD, tasks=TOLD.tasks[:1]), "tasks that the API tells otherwise than the tables"),
        (
            replace(TOLD, tasks=[TOLD.tasks[0], {"task_id": "p2", "state": "running"}]),
            "tasks that the API tells otherwise than the tables",
        ),
        (replace(TOLD, broken_links=1), "links that do not serve their video"),
    ],
)
def test_what_the_api_tells_otherwise_is_noticed(told, name):
    assert list(differences(told)) == [name]
