"""What an operator sets, by default and by variables.

Not here: the options of the command line (`tests/acceptance`).
"""

from datetime import timedelta
from pathlib import Path

import pytest

from onereel.config import Settings, read_environment
from onereel.errors import ConfigurationError


def test_without_variables_everything_is_at_its_default():
    assert read_environment({}) == Settings()


def test_every_variable_is_read():
    settings = read_environment(
        {
            "ONEREEL_HOST": "0.0.0.0",
            "ONEREEL_PORT": "9000",
            "ONEREEL_DATA_DIR": "/var/lib/onereel",
            "ONEREEL_PUBLIC_URL": "https://video.example.com/",
            "ONEREEL_ALLOW_PRIVATE": "127.0.0.1:9, minio:9000",
            "ONEREEL_IMAGE_ROOTS": "/pictures",
            "ONEREEL_MAX_BODY_BYTES": "1000",
            "ONEREEL_PROCESSES": "3",
            "ONEREEL_CODEC": "av1",
            "ONEREEL_CONTENT_LABEL": "task",
            "ONEREEL_ASSETS_URL": "s3://reels/media",
            "ONEREEL_S3_REGION": "eu-west-1",
            "ONEREEL_S3_ENDPOINT": "http://minio:9000/",
            "ONEREEL_S3_PUBLIC_ENDPOINT": "https://media.example.com",
            "ONEREEL_S3_VIRTUAL_HOSTED": "on",
            "ONEREEL_METRICS": "open",
            "ONEREEL_METRICS_AT": "[::1]:9100",
            "ONEREEL_DISK_RESERVE_BYTES": "5000",
            "ONEREEL_KEEP_MEDIA": "36h",
            "ONEREEL_KEEP_UPLOADS": "forever",
            "ONEREEL_KEEP_TASKS": "30d",
            "ONEREEL_CALLBACK_FIRST_PAUSE": "10s",
            "ONEREEL_CALLBACK_LONGEST_PAUSE": "1h",
            "ONEREEL_CALLBACK_GIVE_UP_AFTER": "3d",
            "ONEREEL_WAIT_LIMIT": "5",
            "ONEREEL_SHUTDOWN_GRACE": "0",
        }
    )
    assert settings == Settings(
        host="0.0.0.0",
        port=9000,
        data_directory=Path("/var/lib/onereel"),
        public_url="https://video.example.com/",
        allow_private=("127.0.0.1:9", "minio:9000"),
        image_roots=(Path("/pictures"),),
        max_body_bytes=1000,
        processes=3,
        codec="av1",
        content_label="task",
        assets_url="s3://reels/media",
        s3_region="eu-west-1",
        s3_endpoint="http://minio:9000",
        s3_public_endpoint="https://media.example.com",
        s3_virtual_hosted=True,
        metrics="open",
        metrics_at=("::1", 9100),
        disk_reserve=5000,
        keep_media=timedelta(hours=36),
        keep_uploads=None,
        keep_tasks=timedelta(days=30),
        callback_first_pause=timedelta(seconds=10),
        callback_longest_pause=timedelta(hours=1),
        callback_give_up_after=timedelta(days=3),
        wait_limit=5,
        shutdown_grace=0,
    )


def test_a_number_that_is_none_is_told_with_its_variable():
    with pytest.raises(ConfigurationError, match="ONEREEL_PORT is 'http': it takes a whole number"):
        read_environment({"ONEREEL_PORT": "http"})


def test_a_word_that_is_no_choice_is_told_with_the_choices():
    with pytest.raises(ConfigurationError, match="ONEREEL_CODEC is 'vp9': it takes h264 or av1"):
        read_environment({"ONEREEL_CODEC": "vp9"})


@pytest.mark.parametrize(
    ("settings", "base_url"),
    [
        (Settings(), "http://127.0.0.1:8000"),
        (Settings(host="0.0.0.0", port=80), "http://127.0.0.1:80"),
        (Settings(host="::1"), "http://[::1]:8000"),
        (Settings(public_url="https://video.example.com/"), "https://video.example.com"),
    ],
)
def test_links_begin_with_the_public_address_or_else_with_where_the_server_listens(settings, base_url):
    assert settings.base_url == base_url


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_on_loopback_pictures_may_be_read_from_the_working_directory(host):
    assert Settings(host=host).allowed_image_roots == (Path.cwd(),)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "video.example.com"])
def test_elsewhere_no_picture_is_read_from_the_disk_unless_the_operator_says_so(host):
    assert Settings(host=host).allowed_image_roots == ()
    assert Settings(host=host, image_roots=(Path("/pictures"),)).allowed_image_roots == (Path("/pictures"),)


def test_there_is_a_drawing_process_for_each_core_unless_the_operator_says_otherwise():
    assert Settings().process_count >= 1
    assert Settings(processes=7).process_count == 7


@pytest.mark.parametrize("text", ["7", "d", "", "-1d", "1.5h", "7 d", "999999d", "7w"])
def test_a_time_that_is_none_is_told_with_an_example(text):
    with pytest.raises(ConfigurationError, match="it takes a time such as 90s, 30m, 24h or 7d"):
        read_environment({"ONEREEL_KEEP_MEDIA": text})


def test_callbacks_are_given_up_at_last():
    with pytest.raises(ConfigurationError, match="ONEREEL_CALLBACK_GIVE_UP_AFTER is 'forever'"):
        read_environment({"ONEREEL_CALLBACK_GIVE_UP_AFTER": "forever"})


def test_tasks_outlive_their_callbacks():
    with pytest.raises(ConfigurationError, match="ONEREEL_KEEP_TASKS is '24h': it takes 2d at least"):
        read_environment({"ONEREEL_KEEP_TASKS": "24h"})


@pytest.mark.parametrize("text", ["reels", "http://reels", "s3://", "s3://A", "s3://reels?x", "s3://reels/a b"])
def test_a_place_of_media_that_is_none_is_told(text):
    with pytest.raises(ConfigurationError, match=r"ONEREEL_ASSETS_URL is .*: it takes s3://bucket"):
        read_environment({"ONEREEL_ASSETS_URL": text})


@pytest.mark.parametrize("text", ["minio:9000", "https://", "https://user:secret@minio", "https://minio/path"])
def test_an_address_of_s3_that_is_none_is_told(text):
    with pytest.raises(ConfigurationError, match="ONEREEL_S3_ENDPOINT is"):
        read_environment({"ONEREEL_S3_ENDPOINT": text})


@pytest.mark.parametrize("text", ["9100", ":9100", "here:", "here:70000", "here:http"])
def test_a_place_that_is_none_is_told(text):
    with pytest.raises(ConfigurationError, match="it takes host:port"):
        read_environment({"ONEREEL_METRICS_AT": text})
