"""What `GET /assets/…` answers where the server has the file itself, and where a bucket has it.

Not here: what the stores do by themselves (`tests/contracts/test_asset_stores.py`), or the real process.
"""

import logging
from dataclasses import replace
from datetime import timedelta
from itertools import count
from random import Random
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from onereel.assets.memory import MemoryAssetStore
from onereel.assets.s3 import Bucket, S3AssetStore
from onereel.server.app import build_app
from tests.server.world import error_of
from tests.support.s3 import KEY_ID, REGION, SECRET, running_s3

CONTENT = b"0123456789"
HOUR = timedelta(hours=1)
NAMES = count()


def keep_in(world, assets):
    """Have the world's server use that store."""
    world.routes = replace(world.routes, assets=assets)
    world.app = build_app(world.routes, base_url="http://here", random=Random(1))
    return assets


def path_of(world, *, lasting=HOUR, asset_id="video-1.mp4"):
    """A link as replies have it, without the host."""
    link = world.routes.signer.sign(asset_id, expires_at=world.now + lasting)
    return link.removeprefix("http://here")


async def follow(response, **headers):
    """What the bucket answers at the address that we were sent to."""
    async with httpx.AsyncClient() as client:
        return await client.get(response.headers["location"], headers=headers)


def life_of(response):
    """The seconds that an address lives which we were sent to."""
    return int(parse_qs(urlsplit(response.headers["location"]).query)["X-Amz-Expires"][0])


@pytest.fixture
def credentials(s3_server, monkeypatch):
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
async def bucket(world, s3_server, credentials, tmp_path):
    """The bucket that the world's server keeps its files in, with one video. It is a whole second, as in links."""
    world.now = world.now.replace(microsecond=0)
    made = Bucket(name=f"routes-{next(NAMES)}", prefix="reels", region=REGION, endpoint=s3_server.endpoint)
    s3_server.create_bucket(made.name)
    await keep_in(world, S3AssetStore(made, scratch=tmp_path)).write("video-1.mp4", CONTENT)
    return made


class SlowStore(S3AssetStore):
    """A bucket whose answers take a while of the world's time."""

    def __init__(self, world, *args, takes, **options):
        super().__init__(*args, **options)
        self._world, self._takes = world, takes

    async def find(self, asset_id):
        self._world.now += self._takes
        return await super().find(asset_id)


class Untouchable(MemoryAssetStore):
    """A store that nobody may ask anything."""

    async def find(self, asset_id):
        raise AssertionError(f"asked for {asset_id}")


async def test_a_file_of_a_bucket_is_had_there(world, bucket):
    response = await world.ask(path_of(world), key=None)
    assert (response.status_code, response.headers["cache-control"], response.content) == (307, "no-store", b"")
    assert response.headers["location"].startswith(f"{bucket.endpoint}/{bucket.name}/reels/video-1.mp4?")
    whole, part = await follow(response), await follow(response, Range="bytes=2-4")
    assert (whole.status_code, whole.headers["content-type"], whole.content) == (200, "video/mp4", CONTENT)
    assert (part.status_code, part.headers["content-range"], part.content) == (206, "bytes 2-4/10", b"234")


async def test_head_is_answered_with_the_facts_and_leads_nowhere(world, bucket):
    response = await world.ask(path_of(world), key=None, method="HEAD")
    found = await world.routes.assets.find("video-1.mp4")
    facts = [response.headers[name] for name in ("content-length", "content-type", "etag", "accept-ranges")]
    assert facts == ["10", "video/mp4", found.entity_tag, "bytes"]
    assert (response.status_code, response.content, "location" in response.headers) == (200, b"", False)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_who_has_the_file_of_a_bucket_already_is_told_so(world, bucket, method):
    tag = (await world.ask(path_of(world), key=None, method="HEAD")).headers["etag"]
    response = await world.ask(path_of(world), key=None, method=method, headers={"If-None-Match": tag})
    assert (response.status_code, response.headers["etag"], response.content) == (304, tag, b"")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("asset_id", ["video-2.mp4", "video-1.exe"])
async def test_there_is_nothing_in_the_bucket(world, bucket, method, asset_id):
    response = await world.ask(path_of(world, asset_id=asset_id), key=None, method=method)
    assert (response.status_code, "location" in response.headers) == (404, False)


@pytest.mark.parametrize("left", [timedelta(seconds=1), timedelta(minutes=1), HOUR])
async def test_the_address_in_the_bucket_lives_as_long_as_the_link(world, bucket, left):
    assert life_of(await world.ask(path_of(world, lasting=left), key=None)) == left.total_seconds()


async def test_the_address_in_the_bucket_does_not_outlive_the_link_when_the_bucket_is_slow(world, bucket, tmp_path):
    keep_in(world, SlowStore(world, bucket, scratch=tmp_path, takes=timedelta(seconds=20)))
    assert life_of(await world.ask(path_of(world, lasting=timedelta(minutes=1)), key=None)) == 40


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_no_store_is_asked_for_a_link_that_is_forged_or_over(world, method):
    keep_in(world, Untouchable())
    forged = path_of(world).replace("video-1.mp4", "video-2.mp4")
    over = path_of(world, lasting=timedelta(seconds=-1))
    answers = [await world.ask(path, key=None, method=method) for path in (forged, over)]
    assert [answer.status_code for answer in answers] == [403, 403]


async def test_a_bucket_that_does_not_answer_is_a_503_that_names_nothing(world, credentials, tmp_path, caplog):
    with running_s3() as server:
        endpoint = server.endpoint
    keep_in(world, S3AssetStore(Bucket(name="silent", region=REGION, endpoint=endpoint), scratch=tmp_path))
    with caplog.at_level(logging.INFO, logger="onereel"):
        response = await world.ask(path_of(world), key=None)
    assert error_of(response) == (503, None, "unavailable")
    told = response.text + "".join(logging.Formatter().format(record) for record in caplog.records)
    assert "StoreError" in told
    assert [word for word in (KEY_ID, SECRET, "silent", endpoint, "X-Amz", "Signature") if word in told] == []


async def test_a_file_of_this_machine_is_served_by_this_server(world):
    await keep_in(world, MemoryAssetStore()).write("video-1.mp4", CONTENT)
    path = path_of(world)
    whole, head = await world.ask(path, key=None), await world.ask(path, key=None, method="HEAD")
    part = await world.ask(path, key=None, headers={"Range": "bytes=2-4"})
    assert (whole.status_code, whole.headers["content-type"], whole.content) == (200, "video/mp4", CONTENT)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "10", b"")
    assert (part.status_code, part.headers["content-range"], part.content) == (206, "bytes 2-4/10", b"234")
