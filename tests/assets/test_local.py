"""What only a real directory can show of the local asset store."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onereel.assets import local
from onereel.assets.asset_names import check_asset_id, content_type_of
from onereel.assets.local import LocalAssetStore
from onereel.assets.memory import MemoryAssetStore


def files_under(root):
    return sorted(path.name for path in root.rglob("*") if path.is_file())


async def test_files_lie_in_sub_directories_and_outlive_the_store(tmp_path):
    store = LocalAssetStore(tmp_path)
    for number in range(20):
        await store.write(f"asset-{number}.mp4", b"x")
    shards = {path.parent.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.mp4")}
    assert len(shards) > 5
    assert all(len(shard) == 2 for shard in shards)
    found = await LocalAssetStore(tmp_path).find("asset-7.mp4")
    assert found is not None
    assert found.entity_tag == (await store.find("asset-7.mp4")).entity_tag


def test_leftovers_of_an_earlier_process_are_gone(tmp_path):
    incoming = tmp_path / ".incoming"
    incoming.mkdir()
    (incoming / "half-written").write_bytes(b"x")
    LocalAssetStore(tmp_path)
    assert files_under(tmp_path) == []


@pytest.mark.parametrize("step", ["_synchronise", "write"])
async def test_a_write_that_fails_leaves_the_old_content_and_nothing_else(tmp_path, monkeypatch, step):
    store = LocalAssetStore(tmp_path)
    await store.write("a.mp4", b"old")

    def fail(*_):
        raise OSError(errno.ENOSPC, "no space")

    if step == "write":
        monkeypatch.setattr(Path, "replace", fail)
    else:
        monkeypatch.setattr(local, step, fail)
    with pytest.raises(OSError, match="no space"):
        await store.write("a.mp4", b"new")
    monkeypatch.undo()
    assert files_under(tmp_path) == ["a.mp4"]
    async with store.borrow("a.mp4") as path:
        assert path.read_bytes() == b"old"


async def test_content_is_synchronised_before_it_has_a_name_and_the_name_after(tmp_path, monkeypatch):
    store = LocalAssetStore(tmp_path)
    steps = []
    synchronise, replace = local._synchronise, Path.replace
    monkeypatch.setattr(local, "_synchronise", lambda path: (steps.append(path), synchronise(path)))
    monkeypatch.setattr(Path, "replace", lambda path, target: (steps.append("rename"), replace(path, target)))
    await store.write("a.mp4", b"x")
    place = (await store.find("a.mp4")).path
    assert steps[0].parent == tmp_path / ".incoming"
    assert steps[1:] == [tmp_path, "rename", place.parent]


async def test_a_file_from_another_file_system_is_copied(tmp_path, monkeypatch):
    store = LocalAssetStore(tmp_path / "assets")
    source = tmp_path / "finished"
    source.write_bytes(b"content")
    replace = Path.replace

    def replace_within(path, target):
        if path == source:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", replace_within)
    await store.adopt("a.mp4", source)
    assert not source.exists()
    assert files_under(tmp_path) == ["a.mp4"]
    async with store.borrow("a.mp4") as path:
        assert path.read_bytes() == b"content"


async def test_another_failure_to_adopt_leaves_the_source(tmp_path, monkeypatch):
    store = LocalAssetStore(tmp_path / "assets")
    source = tmp_path / "finished"
    source.write_bytes(b"content")

    def fail(*_):
        raise OSError(errno.EACCES, "not allowed")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="not allowed"):
        await store.adopt("a.mp4", source)
    assert source.read_bytes() == b"content"


async def test_the_store_in_memory_takes_its_directory_with_it():
    store = MemoryAssetStore()
    await store.write("a.mp4", b"x")
    path = (await store.find("a.mp4")).path
    assert path.exists()
    del store
    assert not path.parent.exists()


@given(st.text(max_size=40) | st.from_regex(r"[A-Za-z0-9./\\-]{1,20}\.(mp4|png)", fullmatch=True))
def test_a_name_is_one_plain_file_name_or_refused(name):
    if content_type_of(name) is None:
        with pytest.raises(ValueError, match="no asset id"):
            check_asset_id(name)
        return
    check_asset_id(name)
    assert Path(name).name == name
    assert name.isascii()
    assert name.count(".") == 1
