"""Where the bucket is looked for: where our own settings say, whatever else the environment holds.

Not here: how settings become a store (`tests/test_storage.py`), or what a bucket does (`test_s3.py`).
"""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from tests.support.s3 import REGION, running_s3

from onereel.assets.s3 import Bucket, S3AssetStore
from onereel.config import read_environment
from onereel.errors import ConfigurationError

MINUTE = timedelta(minutes=1)
ELSEWHERE = "https://elsewhere.example"
LIBRARYS_OWN = ["AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"]


@pytest.fixture(autouse=True)
def credentials(s3_server, monkeypatch):
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("variable", LIBRARYS_OWN)
@pytest.mark.parametrize(
    ("places", "host"),
    [
        ({}, f"s3.{REGION}.amazonaws.com"),
        ({"endpoint": "https://s3.example.com"}, "s3.example.com"),
        ({"public_endpoint": "https://media.example.com"}, "media.example.com"),
        ({"virtual_hosted": True}, f"reels.s3.{REGION}.amazonaws.com"),
        ({"virtual_hosted": True, "endpoint": "https://s3.example.com"}, "reels.s3.example.com"),
    ],
)
async def test_clients_are_sent_where_our_settings_say(tmp_path, monkeypatch, variable, places, host):
    monkeypatch.setenv(variable, ELSEWHERE)
    store = S3AssetStore(Bucket(name="reels", region=REGION, **places), scratch=tmp_path)
    assert urlsplit(await store.address("a.mp4", lasting=MINUTE)).hostname == host


@pytest.mark.parametrize("variable", LIBRARYS_OWN)
async def test_files_are_kept_where_our_settings_say(s3_server, tmp_path, monkeypatch, variable):
    name = variable.lower().replace("_", "-")
    s3_server.create_bucket(name)
    with running_s3() as gone:
        monkeypatch.setenv(variable, gone.endpoint)
    store = S3AssetStore(Bucket(name=name, region=REGION, endpoint=s3_server.endpoint), scratch=tmp_path)
    await store.write("a.mp4", b"x")
    assert s3_server.keys(name) == ["a.mp4"]


@pytest.mark.parametrize("prefix", ["a//b", "..", "a/../b", "a/..", ".", "./a", "//a"])
def test_a_prefix_that_no_key_can_begin_with_is_told_at_the_start(prefix):
    with pytest.raises(ConfigurationError, match="it takes s3://bucket or s3://bucket/prefix"):
        read_environment({"ONEREEL_ASSETS_URL": f"s3://reels/{prefix}"})


@pytest.mark.parametrize("prefix", ["", "/", "/a", "/a/b/", "/.a", "/a.b/c..d", "/..."])
def test_a_prefix_that_keys_can_begin_with_is_taken(prefix):
    assert read_environment({"ONEREEL_ASSETS_URL": f"s3://reels{prefix}"}).assets_url == f"s3://reels{prefix}"


@pytest.mark.parametrize("variable", ["ONEREEL_S3_ENDPOINT", "ONEREEL_S3_PUBLIC_ENDPOINT"])
def test_a_port_that_there_is_not_is_told_at_the_start(variable):
    assert read_environment({variable: "http://minio:65535"})
    with pytest.raises(ConfigurationError, match=f"{variable} is no address"):
        read_environment({variable: "http://minio:65536"})
