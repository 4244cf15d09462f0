"""What a server says reaches a terminal as text and nothing else.

Not here: true servers (`test_at_a_server.py`).
"""

import pytest
from typer.testing import CliRunner

from onereel.cli.ending import one_line
from onereel.cli.main import app
from onereel.cli.saving import name_file
from onereel.client.sync.tasks import Tasks

EVIL = "\x1b]0;owned\x07\x9b31m\u202e\r\nonereel: all is well"
OUTPUT = {"ONEREEL_BASE_URL": "http://127.0.0.1:9", "ONEREEL_API_KEY": "sk-1", "COLUMNS": "200"}


def is_plain(text):
    return all(letter.isprintable() or letter == "\n" for letter in text)


def test_one_line_is_one_line_and_not_too_long():
    assert one_line(EVIL) == "]0;owned 31m onereel: all is well"
    assert len(one_line("x" * 10_000)) == 601


@pytest.mark.parametrize("words", [("list",), ("cancel", "1"), ("watch", "1"), ("watch", "2")])
def test_a_record_is_shown_without_what_a_terminal_would_obey(monkeypatch, words):
    record = {"id": EVIL, "model": EVIL, "state": EVIL, "key_id": EVIL, "created_at": EVIL, "cost": {"held": EVIL}}
    ended = record | {"state": "failed" if words[-1] == "1" else "succeeded", "error": {"message": EVIL}}
    ended["result"] = {"url": f"http://127.0.0.1/{EVIL}"}
    monkeypatch.setattr(Tasks, "newest", lambda *_words, **_named: (record,))
    monkeypatch.setattr(Tasks, "show", lambda *_words: ended)
    monkeypatch.setattr(Tasks, "cancel", lambda *_words: record)
    done = CliRunner().invoke(app, ["tasks", *words], env=OUTPUT)
    assert is_plain(done.stdout)
    assert is_plain(done.stderr)
    assert "owned" in done.stdout + done.stderr


def test_an_id_names_a_file_in_the_directory_that_was_meant(tmp_path):
    assert name_file(tmp_path, "../../etc/passwd") == tmp_path / "etcpasswd.mp4"
    assert name_file(tmp_path, "..") == tmp_path / "video.mp4"
    assert name_file(tmp_path / "x.mp4", "1") == tmp_path / "x.mp4"
