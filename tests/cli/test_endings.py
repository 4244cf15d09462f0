"""How commands end when something is in their way: status, line, what scripts are told, and what is still to be had.

Not here: Ctrl-C (`test_generate.py`), or which refusals there are (`tests/client`).
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.cli.conftest import SOONEST, WAN, address_of, run_in
from tests.cli.support.terminal import COMMAND, environment_of
from typer.testing import CliRunner

from onereel.cli.main import app
from onereel.client.errors import ConnectionFailed
from onereel.client.states import Snapshot
from onereel.client.sync.tasks import Tasks
from onereel.client.sync.video import Video
from onereel.client.sync.videos import Videos

KLING = "kling-v2-6-text2video"
PAGE = b"<html>Welcome</html>"


@pytest.fixture
def listen():
    """Servers that answer everything with the same bytes, or just hang up."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def answer(content):
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(content)

        def start(content=b""):
            thread = threading.Thread(target=answer, args=(content,), daemon=True)
            thread.start()
            return {"ONEREEL_BASE_URL": f"http://127.0.0.1:{listener.getsockname()[1]}", "ONEREEL_API_KEY": "sk-1"}

        yield start
        listener.shutdown(socket.SHUT_RDWR)


def error_of(done):
    return json.loads(done.stdout)["error"]


class TestWhatScriptsAreTold:
    @pytest.mark.parametrize(
        "words",
        [("--option", "x"), ("-d", "7"), ("-o", "none/x.mp4"), ("--idempotency-key", ""), ("--track", "song.mp3")],
    )
    def test_a_mistake_is_json_too_and_nothing_is_sent(self, run, words):
        done = run("generate", "a boat", "-m", KLING, *words, "--json", ONEREEL_BASE_URL="http://127.0.0.1:9")
        told = error_of(done)
        assert (done.returncode, told["exit_status"], told["task_id"]) == (2, 2, None)
        assert done.stderr == f"onereel: {told['message']}\n"

    def test_a_task_that_goes_on_has_its_id(self, run, idle_server):
        done = run("generate", "a boat", "-m", KLING, "--timeout", "0.2", "--json", to=idle_server)
        told = error_of(done)
        assert (done.returncode, told["kind"], told["exit_status"]) == (5, "WaitTimeout", 5)
        assert json.loads(run("tasks", "show", told["task_id"], to=idle_server).stdout)["state"] == "queued"


class TestWhatIsPaidFor:
    def test_a_file_that_cannot_be_written_is_fetched_again(self, run, server, place):
        limited = ["bash", "-c", 'ulimit -f 20; exec "$@"', "bash", *COMMAND]
        words = ("generate", "a boat", *SOONEST, "-o", "out.mp4", "--json")
        done = run_in(place, *limited, *words, settings=address_of(server))
        told = error_of(done)
        assert (done.returncode, told["exit_status"]) == (5, 5)
        assert f"`onereel tasks watch {told['task_id']} --out FILE`" in told["message"]
        assert sorted(path.name for path in place.iterdir()) == ["a.png", "b.png"]
        assert run("tasks", "watch", told["task_id"], "--out", "out.mp4", to=server).returncode == 0
        assert (place / "out.mp4").is_file()

    def test_a_server_that_is_gone_by_then_is_no_reason_to_order_anew(self, monkeypatch):
        def vanish(*_words, **_named):
            raise ConnectionFailed("gone")
            yield

        video = Video(Snapshot(model=KLING, id="7"), None)
        monkeypatch.setattr(Videos, "create", lambda *_words, **_named: video)
        monkeypatch.setattr(Video, "events", vanish)
        known = {"ONEREEL_BASE_URL": "http://127.0.0.1:9", "ONEREEL_API_KEY": "sk-1"}
        done = CliRunner().invoke(app, ["generate", "a boat", "-m", KLING, "--json"], env=known)
        told = json.loads(done.stdout)["error"]
        assert (done.exit_code, told["kind"], told["task_id"]) == (5, "ConnectionFailed", "7")
        assert "`onereel tasks watch 7 --out FILE`" in told["message"]

    def test_an_answer_that_is_lost_leaves_the_key_under_which_it_is_ordered_once(self, run, listen):
        done = run("generate", "a boat", "-m", KLING, "--json", **listen())
        told = error_of(done)
        assert (done.returncode, told["kind"]) == (6, "AnswerLost")
        assert f"--idempotency-key {told['idempotency_key']} orders it only once" in told["message"]

    def test_an_answer_that_is_none_is_not_known_to_be_a_refusal(self, run, listen):
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
        known = listen(head + PAGE)
        done = run("generate", "a boat", "-m", KLING, "--idempotency-key", "mine", **known)
        assert done.returncode == 6
        assert "Whether it was taken is not known" in done.stderr
        assert "--idempotency-key mine orders it only once" in done.stderr
        assert run("tasks", "list", **known).returncode == 1

    def test_a_server_that_is_away_for_a_while_is_waited_for(self, monkeypatch):
        answers = [{"state": "running"}, ConnectionFailed("away"), {"id": "7", "state": "succeeded"}]

        def show(*_words):
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(Tasks, "show", show)
        monkeypatch.setattr("onereel.cli.tasks.pause", lambda _seconds: None)
        known = {"ONEREEL_BASE_URL": "http://127.0.0.1:9", "ONEREEL_API_KEY": "sk-1"}
        done = CliRunner().invoke(app, ["tasks", "watch", "7"], env=known)
        assert (done.exit_code, answers) == (0, [])
        answers.append(ConnectionFailed("never there"))
        assert CliRunner().invoke(app, ["tasks", "watch", "7"], env=known).exit_code == 3


class TestPlaces:
    def test_what_is_no_file_is_left_alone(self, run, place):
        os.mkfifo(place / "pipe")
        done = run("generate", "a boat", "-m", KLING, "-o", "pipe")
        line = "onereel: --out: pipe cannot be written (Something lies there that is no file): choose another place.\n"
        assert (done.returncode, done.stderr) == (2, line)

    def test_what_ends_like_a_directory_is_one(self, run):
        done = run("generate", "a boat", "-m", KLING, "-o", "clips/")
        assert (done.returncode, "there is no directory clips/: make it first." in done.stderr) == (2, True)


class TestSurroundings:
    def test_a_proxy_does_not_come_between_a_command_and_this_machine(self, run, server):
        proxies = {"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "socks5://127.0.0.1:9"}
        done = run("tasks", "list", "--json", to=server, **proxies)
        assert (done.returncode, done.stderr) == (0, "")

    def test_a_proxy_that_cannot_be_used_is_told_in_one_line(self, run):
        known = {"ONEREEL_BASE_URL": "https://reel.example", "ONEREEL_API_KEY": "sk-1"}
        done = run("tasks", "list", ALL_PROXY="socks5://127.0.0.1:9", **known)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert done.stderr.endswith("pip install 'httpx[socks]'.\n")

    def test_a_path_is_printed_whatever_the_terminal_can_write(self, run, server, place):
        done = run("generate", "a boat", *SOONEST, "-o", "日落.mp4", to=server, PYTHONIOENCODING="latin-1")
        assert (done.returncode, done.stdout.endswith("\\u65e5\\u843d.mp4\n")) == (0, True)
        assert (place / "日落.mp4").is_file()

    @pytest.mark.parametrize("words", [("models",), ("models", "--json"), ("price", "-m", KLING)])
    def test_a_full_disk_behind_standard_output_is_one_line(self, place, words):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*COMMAND, *words],
                cwd=place,
                env=environment_of({}, place),
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
                timeout=60,
            )
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == "onereel: No space left on device."
        assert "Traceback" not in done.stderr

    def test_a_port_that_is_none_is_one_line(self, run):
        done = run("serve", "--port", "99999")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert done.stderr.startswith("onereel: cannot listen on 127.0.0.1:99999")

    def test_ctrl_c_while_the_command_is_loaded_ends_it_at_once(self):
        program = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "onereel.cli.main":
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except BaseException:
                pass  # as Python itself does now and then

sys.meta_path.insert(0, Interrupting())
from onereel.cli.entry import run
run()
"""
        done = subprocess.run(
            [sys.executable, "-c", program, "--version"], capture_output=True, text=True, check=False, timeout=60
        )
        assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")

    def test_the_package_is_a_program_too(self):
        done = subprocess.run(
            [sys.executable, "-m", "onereel", "--version"], capture_output=True, text=True, check=True, timeout=60
        )
        assert re.fullmatch(r"onereel \d+\.\d+\.\d+\n", done.stdout)


class TestTerminals:
    @pytest.mark.parametrize("words", [("models",), ("tasks", "list"), ("keys", "list")])
    def test_in_a_narrow_one_nothing_is_cut(self, run, open_terminal, words):
        made = run("generate", "a boat", *SOONEST, "--data-dir", "home", "--json")
        home = () if words == ("models",) else ("--data-dir", "home")
        terminal = open_terminal(*words, *home, COLUMNS="80")
        assert (made.returncode, terminal.end()) == (0, 0)
        assert "…" not in re.sub(r"sk-\w+…", "", terminal.text)
        assert "│" not in terminal.text

    def test_one_that_cannot_move_its_cursor_is_told_each_change(self, open_terminal, server):
        terminal = open_terminal("generate", "a boat", *SOONEST, to=server, TERM="dumb")
        assert terminal.end() == 0
        first, *_, last, facts, _ = terminal.text.split("\r\n")[:-1]
        assert (first, last, facts.startswith(WAN)) == ("ordering", "saving", True)
