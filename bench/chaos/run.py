"""One run: chaos for a while, then peace until nothing is open, then the verdict.

Not here: the table (`__main__.py`).
"""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.chaos.homes import Home, embedded_home, shared_home, wait_until_ready
from bench.chaos.members import run_command
from bench.chaos.monkey import Monkey
from bench.chaos.operator import Operator
from bench.chaos.orders import Ledgers, count_orders, find_excused, judge_orders
from bench.chaos.receiver import Receiver, receiving
from bench.chaos.records import UNSETTLED, Records, read_records
from bench.chaos.submitters import Clients, send_picture
from bench.chaos.told import compare_told, read_told
from bench.chaos.vendors import Misbehaviour, Vendors, running_vendors
from bench.chaos.verdict import judge
from bench.chaos.wishes import Wishes
from tests.support.postgres import TestServer

SETTLE_SECONDS = 300.0
REPEATED = 200
"""How many submits are sent once more at the very end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What was done, and what must be 0."""

    home: str
    counts: dict[str, int]
    zeros: dict[str, int]
    surprises: list[str]

    @property
    def clean(self) -> bool:
        """Whether nothing happened that must not."""
        return not any(self.zeros.values()) and not self.surprises


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How much of it."""

    submits: int
    seconds: float
    mean_pause: float
    """Seconds between two deeds of the monkey."""
    seed: int
    misbehaviour: Misbehaviour
    """Of vendors."""


async def run_embedded(plan: Plan, folder: Path) -> Outcome:
    """Chaos for one server with SQLite."""
    with running_vendors(plan.misbehaviour, seed=plan.seed) as vendors:
        async with (
            receiving(random=Random(plan.seed)) as receiver,
            embedded_home(folder, receiver_place=receiver.place, vendors=vendors) as home,
        ):
            return await _run(plan, home, receiver, vendors)


async def run_shared(plan: Plan, folder: Path, database: TestServer, *, draws: bool) -> Outcome:
    """Chaos for servers and workers over PostgreSQL; `draws` has one worker use the real engine."""
    with running_vendors(plan.misbehaviour, seed=plan.seed) as vendors:
        async with (
            receiving(random=Random(plan.seed)) as receiver,
            shared_home(folder, receiver_place=receiver.place, database=database, draws=draws, vendors=vendors) as home,
        ):
            return await _run(plan, home, receiver, vendors)


async def _run(plan: Plan, home: Home, receiver: Receiver, vendors: Vendors) -> Outcome:
    receiver.secret = home.secret
    wishes = Wishes(
        callback_url=receiver.url,
        routed=vendors.routed,
        share=plan.misbehaviour.wishes,
        upload=await send_picture(home.addresses[0], key=home.key),
    )
    clients = Clients(addresses=home.addresses, key=home.key, wishes=wishes, random=Random(plan.seed + 1))
    operator = Operator(home, vendors)
    monkey = Monkey(
        servers=home.servers,
        workers=home.workers,
        restarts=home.restarts,
        random=Random(plan.seed + 2),
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(_submit(clients, plan))
        group.create_task(monkey.run(plan.seconds, mean_pause=plan.mean_pause))
    receiver.healthy = True
    await _settle(home, operator)
    repeated_wrong = await _repeat(clients, Random(plan.seed + 3))
    records = await read_records(home.ask, home.assets)
    ledgers = vendors.ledgers()
    zeros = await _judge(home, clients, receiver, records, ledgers)
    zeros |= judge_orders(records, ledgers)
    zeros |= compare_told(await read_told(home.addresses[-1], key=home.key, random=Random(plan.seed + 4)), records)
    zeros["submits repeated at the end and answered otherwise"] = repeated_wrong
    checked = await asyncio.to_thread(run_command, home.folder, home.settings, "ledger", "check")
    zeros["exit status of `onereel ledger check`"] = checked.returncode
    states = Counter(f"tasks {state}" for _, _, state, _, _ in records.tasks)
    return Outcome(
        home=home.name,
        counts={
            **_count(home, clients, monkey, receiver),
            **dict(sorted(states.items(), reverse=True)),
            **count_orders(records, ledgers),
            "unclear orders decided by an operator": operator.decisions,
        },
        zeros=zeros,
        surprises=clients.surprises,
    )


async def _submit(clients: Clients, plan: Plan) -> None:
    """All of it; what no server has answered long after the chaos is for the verdict to tell."""
    with suppress(TimeoutError):
        async with asyncio.timeout(plan.seconds + SETTLE_SECONDS):
            await clients.submit_all(plan.submits, seconds=plan.seconds)


async def _repeat(clients: Clients, random: Random) -> int:
    names = random.sample(sorted(clients.answers), min(REPEATED, len(clients.answers)))
    async with asyncio.timeout(SETTLE_SECONDS):
        return await clients.repeat(names)


async def _judge(
    home: Home, clients: Clients, receiver: Receiver, records: Records, ledgers: Ledgers
) -> dict[str, int]:
    return await asyncio.to_thread(
        judge,
        records,
        submits=clients.counts["submits"],
        answers=clients.answers,
        cancels=clients.cancels,
        arrivals=receiver.arrivals,
        assets=home.assets,
        excused=find_excused(records, ledgers),
    )


def _count(home: Home, clients: Clients, monkey: Monkey, receiver: Receiver) -> dict[str, int]:
    logs = home.logs
    return {
        "submits": clients.counts["submits"],
        "requests for them": clients.counts["requests"],
        "left unanswered": clients.counts["unanswered"],
        "answered 5xx or 409": sum(count for name, count in clients.counts.items() if name.startswith("answered")),
        "answered as before": clients.counts["replayed"],
        **{f"processes {deed}" if "database" not in deed else deed: count for deed, count in monkey.counts.items()},
        "videos drawn by sketch, the rest by a stand-in": home.drawn,
        "tasks taken over from dead workers": logs.count("action=task_inherited"),
        "late workers that stored nothing": logs.count("action=task_taken_over"),
        "callbacks sent": len(receiver.arrivals),
        "callbacks accepted": sum(arrival.accepted for arrival in receiver.arrivals),
    }


async def _settle(home: Home, operator: Operator) -> None:
    """Until no task is open and no callback is to be sent; what is left after a while is for the verdict to tell."""
    loop = asyncio.get_running_loop()
    end = loop.time() + SETTLE_SECONDS
    await wait_until_ready(home.addresses)
    while loop.time() < end:
        (left,) = await home.ask(UNSETTLED)
        if left == (0, 0):
            return
        await operator.go_round()
        await asyncio.sleep(0.5)
