"""The commands that work on a data directory: what they print, what they change, and how they end.

Not here: `serve` and `demo`, which need the real process (`tests/acceptance`).
"""

import asyncio
import json
import os
import re
from dataclasses import replace

import pytest
from tests.builders import NOON, build_delivery, build_key, build_result, build_task
from typer.testing import CliRunner

from onereel.cli.main import app
from onereel.config import Settings
from onereel.domain.account import Limits
from onereel.domain.delivery import DeliveryState
from onereel.domain.task import State
from onereel.errors import StoreError
from onereel.keys import digest_key
from onereel.storage import database_path, open_store
from onereel.store.base import LedgerStore
from onereel.store.sqlite.ledger import SqliteLedger


class Home:
    """A data directory, with commands run on it and a look inside."""

    def __init__(self, path, monkeypatch):
        self.path = path
        for name in [name for name in os.environ if name.startswith("ONEREEL_")]:
            monkeypatch.delenv(name)

    def run(self, *words):
        return CliRunner().invoke(app, [*words, "--data-dir", str(self.path)], env={"COLUMNS": "80"})

    def inside(self, work):
        """What `work` answers on the store."""

        async def run():
            async with open_store(Settings(data_directory=self.path)) as store:
                return await work(store)

        return asyncio.run(run())

    def begin(self):
        """As the first start of a server does."""

        async def work(_store):
            pass

        self.inside(work)

    def keep_task(self, number=1, *, state=State.QUEUED, **changes):
        async def work(store):
            task = build_task(number, **changes)
            await store.tasks.add(task)
            if state is State.SUCCEEDED:
                running = task.start(at=NOON)
                await store.tasks.replace(task, running)
                await store.tasks.replace(running, running.succeed(build_result(), at=NOON))
            return task

        return self.inside(work)

    def keep_delivery(self, number=1, **changes):
        async def work(store):
            delivery = build_delivery(number, **changes)
            await store.tasks.add(build_task(number, callback_url=delivery.url), delivery=delivery)
            return delivery

        return self.inside(work)

    def keep_key(self, number=1, **changes):
        self.inside(lambda store: store.keys.add(build_key(number, **changes)))

    def keys(self):
        return self.inside(lambda store: store.keys.list())


@pytest.fixture
def home(tmp_path, monkeypatch):
    return Home(tmp_path / "data", monkeypatch)


def told(result):
    """Exit status, and what a person reads of a refusal."""
    return result.exit_code, result.stderr.strip()


class TestKeys:
    def test_a_new_key_is_alone_on_standard_output_and_its_secret_beside_it(self, home):
        result = home.run("keys", "create", "laptop")
        (key,) = home.keys()
        assert re.fullmatch(r"sk-[0-9a-f]{64}\n", result.stdout)
        assert digest_key(result.stdout.strip()) == key.digest
        assert told(result) == (0, f"{key.id} signs its callbacks with {key.secrets[0]} (shown this once).")
        assert (key.name, key.is_operator, key.limits) == ("laptop", False, Limits())

    def test_what_a_key_may_do_is_said_when_it_is_made(self, home):
        home.run(
            "keys", "create", "--name", "o", "--operator", "--credit", "12.5", "--rate", "60", "--concurrency", "5"
        )
        (key,) = home.keys()
        assert (key.name, key.is_operator) == ("o", True)
        assert key.limits == Limits(credit=12_500_000, rate=60, concurrency=5)

    def test_limits_are_changed_one_by_one_and_taken_away(self, home):
        home.keep_key(limits=Limits(rate=60, concurrency=5), secrets=("whsec_a",))
        result = home.run("keys", "limit", "key-1", "--credit", "0.000001", "--rate", "none")
        assert (result.exit_code, result.stdout) == (0, "key-1: 0.000001 CNY, 5 at once.\n")
        assert home.keys() == [build_key(limits=Limits(credit=1, concurrency=5), secrets=("whsec_a",))]
        assert home.run("keys", "limit", "key-1", "--credit", "none", "--concurrency", "none").stdout == (
            "key-1: no limits.\n"
        )

    @pytest.mark.parametrize(
        ("option", "value", "cure"),
        [
            ("--credit", "a lot", "it takes CNY"),
            ("--credit", "-1", "it takes CNY"),
            ("--credit", "1.0000001", "it takes CNY"),
            ("--rate", "1.5", "it takes a whole number"),
            ("--concurrency", "-1", "it takes a whole number"),
        ],
    )
    def test_a_limit_that_is_none_is_a_mistake_and_changes_nothing(self, home, option, value, cure):
        home.keep_key()
        result = home.run("keys", "limit", "key-1", option, value)
        assert result.exit_code == 2
        assert cure in result.stderr
        assert home.keys() == [build_key()]

    def test_a_secret_is_exchanged_in_two_steps(self, home):
        home.keep_key(secrets=("whsec_old",), limits=Limits(rate=1))
        fresh = home.run("keys", "rotate-secret", "key-1").stdout.strip()
        assert fresh.startswith("whsec_")
        assert home.keys() == [build_key(secrets=(fresh, "whsec_old"), limits=Limits(rate=1))]
        result = home.run("keys", "rotate-secret", "key-1", "--drop-old")
        assert (result.exit_code, fresh in result.stdout) == (0, False)
        assert home.keys() == [build_key(secrets=(fresh,), limits=Limits(rate=1))]

    def test_a_list_shows_limits_and_money_but_no_secret(self, home):
        home.keep_key(limits=Limits(credit=10_000_000, rate=60), secrets=("whsec_secret",))
        home.keep_key(2, name="root [bold]", is_operator=True)
        home.run("keys", "revoke", "key-2")
        home.keep_task(1)
        home.keep_task(2, state=State.SUCCEEDED)
        shown = home.run("keys", "list").stdout
        for part in (
            "10.000000 CNY, 60 a minute",
            "2.500000",
            "root [bold] (operator)",
            "sk-or-1…",
            "2026-03-01",
            "revoked",
        ):
            assert part in shown
        assert "whsec" not in shown

    @pytest.mark.parametrize("command", ["limit", "rotate-secret", "revoke"])
    def test_a_key_that_is_not_there_is_told_in_one_line(self, home, command):
        home.begin()
        status, text = told(home.run("keys", command, "key-9"))
        assert status == 1
        assert text.startswith("onereel: there is no key key-9")


class TestLedger:
    def test_a_sound_ledger_is_said_to_be_so(self, home):
        home.keep_task(1)
        home.keep_task(2, state=State.SUCCEEDED)
        result = home.run("ledger", "check")
        assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "The ledger is sound.")
        assert re.search(r"entries\s+│\s+3 │", result.stdout)

    def test_one_that_is_not_ends_with_status_1(self, home, monkeypatch):
        audit = SqliteLedger.audit

        async def find_wrong(ledger: LedgerStore):
            return replace(await audit(ledger), misstated=1)

        monkeypatch.setattr(SqliteLedger, "audit", find_wrong)
        home.begin()
        result = home.run("ledger", "check")
        assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "The ledger is NOT sound.")

    def test_the_entries_of_a_task_are_shown(self, home):
        task = home.keep_task(state=State.SUCCEEDED)
        shown = home.run("ledger", "show", task.id).stdout
        assert re.search(r"hold\s+│\s+-2.500000 │\s+2.500000 │\s+0.000000 │ 2026-03-01 12:00:00", shown)
        assert re.search(r"capture\s+│\s+0.000000 │\s+-2.500000 │\s+2.500000 │", shown)


class TestTasks:
    def test_the_newest_come_first_and_are_filtered(self, home):
        for number in (1, 2, 3):
            home.keep_task(number, key_id=f"key-{number}")
        home.keep_task(4, state=State.SUCCEEDED)
        ids = re.findall(r"[0-9a-f]{32}", home.run("tasks", "list").stdout)
        assert [int(found, 16) for found in ids] == [4, 3, 2, 1]
        for words, numbers in ((["--state", "succeeded"], [4]), (["--key", "key-2"], [2]), (["--limit", "2"], [4, 3])):
            ids = re.findall(r"[0-9a-f]{32}", home.run("tasks", "list", *words).stdout)
            assert [int(found, 16) for found in ids] == numbers

    def test_a_record_is_shown_as_the_server_answers_it(self, home):
        home.keep_key()
        task = home.keep_task(state=State.SUCCEEDED)
        by_own, by_provider = (home.run("tasks", "show", one).stdout for one in (task.id, task.public_id))
        record = json.loads(by_own)
        assert by_own == by_provider
        assert (record["id"], record["key_id"], record["state"]) == (task.id, "key-1", "succeeded")
        assert [event["state"] for event in record["events"]] == ["queued", "running", "succeeded"]
        assert record["result"]["url"].startswith("http://127.0.0.1:8000/assets/video-1.mp4?")

    def test_cancelling_gives_the_money_back_and_tells_whoever_asked_to_be_told(self, home):
        task = home.keep_task(callback_url="https://example.org/hook")
        result = home.run("tasks", "cancel", task.id)
        assert (result.exit_code, result.stdout) == (0, f"{task.id} is cancelled.\n")
        account = home.inside(lambda store: store.ledger.account("key-1"))
        assert (account.held, account.open_tasks) == (0, 0)
        assert "cancelled" in home.run("callbacks", "list").stdout

    def test_what_has_ended_cannot_be_cancelled(self, home):
        task = home.keep_task(state=State.SUCCEEDED)
        assert told(home.run("tasks", "cancel", task.id)) == (
            1,
            "onereel: This task has succeeded and cannot be cancelled.",
        )

    @pytest.mark.parametrize("words", [("tasks", "show"), ("tasks", "cancel"), ("ledger", "show")])
    def test_a_task_that_is_not_there_is_told_in_one_line(self, home, words):
        home.begin()
        assert told(home.run(*words, "nothing")) == (1, "onereel: there is no task nothing.")


class TestCallbacks:
    def test_they_are_listed_without_the_secrets_of_their_addresses(self, home):
        home.keep_delivery(1, url="https://user:word@example.org/hook?token=secret")
        home.keep_delivery(2, state=DeliveryState.GAVE_UP, tries=9, status=500, error="status 500")
        shown = home.run("callbacks", "list").stdout
        assert [int(found, 16) for found in re.findall(r"msg_([0-9a-f]{32})", shown)] == [2, 1]
        assert "https://example.org/hook" in shown
        assert "token" not in shown
        only = home.run("callbacks", "list", "--state", "pending", "--task", f"{1:032x}").stdout
        assert [int(found, 16) for found in re.findall(r"msg_([0-9a-f]{32})", only)] == [1]

    def test_one_that_was_given_up_is_to_be_sent_again(self, home):
        delivery = home.keep_delivery(state=DeliveryState.GAVE_UP, tries=9)
        result = home.run("callbacks", "redeliver", delivery.id)
        assert (result.exit_code, result.stdout) == (0, f"{delivery.id} will be sent again.\n")
        stored = home.inside(lambda store: store.deliveries.get(delivery.id))
        assert (stored.state, stored.tries) == (DeliveryState.PENDING, 0)

    def test_one_that_is_still_to_be_sent_is_not(self, home):
        delivery = home.keep_delivery()
        assert told(home.run("callbacks", "redeliver", delivery.id)) == (
            1,
            f"onereel: {delivery.id} is still to be sent.",
        )

    def test_one_that_is_not_there_is_told_in_one_line(self, home):
        home.begin()
        assert told(home.run("callbacks", "redeliver", "msg_9")) == (1, "onereel: there is no callback msg_9.")


class TestMistakes:
    @pytest.mark.parametrize(
        "words", [("keys", "list"), ("ledger", "check"), ("callbacks", "list"), ("tasks", "show", "1")]
    )
    def test_to_look_where_no_server_has_run_leaves_nothing_behind(self, home, words):
        assert told(home.run(*words)) == (
            1,
            f"onereel: no server has run on {home.path}: --data-dir or ONEREEL_DATA_DIR names another.",
        )
        assert home.run("tasks", "list", "--json").stdout == "[]\n"
        assert not home.path.exists()

    def test_how_an_order_is_resolved_must_be_said(self, home):
        assert told(home.run("tasks", "resolve", "1")) == (2, "onereel: give either --taken-as or --never-taken.")

    def test_a_store_that_does_not_answer_is_told_with_a_status_of_its_own(self, home):
        home.path.mkdir()
        database_path(home.path).mkdir()
        status, text = told(home.run("ledger", "check"))
        assert status == 3
        assert text.startswith("onereel: the store does not answer")

    def test_a_setting_that_is_none_is_a_mistake(self, home, monkeypatch):
        monkeypatch.setenv("ONEREEL_PORT", "http")
        assert told(home.run("tasks", "show", "1"))[0] == 2

    def test_a_store_error_on_the_way_is_no_traceback(self, home, monkeypatch):
        async def fail(_self):
            raise StoreError("disk I/O error")

        monkeypatch.setattr(SqliteLedger, "audit", fail)
        home.begin()
        assert told(home.run("ledger", "check")) == (3, "onereel: the store does not answer: disk I/O error")
