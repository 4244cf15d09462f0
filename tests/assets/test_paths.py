"""Files named by path are read inside the allowed directories and nowhere else."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onereel.assets.paths import read_allowed_file
from onereel.errors import ErrorKind, RequestError


@pytest.fixture
def pictures(tmp_path):
    root = tmp_path / "pictures"
    (root / "deep").mkdir(parents=True)
    (root / "a.png").write_bytes(b"inside")
    (root / "deep" / "b.png").write_bytes(b"deep inside")
    (tmp_path / "outside.png").write_bytes(b"outside")
    (tmp_path / "pictures-too").mkdir()
    (tmp_path / "pictures-too" / "c.png").write_bytes(b"beside")
    return root


def refusal(path_text, *, roots, max_bytes=100):
    with pytest.raises(RequestError) as caught:
        read_allowed_file(path_text, roots=roots, max_bytes=max_bytes)
    assert caught.value.field == "image_path"
    return caught.value


def test_a_file_inside_is_read(pictures):
    other = pictures.parent / "pictures-too"
    for text, content in {
        str(pictures / "a.png"): b"inside",
        str(pictures / "deep" / "b.png"): b"deep inside",
        str(pictures / "deep" / ".." / "a.png"): b"inside",
        str(pictures / ".." / "pictures" / "a.png"): b"inside",
        "deep/b.png": b"deep inside",
        str(other / "c.png"): b"beside",
    }.items():
        assert read_allowed_file(text, roots=[pictures, other], max_bytes=100) == content


def test_links_inside_and_a_linked_root_are_followed(pictures, tmp_path):
    (pictures / "link.png").symlink_to(pictures / "deep" / "b.png")
    (tmp_path / "root").symlink_to(pictures)
    assert read_allowed_file("link.png", roots=[tmp_path / "root"], max_bytes=100) == b"deep inside"
    assert read_allowed_file(str(pictures / "a.png"), roots=[tmp_path / "root"], max_bytes=100) == b"inside"


def test_outside_all_answers_are_the_same_and_name_the_three_other_ways(pictures, tmp_path):
    (pictures / "out.png").symlink_to(tmp_path / "outside.png")
    (pictures / "nowhere.png").symlink_to(tmp_path / "nothing.png")
    (pictures / "loop.png").symlink_to(pictures / "loop.png")
    (pictures / "up").symlink_to(tmp_path)
    os.mkfifo(pictures / "pipe")
    texts = [
        str(tmp_path / "outside.png"),
        str(tmp_path / "nothing.png"),
        str(tmp_path / "pictures-too" / "c.png"),
        str(pictures / ".." / "outside.png"),
        "../outside.png",
        "out.png",
        "nowhere.png",
        "loop.png",
        "up/outside.png",
        "pipe",
        "deep",
        "",
        ".",
        str(pictures),
        "/",
        "/etc/passwd",
        "/dev/zero",
        "/proc/self/environ",
        "nothing.png",
        "a.png/x",
        "a\x00.png",
        "a" * 5000,
        "~/a.png",
        "\ud800",
    ]
    errors = [refusal(text, roots=[pictures]) for text in texts]
    assert {error.kind for error in errors} == {ErrorKind.PATH_REFUSED}
    (message,) = {error.message for error in errors}
    assert str(tmp_path) not in message
    for way in ("image_url", '"url"', "base64", "client library"):
        assert way in message


@pytest.mark.parametrize("roots", [[], [Path("/no/such/directory")]])
def test_without_a_directory_nothing_is_read(pictures, roots):
    assert refusal(str(pictures / "a.png"), roots=roots).kind is ErrorKind.PATH_REFUSED


def test_a_device_inside_is_not_read():
    assert refusal("/dev/zero", roots=[Path("/dev")]).kind is ErrorKind.PATH_REFUSED


def test_the_size_is_bounded(pictures):
    assert read_allowed_file("a.png", roots=[pictures], max_bytes=6) == b"inside"
    error = refusal("a.png", roots=[pictures], max_bytes=5)
    assert error.kind is ErrorKind.IMAGE_TOO_LARGE
    assert "5 bytes" in error.message


def test_a_link_that_is_put_there_after_the_check_is_not_followed(pictures, tmp_path, monkeypatch):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "b.png").write_bytes(b"outside")
    relative_to = Path.relative_to

    def swap_then_answer(path, *others):
        found = relative_to(path, *others)
        (pictures / "deep").rename(pictures / "moved")
        (pictures / "deep").symlink_to(tmp_path / "secret")
        return found

    monkeypatch.setattr(Path, "relative_to", swap_then_answer)
    assert refusal("deep/b.png", roots=[pictures]).kind is ErrorKind.PATH_REFUSED


@given(st.text(st.sampled_from("./ab~\\\x00"), max_size=20))
def test_no_path_makes_it_fail_otherwise(path_text):
    assert refusal(path_text, roots=[Path(__file__).parent]).kind is ErrorKind.PATH_REFUSED


def test_what_lies_in_a_closed_directory_is_not_even_opened(pictures, monkeypatch):
    """Not opened, because closing it again would give up SQLite's locks on it."""
    data = pictures / "data"
    (data / "assets").mkdir(parents=True)
    for file in (data / "onereel.sqlite3", data / "assets" / "a.png"):
        file.write_bytes(b"ours")
    (pictures / "link.png").symlink_to(data / "onereel.sqlite3")
    (pictures / "hard.png").hardlink_to(data / "onereel.sqlite3")
    (pictures / "twice.png").hardlink_to(pictures / "a.png")
    opened = []
    truly_open = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *more, **named: opened.append(str(path)) or truly_open(path, *more, **named)
    )

    for text in ("data/onereel.sqlite3", "data/assets/a.png", "link.png", "hard.png", "deep/../data/onereel.sqlite3"):
        with pytest.raises(RequestError) as caught:
            read_allowed_file(text, roots=[pictures], closed=[data], max_bytes=100)
        assert caught.value.kind is ErrorKind.PATH_REFUSED
    assert opened == []
    assert read_allowed_file("twice.png", roots=[pictures], closed=[data], max_bytes=100) == b"inside"
