"""Where a file may be put: told before anything is ordered, and nothing that is no file is ever replaced.

Not here: the download (`test_saving.py`).
"""

import os

import pytest

from onereel.client.files import NewFile
from tests.client.support.world import told
from tests.providers.support import load

KLING = "kling-v2-6-text2video"
DONE = load("kling", "get_succeeded")["reply"]


def new_file(path):
    return NewFile(path, mint=lambda: "0123456789")


@pytest.fixture(params=["directory", "device", "pipe", "link to a device"])
def occupied(request, tmp_path):
    """A place where something lies that is no file."""
    place = tmp_path / "place"
    match request.param:
        case "directory":
            place.mkdir()
        case "device":
            return os.devnull
        case "pipe":
            os.mkfifo(place)
        case _:
            place.symlink_to(os.devnull)
    return place


def test_nothing_is_ordered_for_a_place_that_is_taken(client, world, occupied):
    with pytest.raises(OSError, match=str(occupied)):
        client.videos.generate(model=KLING, prompt="海", save_to=occupied)
    assert world.requests == []


def test_a_video_is_not_put_there_either(client, world, occupied):
    world.then(told(DONE))
    video = client.videos.retrieve(model=KLING, id="840242793980637239")
    before = os.lstat(occupied)
    with pytest.raises(OSError, match=str(occupied)):
        video.save(occupied)
    assert os.lstat(occupied) == before


@pytest.mark.parametrize("name", ["none/cat.mp4", "x" * 300])
def test_a_place_that_cannot_be_is_told_by_its_own_name(client, world, tmp_path, name):
    with pytest.raises(OSError, match=name) as raised:
        client.videos.generate(model=KLING, prompt="海", save_to=tmp_path / name)
    assert raised.value.filename == str(tmp_path / name)
    assert world.requests == []


def test_a_name_may_be_as_long_as_the_system_lets_it(tmp_path):
    path = tmp_path / f"{'海' * 83}.mp4"  # 253 bytes
    with new_file(path) as file:
        file.write(b"clip")
    assert path.read_bytes() == b"clip"


def test_to_look_leaves_nothing_behind_and_what_was_there_as_it_was(tmp_path):
    (tmp_path / "cat.mp4").write_bytes(b"older")
    new_file(tmp_path / "cat.mp4").check()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("cat.mp4", b"older")]


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "cat.mp4").symlink_to(tmp_path / "kept" / "cat.mp4")
    with new_file(tmp_path / "cat.mp4") as file:
        file.write(b"clip")
    assert (tmp_path / "cat.mp4").is_symlink()
    assert (tmp_path / "kept" / "cat.mp4").read_bytes() == b"clip"
