"""How settings become the place of the media.

Not here: what the stores do (`tests/contracts`, `tests/assets`), or how other settings are read (`test_config.py`).
"""

import subprocess
import sys

import pytest

from onereel.assets.local import LocalAssetStore
from onereel.config import Settings, read_environment
from onereel.errors import ConfigurationError
from onereel.storage import open_assets
from tests.support.s3 import REGION

SECRET = "hunter2"


def test_without_an_address_media_lie_in_the_data_directory(tmp_path):
    assert isinstance(open_assets(Settings(data_directory=tmp_path)), LocalAssetStore)
    assert (tmp_path / "assets").is_dir()


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("s3://{}", "a.mp4"),
        ("s3://{}/", "a.mp4"),
        ("s3://{}/media", "media/a.mp4"),
        ("s3://{}/a/b/", "a/b/a.mp4"),
    ],
)
async def test_objects_lie_where_the_address_says(s3_server, tmp_path, monkeypatch, address, key):
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    bucket = f"storage-{len(address)}"
    s3_server.create_bucket(bucket)
    places = {"ONEREEL_S3_ENDPOINT": s3_server.endpoint + "/", "ONEREEL_S3_REGION": REGION}
    settings = read_environment(
        {"ONEREEL_ASSETS_URL": address.format(bucket), "ONEREEL_DATA_DIR": str(tmp_path / "data")} | places
    )
    await open_assets(settings).write("a.mp4", b"x")
    assert s3_server.keys(bucket) == [key]
    assert not (tmp_path / "data").exists()


WITHOUT_EXTRA = """
import sys
sys.modules["obstore"] = None
from onereel.config import Settings
from onereel.errors import ConfigurationError
from onereel.storage import open_assets
try:
    open_assets(Settings(assets_url="s3://reels"))
except ConfigurationError as error:
    print(error)
"""


def test_a_missing_extra_is_named():
    told = subprocess.run([sys.executable, "-c", WITHOUT_EXTRA], check=True, capture_output=True, text=True, timeout=60)
    assert told.stdout == "ONEREEL_ASSETS_URL needs the extra `s3`: install onereel[s3].\n"


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("ONEREEL_ASSETS_URL", f"s3://user:{SECRET}@reels"),
        ("ONEREEL_S3_ENDPOINT", f"https://user:{SECRET}@minio"),
        ("ONEREEL_S3_PUBLIC_ENDPOINT", f"https://minio?X-Amz-Signature={SECRET}"),
    ],
)
def test_what_is_refused_of_an_address_is_not_repeated(variable, text):
    with pytest.raises(ConfigurationError, match=f"^{variable} is no ") as refused:
        read_environment({variable: text})
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("place", ["minio_1:9000", "[::1]:9000", "127.0.0.1:9000", "s3.example.com"])
def test_services_are_named_in_every_usual_way(place):
    assert read_environment({"ONEREEL_S3_ENDPOINT": f"http://{place}/"}).s3_endpoint == f"http://{place}"


@pytest.mark.parametrize("text", ["http://[bad", "http://a b", "http://minio:port", "http://minio:9000/path"])
def test_what_cannot_be_an_address_is_told_at_the_start(text):
    with pytest.raises(ConfigurationError, match="ONEREEL_S3_ENDPOINT is no address"):
        read_environment({"ONEREEL_S3_ENDPOINT": text})
