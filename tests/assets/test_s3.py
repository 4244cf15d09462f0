"""What only a real bucket can show: signatures, lost connections, uploads in parts, and how little memory they take.

Not here: what every asset store must do; see `tests/contracts/test_asset_stores.py`.
"""

import asyncio
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from itertools import count

import httpx
import obstore
import pytest
from tests.support.s3 import KEY_ID, REGION, SECRET, running_s3

from onereel.assets import s3
from onereel.assets.s3 import Bucket, S3AssetStore
from onereel.errors import ConfigurationError, StoreError

MINUTE = timedelta(minutes=1)
MIB = 1024 * 1024
NAMES = count()


@pytest.fixture
def credentials(s3_server, monkeypatch):
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def bucket(s3_server, credentials):
    name = f"bucket-{next(NAMES)}"
    s3_server.create_bucket(name)
    return Bucket(name=name, region=REGION, endpoint=s3_server.endpoint)


@pytest.fixture
def store(bucket, tmp_path):
    return S3AssetStore(bucket, scratch=tmp_path / "scratch")


@pytest.mark.parametrize(("prefix", "key"), [("", "a.mp4"), ("media", "media/a.mp4"), ("a/b", "a/b/a.mp4")])
async def test_objects_lie_under_the_prefix(s3_server, bucket, tmp_path, prefix, key):
    store = S3AssetStore(replace(bucket, prefix=prefix), scratch=tmp_path)
    await store.write("a.mp4", b"x")
    assert s3_server.keys(bucket.name) == [key]
    await store.delete("a.mp4")
    assert s3_server.keys(bucket.name) == []


async def test_a_part_of_a_file_can_be_asked_for(store):
    await store.write("a.mp4", b"0123456789")
    address = await store.address("a.mp4", lasting=MINUTE)
    async with httpx.AsyncClient() as client:
        response = await client.get(address, headers={"Range": "bytes=2-4"})
    assert (response.status_code, response.content) == (206, b"234")
    assert response.headers["content-range"] == "bytes 2-4/10"


async def test_an_address_works_for_its_file_and_its_time_only(store):
    for name in ("a.mp4", "b.mp4"):
        await store.write(name, b"x")
    good = await store.address("a.mp4", lasting=MINUTE)
    other = good.replace("a.mp4", "b.mp4")
    longer = good.replace("X-Amz-Expires=60", "X-Amz-Expires=600")
    over = await store.address("a.mp4", lasting=timedelta(0))
    async with httpx.AsyncClient() as client:
        answers = [(await client.get(address)).status_code for address in (good, other, longer, over)]
    assert answers == [200, 403, 403, 403]


async def test_clients_may_know_the_service_by_another_name(bucket, tmp_path):
    seen_outside = replace(bucket, public_endpoint="https://media.example.com")
    store = S3AssetStore(seen_outside, scratch=tmp_path)
    await store.write("a.mp4", b"x")
    address = await store.address("a.mp4", lasting=MINUTE)
    assert address.startswith(f"https://media.example.com/{bucket.name}/a.mp4?")


@pytest.mark.parametrize(
    ("endpoint", "name", "place"),
    [
        ("", "reels", "https://reels.s3.eu-central-1.amazonaws.com/"),
        ("http://minio:9000", "reels", "http://reels.minio:9000/"),
        ("http://reels.minio:9000", "reels", "http://reels.minio:9000/"),
        ("https://media.example.com", "media.example.com", "https://media.example.com/"),
    ],
)
@pytest.mark.parametrize("field", ["endpoint", "public_endpoint"])
async def test_the_bucket_may_be_a_part_of_the_host_name(credentials, tmp_path, field, endpoint, name, place):
    bucket = replace(Bucket(name=name, prefix="media", region=REGION, virtual_hosted=True), **{field: endpoint})
    address = await S3AssetStore(bucket, scratch=tmp_path).address("a.mp4", lasting=MINUTE)
    assert address.startswith(f"{place}media/a.mp4?")


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_half_of_the_credentials_are_a_mistake_that_is_told(bucket, tmp_path, monkeypatch, name):
    monkeypatch.delenv(name)
    with pytest.raises(ConfigurationError, match="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY both") as refused:
        S3AssetStore(bucket, scratch=tmp_path)
    assert not any(word in str(refused.value) for word in (KEY_ID, SECRET))


async def test_a_wrong_secret_is_an_error_that_tells_nothing(store, bucket, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not the secret")
    wrong = S3AssetStore(bucket, scratch=tmp_path)
    source = tmp_path / "finished"
    source.write_bytes(b"kept")
    attempts = (wrong.write("a.mp4", b"x"), wrong.adopt("a.mp4", source), wrong.find("a.mp4"), wrong.delete("a.mp4"))
    for attempt in attempts:
        with pytest.raises(StoreError) as refused:
            await attempt
        told = str(refused.value)
        assert not any(word in told for word in (KEY_ID, SECRET, "not the secret", bucket.name, "127.0.0.1"))
    assert source.read_bytes() == b"kept"
    assert await store.find("a.mp4") is None


async def test_a_bucket_that_is_not_there_is_an_error(bucket, tmp_path):
    store = S3AssetStore(replace(bucket, name="absent"), scratch=tmp_path)
    with pytest.raises(StoreError):
        await store.write("a.mp4", b"x")


async def test_a_service_that_goes_away_is_an_error_until_it_is_back(tmp_path, credentials):
    with running_s3() as server:
        server.create_bucket("going")
        store = S3AssetStore(Bucket(name="going", region=REGION, endpoint=server.endpoint), scratch=tmp_path)
        await store.write("a.mp4", b"x")
        server.stop()
        for attempt in (store.write("b.mp4", b"x"), store.find("a.mp4"), store.delete("a.mp4")):
            with pytest.raises(StoreError):
                await attempt
        with pytest.raises(StoreError):
            async with store.borrow("a.mp4"):
                raise AssertionError("nothing to borrow")
        server.start()
        assert await store.find("a.mp4") is not None
        assert await store.find("b.mp4") is None


async def test_a_service_that_says_nothing_is_not_waited_for(credentials, tmp_path, monkeypatch):
    monkeypatch.setattr(s3, "_QUESTION", timedelta(milliseconds=50))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        store = S3AssetStore(Bucket(name="silent", region=REGION, endpoint=endpoint), scratch=tmp_path)
        async with asyncio.timeout(60):  # a request with content may take twice that
            with pytest.raises(StoreError):
                await store.find("a.mp4")


async def test_an_upload_that_breaks_in_the_middle_leaves_nothing_to_be_seen(s3_server, store, bucket, tmp_path):
    source = tmp_path / "finished"
    source.write_bytes(bytes(20 * MIB))
    s3_server.guard.breaks_part = 2
    try:
        with pytest.raises(StoreError):
            await store.adopt("a.mp4", source)
    finally:
        s3_server.guard.breaks_part = None
    assert s3_server.keys(bucket.name) == []
    await store.adopt("a.mp4", source)
    assert (await store.find("a.mp4")).size_bytes == 20 * MIB
    async with httpx.AsyncClient() as client:
        answer = await client.get(await store.address("a.mp4", lasting=MINUTE), headers={"Range": "bytes=0-0"})
    assert answer.headers["content-type"] == "video/mp4"
    assert not source.exists()


@pytest.fixture
def before_second_part(monkeypatch):
    """Has something done between the first part of what is borrowed and the second."""

    def arrange(step):
        asked, get = count(1), obstore.get_async

        async def get_after_step(*arguments, **options):
            if next(asked) == 2:
                await step()
            return await get(*arguments, **options)

        monkeypatch.setattr(obstore, "get_async", get_after_step)

    return arrange


async def test_what_is_replaced_while_it_is_borrowed_is_not_mixed(store, before_second_part):
    await store.write("a.mp4", b"1" * 20 * MIB)
    before_second_part(lambda: store.write("a.mp4", b"2" * 18 * MIB))
    async with store.borrow("a.mp4") as path:
        assert path.read_bytes() == b"2" * 18 * MIB


async def test_what_is_deleted_while_it_is_borrowed_is_gone(store, before_second_part):
    await store.write("a.mp4", b"1" * 20 * MIB)
    before_second_part(lambda: store.delete("a.mp4"))
    with pytest.raises(KeyError):
        async with store.borrow("a.mp4"):
            raise AssertionError("nothing to borrow")


async def test_what_was_borrowed_leaves_nothing_behind(store, tmp_path):
    await store.write("a.mp4", b"x")
    async with store.borrow("a.mp4") as path:
        assert path.is_relative_to(tmp_path / "scratch")
    assert list((tmp_path / "scratch").iterdir()) == []


CHILD = """
import asyncio, sys
from pathlib import Path
from onereel.assets.s3 import Bucket, S3AssetStore

def peak():
    # Not getrusage: what it answers comes down from the parent.
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])

async def main(name, region, endpoint, scratch, megabytes):
    store = S3AssetStore(Bucket(name=name, region=region, endpoint=endpoint), scratch=Path(scratch))
    await store.write("warm.mp4", b"x")
    async with store.borrow("warm.mp4"):
        before = peak()
    size = int(megabytes) * 1024 * 1024
    source = Path(scratch) / "large"
    with source.open("wb") as file:
        file.truncate(size)
    await store.adopt("large.mp4", source)
    async with store.borrow("large.mp4") as path:
        assert path.stat().st_size == size
    print(peak() - before)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("megabytes", [64, 256])
def test_a_large_file_takes_little_memory_both_ways(bucket, tmp_path, megabytes):
    grown = subprocess.run(
        [sys.executable, "-c", CHILD, bucket.name, REGION, bucket.endpoint, str(tmp_path), str(megabytes)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert int(grown.stdout) < 80 * 1024  # KiB
