"""A short chaos run of each home, with real processes and vendors that misbehave: what `make chaos` does for minutes.

Not here: whether its verdict would notice anything (`tests/chaos/test_verdict.py`).
"""

import asyncio

import pytest
from bench.chaos.run import Plan, run_embedded, run_shared
from bench.chaos.vendors import Misbehaviour

from tests.support.postgres import running_server

# No silence, which lasts for a minute; and no DashScope, which may wait for an operator for as long.
MISBEHAVIOUR = Misbehaviour(vendors=("kling", "vidu", "pixverse"), wishes=0.3, without=("silent",))
PLAN = Plan(submits=100, seconds=12.0, mean_pause=1.0, seed=11, misbehaviour=MISBEHAVIOUR)


@pytest.fixture
def database():
    """A PostgreSQL server of its own, which will crash."""
    with running_server() as server:
        yield server


def check_clean(outcome):
    assert outcome.surprises == []
    assert outcome.zeros == dict.fromkeys(outcome.zeros, 0)
    assert outcome.counts["submits"] == PLAN.submits
    assert outcome.counts["requests for them"] > PLAN.submits
    assert outcome.counts["processes killed"] > 0
    assert outcome.counts["tasks succeeded"] > 0
    assert all(outcome.counts[f"jobs at {vendor}"] > 0 for vendor in MISBEHAVIOUR.vendors)


def test_servers_and_workers_over_postgresql_lose_nothing_and_do_nothing_twice(tmp_path, database):
    outcome = asyncio.run(run_shared(PLAN, tmp_path, database, draws=False))
    check_clean(outcome)
    assert outcome.counts["database crashed"] > 0


def test_one_server_with_sqlite_loses_nothing_and_does_nothing_twice(tmp_path):
    check_clean(asyncio.run(run_embedded(PLAN, tmp_path)))
