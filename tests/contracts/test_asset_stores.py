"""What every asset store must do, over the one in memory, the one on disk and the one in a bucket.

Not here: what only a real directory or a real bucket can show; see `tests/assets/test_local.py` and `test_s3.py`.
"""

import asyncio
from datetime import timedelta
from itertools import count

import httpx
import pytest
from tests.support.s3 import REGION

from onereel.assets.base import CONTENT_TYPES, AssetStore
from onereel.assets.local import LocalAssetStore
from onereel.assets.memory import MemoryAssetStore
from onereel.assets.s3 import Bucket, S3AssetStore

MINUTE = timedelta(minutes=1)

BAD_NAMES = [
    "",
    "a",
    ".mp4",
    "a.exe",
    "a.mp4.exe",
    "a.b.mp4",
    "../a.mp4",
    "/etc/a.mp4",
    "a/b.mp4",
    "a\\b.mp4",
    "a\x00.mp4",
    "a.mp4\n",
    "a_b.mp4",
    "ａ.mp4",
    "a.MP4",
    "a" * 129 + ".mp4",
]


BUCKETS = count()


@pytest.fixture(params=["memory", "local", "s3"])
def store(request, tmp_path, monkeypatch) -> AssetStore:
    if request.param == "s3":
        server = request.getfixturevalue("s3_server")
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        name = f"contract-{next(BUCKETS)}"
        server.create_bucket(name)
        bucket = Bucket(name=name, prefix="media/here", region=REGION, endpoint=server.endpoint)
        return S3AssetStore(bucket, scratch=tmp_path / "scratch")
    return MemoryAssetStore() if request.param == "memory" else LocalAssetStore(tmp_path / "assets")


async def read(store, asset_id):
    """The bytes as a client gets them: from this machine's disk, or from the address."""
    found = await store.find(asset_id)
    if found.path is not None:
        assert await store.address(asset_id, lasting=MINUTE) is None
        return found.path.read_bytes()
    async with httpx.AsyncClient() as client:
        response = await client.get(await store.address(asset_id, lasting=MINUTE))
    assert (response.status_code, response.headers["content-type"]) == (200, found.content_type)
    return response.content


async def test_what_is_written_is_found(store):
    await store.write("task-1.mp4", b"content")
    found = await store.find("task-1.mp4")
    assert found is not None
    assert await read(store, "task-1.mp4") == b"content"
    assert found.size_bytes == 7
    assert found.content_type == "video/mp4"
    assert found.modified_at.tzinfo is not None
    assert found.modified_at.microsecond == 0


@pytest.mark.parametrize("suffix", CONTENT_TYPES)
async def test_every_suffix_has_its_type(store, suffix):
    await store.write(f"a.{suffix}", b"x")
    found = await store.find(f"a.{suffix}")
    assert found is not None
    assert found.content_type == CONTENT_TYPES[suffix]


async def test_an_empty_asset_is_one(store):
    await store.write("a.mp4", b"")
    found = await store.find("a.mp4")
    assert found is not None
    assert found.size_bytes == 0


async def test_what_stood_there_is_replaced_whole(store):
    await store.write("a.mp4", b"a long first content")
    await store.write("a.mp4", b"second")
    async with store.borrow("a.mp4") as path:
        assert path.read_bytes() == b"second"


async def test_the_tag_is_strong_and_changes_with_every_write(store):
    tags = []
    for content in (b"one", b"two", b"six"):
        await store.write("a.mp4", content)
        first, again = await store.find("a.mp4"), await store.find("a.mp4")
        assert first is not None
        assert again is not None
        assert first.entity_tag == again.entity_tag
        assert first.entity_tag.startswith('"')
        assert first.entity_tag.endswith('"')
        tags.append(first.entity_tag)
    assert len(set(tags)) == 3


async def test_a_finished_file_is_adopted(store, tmp_path):
    await store.write("a.mp4", b"old")
    source = tmp_path / "finished"
    source.write_bytes(b"new")
    await store.adopt("a.mp4", source)
    assert not source.exists()
    async with store.borrow("a.mp4") as path:
        assert path.read_bytes() == b"new"


async def test_only_a_regular_file_is_adopted(store, tmp_path):
    target = tmp_path / "target"
    target.write_bytes(b"kept")
    link = tmp_path / "link"
    link.symlink_to(target)
    for source in (tmp_path, link):
        with pytest.raises(ValueError, match="regular"):
            await store.adopt("a.mp4", source)
    with pytest.raises(FileNotFoundError):
        await store.adopt("a.mp4", tmp_path / "none")
    assert target.read_bytes() == b"kept"
    assert await store.find("a.mp4") is None


async def test_what_is_not_there_is_not_found(store):
    assert await store.find("a.mp4") is None
    with pytest.raises(KeyError):
        async with store.borrow("a.mp4"):
            raise AssertionError("nothing to borrow")


@pytest.mark.parametrize("name", BAD_NAMES)
async def test_a_name_that_no_asset_can_have(store, tmp_path, name):
    source = tmp_path / "source"
    source.write_bytes(b"kept")
    assert await store.find(name) is None
    with pytest.raises(ValueError, match="no asset id"):
        await store.write(name, b"x")
    with pytest.raises(ValueError, match="no asset id"):
        await store.adopt(name, source)
    with pytest.raises(ValueError, match="no asset id"):
        await store.address(name, lasting=MINUTE)
    with pytest.raises(KeyError):
        async with store.borrow(name):
            raise AssertionError("nothing to borrow")
    assert source.read_bytes() == b"kept"


async def test_writers_of_one_name_do_not_mix(store):
    contents = [bytes([number]) * 50_000 for number in range(8)]
    await asyncio.gather(*(store.write("a.mp4", content) for content in contents))
    async with store.borrow("a.mp4") as path:
        assert path.read_bytes() in contents


async def test_an_open_file_survives_its_replacement(store):
    await store.write("a.mp4", b"first")
    async with store.borrow("a.mp4") as path:
        with path.open("rb") as file:
            await store.write("a.mp4", b"other")
            assert file.read() == b"first"


async def test_what_is_deleted_is_gone_and_deleting_again_is_no_error(store):
    await store.write("image-1.png", b"a picture")
    await store.write("image-2.png", b"another")
    for _ in range(2):
        await store.delete("image-1.png")
    await store.delete("../../etc/passwd")
    assert await store.find("image-1.png") is None
    assert await store.find("image-2.png") is not None
