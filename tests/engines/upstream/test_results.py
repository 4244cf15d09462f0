"""What a vendor has made, brought home: the files, and the checksums that were counted on the way.

Not here: which address is fetched, and what follows when it cannot be (`test_engine.py`).
"""

import hashlib

import pytest
from tests.builders import build_request

from onereel.assets.fetch import Downloaded
from onereel.assets.sniff import MediaType
from onereel.domain.request import Corner, Watermark
from onereel.engines.base import Footage
from onereel.engines.fake import write_tiny_footage
from onereel.engines.upstream.accounts import Location
from onereel.engines.upstream.results import collect
from onereel.errors import FetchFailed
from onereel.upstreams.base import Finished

TWIN = build_request(watermark=Watermark(corner=Corner.BOTTOM_RIGHT, text="AI", twin=True))
FINISHED = Finished(video_url="https://vendor.example/clip", watermarked_url="https://vendor.example/marked")


def checksum_of(url):
    return hashlib.sha256(url.encode()).hexdigest()


@pytest.fixture
def vendor(tmp_path):
    """Gives the same clip at every address, and says of each another checksum, so that they can be told apart."""
    (tmp_path / "vendor").mkdir()
    clip = write_tiny_footage(build_request(), workspace=tmp_path / "vendor").video.read_bytes()

    async def download(url, *, target, max_bytes, headers=None):
        with target.open("xb") as file:
            file.write(clip)
        kind = None if "nothing" in url else MediaType.MP4
        return Downloaded(size_bytes=len(clip), media_type=kind, sha256=checksum_of(url))

    return download


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "workspace").mkdir()
    return tmp_path / "workspace"


async def bring_home(vendor, workspace, *, request=TWIN, finished=FINISHED):
    place = Location(url=finished.video_url)
    return await collect(finished, place, request, workspace=workspace, download=vendor)


async def test_the_video_and_its_twin_come_with_their_checksums(vendor, workspace):
    assert await bring_home(vendor, workspace) == Footage(
        video=workspace / "video.mp4",
        cover=workspace / "cover.jpg",
        watermarked=workspace / "watermarked.mp4",
        video_sha256=checksum_of(FINISHED.video_url),
        watermarked_sha256=checksum_of(FINISHED.watermarked_url),
    )


@pytest.mark.parametrize(
    ("request_", "finished"),
    [(build_request(), FINISHED), (TWIN, Finished(video_url=FINISHED.video_url))],
    ids=["not asked for", "not made"],
)
async def test_without_a_twin_there_is_no_checksum_of_one(vendor, workspace, request_, finished):
    footage = await bring_home(vendor, workspace, request=request_, finished=finished)
    assert footage == Footage(
        video=workspace / "video.mp4",
        cover=workspace / "cover.jpg",
        video_sha256=checksum_of(FINISHED.video_url),
    )


async def test_what_an_earlier_try_left_is_in_nobodys_way(vendor, workspace):
    for name in ("video.mp4", "watermarked.mp4"):
        (workspace / name).write_bytes(b"half of it")
    footage = await bring_home(vendor, workspace)
    assert footage.video.read_bytes() == footage.watermarked.read_bytes() != b"half of it"


async def test_what_is_no_video_is_refused(vendor, workspace):
    with pytest.raises(FetchFailed, match="no MP4"):
        await bring_home(vendor, workspace, finished=Finished(video_url="https://vendor.example/nothing"))
