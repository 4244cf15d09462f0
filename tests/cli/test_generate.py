"""`onereel generate` as a process: what it saves, what it prints, how it ends; in pipes and in a terminal.

Not here: what models take and servers answer (`tests/client`).
"""

import json
import os
import re
import signal
import subprocess

import pytest
from tests.acceptance.support.processes import children_of, outliving, still_running
from tests.cli.conftest import SOONEST, WAN, address_of
from tests.cli.support.terminal import COMMAND, CTRL_C, environment_of

KLING, PAIWO = "kling-v2-6-text2video", "paiwo-v5.6-itv2"


def is_video(path):
    return path.read_bytes()[4:8] == b"ftyp"


def state_of(run, server, task_id):
    return json.loads(run("tasks", "show", task_id, to=server).stdout)["state"]


class TestAtAServer:
    def test_the_file_is_saved_and_its_path_is_alone_on_standard_output(self, run, server, place):
        done = run("generate", "a boat", *SOONEST, "-o", "out.mp4", to=server)
        assert (done.returncode, done.stdout) == (0, f"{place / 'out.mp4'}\n")
        assert is_video(place / "out.mp4")
        *states, facts = done.stderr.splitlines()
        assert (states[0], states[-1]) == ("ordering", "saving")
        assert re.fullmatch(rf"{WAN}, [0-9a-f-]{{36}}, 2 s, 1\.200000 CNY", facts)

    def test_frames_are_files_of_this_machine(self, run, server, place):
        words = ("--first", "a.png", "--last", "b.png", "--size", "360p", "--option", "motion_mode=normal")
        done = run("generate", "the boat sails on", "-m", PAIWO, *words, "-o", ".", "--json", to=server)
        told = json.loads(done.stdout)
        path = place / f"{told['id']}.mp4"
        assert (done.returncode, done.stderr, told["path"]) == (0, "", str(path))
        assert is_video(path)
        expected = {"model": PAIWO, "state": "succeeded", "width": 640, "height": 360}
        assert expected.items() <= told.items()
        assert set(told) == {
            *("id", "model", "state", "path", "url", "cover_url", "seconds", "width", "height"),
            *("price", "tokens", "credits", "elapsed"),
        }

    def test_what_is_charged_is_what_price_had_said(self, run, server):
        words = ("-m", WAN, "--size", "1080p", "--duration", "2")
        said = json.loads(run("price", *words, "--json", to=server).stdout)
        assert said == {"price": "2.000000", "currency": "CNY", "tokens": 20000, "credits": None, "model": WAN}
        done = json.loads(run("generate", "a boat", *words, "--json", to=server).stdout)
        assert (done["price"], done["tokens"]) == (said["price"], said["tokens"])

    def test_the_file_is_opened_where_that_is_asked_for(self, run, server, place):
        (place / "xdg-open").write_text('#!/bin/sh\nprintf "%s" "$1" > opened.part && mv opened.part opened\n')
        (place / "xdg-open").chmod(0o755)
        path = f"{place}:{os.environ['PATH']}"
        done = run("generate", "a boat", *SOONEST, "-o", "out.mp4", "--open", to=server, PATH=path)
        assert (done.returncode, done.stderr.count("nothing here opens")) == (0, 0)

    def test_in_a_terminal_a_bar_shows_state_percentage_and_time(self, open_terminal, server, place):
        terminal = open_terminal("generate", "a boat", "-m", KLING, "-o", "out.mp4", to=server)
        terminal.wait_for(r"running +[━╺╸]+ +\d+% 0:\d\d")
        assert terminal.end() == 0
        assert is_video(place / "out.mp4")
        assert f"{place / 'out.mp4'}" in terminal.text.replace("\r\n", "")

    def test_no_colour_reaches_a_pipe(self, run, server):
        done = run("generate", "a boat", "-m", KLING, "--duration", "7", to=server)
        assert "\x1b" not in done.stdout + done.stderr


class TestMistakes:
    @pytest.mark.parametrize(
        ("words", "line"),
        [
            ((), "say which model with --model: paiwo-v5.6-itv2, wan2.6-t2v, kling-v2-6-text2video, viduq2-pro."),
            (("-m", KLING, "--duration", "7"), f"{KLING}: --duration is one of 5, 10; not 7."),
            (("-m", PAIWO, "--first", "a.png"), f"{PAIWO} needs both --first and --last."),
            (("-m", PAIWO, "--first", "a.png", "--last", "c.png"), "--last: there is no file c.png."),
            (("-m", KLING, "-o", "none/out.mp4"), "--out: there is no directory none: make it first."),
            (("-m", KLING, "--option", "x"), "--option is 'x': it takes NAME=VALUE, such as watermark=true."),
            (("-m", KLING, "--zzz"), "No such option: --zzz. `onereel generate --help` says what it takes."),
        ],
    )
    def test_each_is_one_line_with_the_cure_before_anything_is_sent(self, run, place, words, line):
        done = run("generate", "a boat", *words)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"onereel: {line}\n")
        assert sorted(path.name for path in place.iterdir()) == ["a.png", "b.png"]

    def test_a_server_that_is_not_there_has_a_status_of_its_own(self, run):
        done = run(*("generate", "a boat", "-m", KLING), ONEREEL_BASE_URL="http://127.0.0.1:9", ONEREEL_API_KEY="sk-1")
        assert (done.returncode, done.stderr.count("\n")) == (3, 2)  # the state before it
        assert done.stderr.endswith("Is the server running, and is ONEREEL_BASE_URL (or --server) its address?\n")

    def test_a_wrong_key_is_told_with_what_helps_and_to_scripts_as_json(self, run, server):
        done = run("generate", "a boat", "-m", KLING, "--json", to=server, ONEREEL_API_KEY="sk-wrong")
        told = json.loads(done.stdout)["error"]
        assert (done.returncode, done.stderr) == (1, f"onereel: {told['message']}\n")
        assert told["message"].endswith("Set ONEREEL_API_KEY to a key of this server; `onereel keys create` makes one.")
        assert (told["kind"], told["code"], told["status"]) == ("AuthenticationFailed", "invalid_api_key", 401)

    def test_no_key_at_all_is_a_mistake(self, run, server):
        done = run("tasks", "list", to=server, ONEREEL_API_KEY="")
        assert (done.returncode, done.stderr) == (2, "onereel: No API key: set ONEREEL_API_KEY.\n")

    def test_time_that_is_up_leaves_the_task_to_itself(self, run, idle_server):
        done = run("generate", "a boat", "-m", KLING, "--timeout", "0.2", "--json", to=idle_server)
        assert done.returncode == 5
        task_id = re.search(r"`onereel tasks watch (\d+) --out FILE`", done.stderr)[1]
        assert state_of(run, idle_server, task_id) == "queued"


class TestCtrlC:
    def test_yes_cancels(self, run, open_terminal, idle_server):
        terminal = open_terminal("generate", "a boat", "-m", KLING, to=idle_server)
        terminal.wait_for(r"queued +[━╺╸]+")
        terminal.press(CTRL_C)
        task_id = terminal.wait_for(r"Cancel (\d+)\? \(No waits on, Ctrl-C again leaves it to itself\) \[y/N\]")[1]
        terminal.press(b"y\n")
        assert terminal.end() == 130
        assert f"{task_id} is cancelled; nothing is charged." in terminal.text
        assert state_of(run, idle_server, task_id) == "cancelled"

    def test_no_waits_on_and_ctrl_c_at_the_question_leaves_the_task(self, run, open_terminal, idle_server):
        terminal = open_terminal("generate", "a boat", "-m", KLING, to=idle_server)
        terminal.wait_for(r"queued +[━╺╸]+")
        terminal.press(CTRL_C)
        asked = terminal.wait_for(r"Cancel (\d+)\?.*\[y/N\]")
        terminal.press(b"n\n")
        terminal.wait_for(r"queued +[━╺╸]+", after=asked.end())
        terminal.press(CTRL_C)
        terminal.wait_for(r"Cancel \d+\?.*\[y/N\]", after=asked.end())
        terminal.press(CTRL_C)
        assert terminal.end() == 130
        assert f"`onereel tasks watch {asked[1]} --out FILE`" in " ".join(terminal.text.split())
        assert "\nonereel: interrupted" in terminal.text
        assert state_of(run, idle_server, asked[1]) == "queued"

    def test_a_script_is_asked_nothing_and_its_task_goes_on(self, run, place, idle_server):
        with subprocess.Popen(
            [*COMMAND, "generate", "a boat", "-m", KLING],
            cwd=place,
            env=environment_of(address_of(idle_server), place),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert [next(process.stderr) for _ in range(2)] == ["ordering\n", "queued\n"]
            process.send_signal(signal.SIGINT)
            left = process.stderr.read()
        assert process.returncode == 130
        task_id = re.match(r"onereel: interrupted; (\d+) goes on\.", left)[1]
        assert state_of(run, idle_server, task_id) == "queued"


class TestWithoutAServer:
    def test_one_is_started_for_the_run_and_ended_with_it(self, run, place):
        done = run("generate", "a boat", *SOONEST, "-o", "out.mp4")
        assert (done.returncode, done.stdout) == (0, f"{place / 'out.mp4'}\n")
        assert is_video(place / "out.mp4")
        home = place / ".local" / "share" / "onereel"
        assert (home / "generate.key").stat().st_mode & 0o777 == 0o600
        assert "Finished server process" in (home / "server.log").read_text(encoding="utf-8")
        again = run("generate", "a boat", *SOONEST, "--json")
        listed = json.loads(run("tasks", "list", "--json").stdout)
        assert listed == json.loads(run("tasks", "list", "--json", "--data-dir", str(home)).stdout)
        assert listed[0]["task_id"] == json.loads(again.stdout)["id"]
        assert len(listed) == 2
        assert run("keys", "list", "--data-dir", str(home)).stdout.count("sk-") == 1
        fetched = run("tasks", "watch", listed[0]["task_id"], "--out", "again.mp4")
        assert (fetched.returncode, fetched.stdout) == (0, f"{place / 'again.mp4'}\n")
        assert run("tasks", "watch", "nothing", "--out", "again.mp4").stderr == "onereel: there is no task nothing.\n"
        assert not (place / "data").exists()

    def test_in_a_terminal_ctrl_c_leaves_it_running_until_the_answer(self, run, open_terminal, place):
        words = ("-m", WAN, "--duration", "15", "--size", "1080p")
        terminal = open_terminal("generate", "a boat", *words)
        terminal.wait_for(r"running +[━╺╸]+")
        (server,) = children_of(terminal.process)
        terminal.press(CTRL_C)
        terminal.wait_for(r"\[y/N\]")
        assert still_running(frozenset({server}))
        terminal.press(b"y\n")
        assert terminal.end() == 130
        assert not still_running(frozenset({server}))
        home = place / ".local" / "share" / "onereel"
        (task,) = json.loads(run("tasks", "list", "--json", "--data-dir", str(home)).stdout)
        assert task["state"] == "cancelled"

    def test_a_killed_run_leaves_no_server_behind(self, open_terminal):
        terminal = open_terminal("generate", "a boat", "-m", WAN, "--duration", "15", "--size", "1080p")
        terminal.wait_for(r"running +[━╺╸]+")
        (server,) = children_of(terminal.process)
        terminal.kill()
        terminal.end()
        assert not outliving(frozenset({server}))

    def test_one_that_cannot_start_says_why(self, run, place):
        (place / "onereel.toml").write_text("[routes]\nnothing = true\n")
        done = run("generate", "a boat", "-m", KLING)
        assert done.returncode == 2
        assert done.stderr.startswith("onereel: the server for this run did not start: ")
        assert done.stderr.count("\n") == 1
