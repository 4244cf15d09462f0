"""`onereel tasks`, `models` and `price` as processes, at a server; also where only the client is installed.

Not here: `onereel tasks` on a data directory (`test_commands.py`).
"""

import json
import re
import sys

import pytest
from tests.cli.conftest import SOONEST, address_of, run_in
from tests.client.test_bare_install import CLI, SERVER_MODULES, WITHOUT

from onereel.client.dialects.registry import MODELS

KLING = "kling-v2-6-text2video"


@pytest.fixture
def run_bare(place):
    """The command in a Python in which nothing of the server's packages can be imported."""

    def start(*words, to=None):
        program = WITHOUT.format(absent=SERVER_MODULES) + CLI
        return run_in(place, sys.executable, "-c", program, *words, settings=address_of(to))

    return start


@pytest.fixture
def queued(run, idle_server):
    """The id of a task that stays queued."""
    done = run("generate", "a boat", "-m", KLING, "--timeout", "0.2", to=idle_server)
    return re.search(r"tasks watch (\d+)", done.stderr)[1]


class TestTasks:
    def test_they_are_listed_as_a_table_and_as_json(self, run, idle_server, queued):
        listed = json.loads(run("tasks", "list", "--limit", "1", "--json", to=idle_server).stdout)
        assert [(one["task_id"], one["state"], one["model"]) for one in listed] == [(queued, "queued", KLING)]
        table = run("tasks", "list", "--state", "queued", to=idle_server).stdout
        assert re.search(rf"{listed[0]['id']} │ {KLING} │ queued │ [\d-]+ [\d:]+ │ 1\.500000 │", table)
        assert listed[0]["id"] not in run("tasks", "list", "--state", "succeeded", to=idle_server).stdout

    def test_one_is_shown_and_cancelled_by_either_id(self, run, idle_server, queued):
        record = json.loads(run("tasks", "show", queued, to=idle_server).stdout)
        assert record == json.loads(run("tasks", "show", record["id"], to=idle_server).stdout)
        done = run("tasks", "cancel", queued, to=idle_server)
        assert (done.returncode, done.stdout) == (0, f"{record['id']} is cancelled.\n")
        watched = run("tasks", "watch", queued, to=idle_server)
        assert (watched.returncode, watched.stdout) == (4, "")
        assert watched.stderr == f"cancelled\nonereel: {record['id']} cancelled\n"

    def test_one_is_watched_to_its_end_and_saved(self, run, server, place):
        made = json.loads(run("generate", "a boat", *SOONEST, "--json", "-o", "first.mp4", to=server).stdout)
        done = run("tasks", "watch", made["id"], "--out", "again.mp4", to=server)
        assert (done.returncode, done.stdout) == (0, f"{place / 'again.mp4'}\n")
        assert (place / "again.mp4").read_bytes() == (place / "first.mp4").read_bytes()

    def test_watching_ends_when_time_is_up(self, run, idle_server, queued):
        done = run("tasks", "watch", queued, "--timeout", "0.3", to=idle_server)
        assert (done.returncode, done.stderr) == (5, f"queued\nonereel: {queued} is queued after 0.3 s, and goes on.\n")
        done = run("tasks", "watch", queued, "--timeout", "0.3", "--json", to=idle_server)
        assert json.loads(done.stdout)["error"]["task_id"] == queued

    def test_one_that_is_not_there_is_told_in_one_line(self, run, server):
        done = run("tasks", "show", "nothing", to=server)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert done.stderr.endswith("`onereel tasks list` shows the tasks of this key.\n")

    def test_a_data_directory_that_is_named_goes_before_the_address(self, run, server, place):
        done = run("tasks", "list", "--json", "--data-dir", str(place / "home"), to=server)
        assert (done.returncode, done.stdout) == (0, "[]\n")


class TestModelsAndPrices:
    def test_the_list_says_what_each_takes_and_costs(self, run, server):
        shown = run("models", to=server).stdout
        rows = {
            cells[0]: cells for line in shown.splitlines() if (cells := [one.strip() for one in line.split("│")][1:-1])
        }
        assert {name for name in rows if name} == set(MODELS)
        assert rows[KLING][1::2] == ["words", "5 10", "none, its own", "1.500000"]
        assert rows["viduq2-pro"][1:] == [
            *("first and last frame", "540p 720p 1080p", "1-8", "2000", "none, its own", "yes", "1.718750"),
        ]

    @pytest.mark.parametrize("words", [("models", "--json"), ("models", "wan2.6-t2v"), ("price", "-m", "viduq2-pro")])
    def test_a_server_and_the_installed_code_say_the_same(self, run, server, words):
        there, here = run(*words, to=server), run(*words)
        assert (there.returncode, there.stdout) == (here.returncode, here.stdout)
        assert there.returncode == 0

    def test_prices_follow_what_is_asked_for(self, run):
        plain = run("price", "-m", "viduq2-pro", "-s", "1080p", "-d", "2")
        cheap = run("price", "-m", "viduq2-pro", "-s", "1080p", "-d", "2", "--option", "off_peak=true")
        assert (plain.stdout, cheap.stdout) == ("2.187500 CNY\n", "1.093750 CNY\n")
        assert plain.stderr == "28000 tokens, 70 credits\n"


class TestWhereOnlyTheClientIsInstalled:
    def test_everything_works_at_an_address(self, run_bare, server, place):
        made = run_bare("generate", "a boat", *SOONEST, "-o", "out.mp4", "--json", to=server)
        task_id = json.loads(made.stdout)["id"]
        shown = run_bare("tasks", "show", task_id, to=server)
        listed = run_bare("tasks", "list", "--json", to=server)
        watched = run_bare("tasks", "watch", task_id, "--out", "again.mp4", to=server)
        ended = run_bare("tasks", "cancel", task_id, to=server)
        priced = run_bare("price", "-m", KLING, to=server)
        models = run_bare("models", "--json", to=server)
        done = (made, shown, listed, watched, priced, models)
        assert [(one.returncode, one.stderr.count("onereel:")) for one in done] == [(0, 0)] * 6
        assert json.loads(shown.stdout)["state"] == "succeeded"
        assert (place / "again.mp4").is_file()
        assert (ended.returncode, priced.stdout) == (1, "1.500000 CNY\n")

    @pytest.mark.parametrize("words", [("generate", "x", "-m", KLING), ("tasks", "list"), ("price", "-m", KLING)])
    def test_without_an_address_one_line_says_what_to_do(self, run_bare, words):
        done = run_bare(*words)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.endswith(
            " is missing): set ONEREEL_BASE_URL and ONEREEL_API_KEY, or pip install 'onereel[server]'.\n"
        )

    def test_limits_are_known_and_prices_are_not(self, run_bare):
        done = run_bare("models", "--json")
        assert {one["id"]: one["price"] for one in json.loads(done.stdout)} == dict.fromkeys(MODELS)


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("onereel gen", {"generate"}),
        ("onereel generate --model k", {KLING}),
        ("onereel generate --size 54", {"540p"}),
        ("onereel models v", {"viduq2-pro"}),
        ("onereel tasks list --state ca", {"cancelled"}),
    ],
)
def test_a_shell_completes_commands_models_sizes_and_states(run, line, known):
    words = line.split()
    done = run(_ONEREEL_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert (done.returncode, set(done.stdout.split())) == (0, known)
