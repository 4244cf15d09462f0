"""`image_path`: read inside the server's working directory, and nowhere else, whatever is tried.

Not here: the document's program that sends it (`test_paiwo_programs.py`).
"""

import pytest

from tests.acceptance.support.errors import check_shape, read_error, summary


@pytest.fixture(scope="module")
def outside(server, media, tmp_path_factory):
    """A good picture outside of the working directory."""
    picture = tmp_path_factory.mktemp("outside") / "secret.jpg"
    picture.write_bytes(media.files["first.jpg"])
    return picture


def upload(path):
    return {"model": "paiwo-picture", "input": "local", "image_path": str(path)}


def check_refused(response):
    message = read_error(response)["message"]
    assert summary(response) == (400, "image_path", "path_refused")
    assert all(way in message for way in ("image_url", "base64", "upload"))
    check_shape(response, provider="paiwo", native=400017)


def test_a_path_outside_is_refused_however_it_is_written(client, server, outside):
    climbing = f"../{outside.parent.name}/secret.jpg"
    paths = [outside, climbing, f"./x/../{climbing}", f"{server.home}/{climbing}", f"file://{outside}"]

    for path in paths:
        check_refused(client.post(upload(path)))


def test_a_link_that_leads_outside_is_not_followed(client, server, outside):
    (server.home / "innocent.jpg").symlink_to(outside)
    (server.home / "folder").symlink_to(outside.parent)

    check_refused(client.post(upload("innocent.jpg")))
    check_refused(client.post(upload("folder/secret.jpg")))
    check_refused(client.post(upload(server.home / "folder" / "secret.jpg")))


def test_what_is_there_and_what_is_not_is_refused_in_the_same_words(client, outside):
    there = client.post(upload(outside))
    absent = client.post(upload(outside.with_name("absent.jpg")))

    assert there.text == absent.text


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/dev/zero",
        "/proc/self/environ",
        "~/1.jpg",
        r"C:\pictures\1.jpg",
        "a\x00b",
        ".",
        "x" * 5000,
    ],
)
def test_files_and_devices_of_the_machine_are_refused(client, path):
    check_refused(client.post(upload(path)))


def test_files_of_the_server_itself_are_refused(client):
    answers = [client.post(upload(f"data/{name}")) for name in ("onereel.sqlite3", "link-secret")]

    assert [summary(answer) for answer in answers] == [(400, "image_path", "path_refused")] * 2


def test_whoever_names_the_database_as_a_picture_takes_no_lock_from_the_server(client, make_client):
    """Were the file opened and closed, the next command beside the server would take the database's log away."""
    client.post(upload("data/onereel.sqlite3"))
    assert make_client("first").get("/v1/models").status_code == 200
    assert make_client("second").get("/v1/models").status_code == 200
