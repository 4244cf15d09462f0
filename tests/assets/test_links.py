"""Signed links, and the secret behind them."""

import multiprocessing
import stat
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onereel.assets.links import SECRET_BYTES, LinkSigner, LinkVerdict, load_secret
from onereel.errors import ConfigurationError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNER = LinkSigner(b"s" * SECRET_BYTES, base_url="https://reel.example/base/")


def parts_of(url):
    query = parse_qs(urlsplit(url).query)
    return {"expires": query["Expires"][0], "signature": query["Signature"][0]}


def test_the_link_has_its_documented_shape():
    url = SIGNER.sign("a-1.mp4", expires_at=NOON)
    assert url.startswith("https://reel.example/base/assets/a-1.mp4?Expires=1772366400&Signature=")
    assert set(parts_of(url)["signature"]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert len(parts_of(url)["signature"]) == 43


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(-86400, LinkVerdict.VALID), (0, LinkVerdict.VALID), (0.9, LinkVerdict.VALID), (1, LinkVerdict.EXPIRED)],
)
def test_a_link_is_valid_up_to_its_last_second(seconds, verdict):
    parts = parts_of(SIGNER.sign("a.mp4", expires_at=NOON))
    assert SIGNER.verify("a.mp4", now=NOON + timedelta(seconds=seconds), **parts) is verdict


def test_whatever_is_changed_is_forged():
    parts = parts_of(SIGNER.sign("a.mp4", expires_at=NOON))
    other = LinkSigner(b"t" * SECRET_BYTES, base_url="https://reel.example")
    assert other.verify("a.mp4", now=NOON, **parts) is LinkVerdict.FORGED
    assert SIGNER.verify("b.mp4", now=NOON, **parts) is LinkVerdict.FORGED
    for change in (
        {"expires": str(int(parts["expires"]) + 1)},
        {"expires": "0" + parts["expires"]},
        {"expires": parts["expires"] + " "},
        {"expires": ""},
        {"signature": ""},
        {"signature": parts["signature"] + "="},
        {"signature": parts["signature"][:-1]},
        {"signature": parts["signature"].swapcase()},
        {"signature": "é" * 43},
    ):
        assert SIGNER.verify("a.mp4", now=NOON, **(parts | change)) is LinkVerdict.FORGED


def test_a_changed_link_is_forged_even_when_it_is_old():
    assert SIGNER.verify("a.mp4", expires="1", signature="x", now=NOON) is LinkVerdict.FORGED


@given(st.text(), st.text(), st.text())
def test_nothing_that_we_did_not_sign_passes(asset_id, expires, signature):
    assert SIGNER.verify(asset_id, expires=expires, signature=signature, now=NOON) is LinkVerdict.FORGED


def test_even_a_signature_of_ours_over_no_number_is_forged():
    signature = SIGNER._signature("a.mp4", "never")
    assert SIGNER.verify("a.mp4", expires="never", signature=signature, now=NOON) is LinkVerdict.FORGED


def test_a_short_secret_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        LinkSigner(b"short", base_url="https://reel.example")


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "deep" / "link-secret"
    secret = load_secret(path)
    assert len(secret) == SECRET_BYTES
    assert load_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["link-secret"]
    assert load_secret(tmp_path / "other") != secret


def test_a_damaged_secret_is_told_and_never_replaced(tmp_path):
    path = tmp_path / "link-secret"
    path.write_bytes(b"abc")
    with pytest.raises(ConfigurationError, match="link-secret has 3 bytes"):
        load_secret(path)
    assert path.read_bytes() == b"abc"


def load_when_all_are_ready(path, barrier, answers):
    barrier.wait()
    answers.put(load_secret(path))


def test_processes_that_race_get_the_same_secret(tmp_path):
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(4), context.Queue()
    processes = [
        context.Process(target=load_when_all_are_ready, args=(tmp_path / "secret", barrier, answers)) for _ in range(4)
    ]
    for process in processes:
        process.start()
    found = {answers.get(timeout=30) for _ in processes}
    for process in processes:
        process.join()
    assert found == {load_secret(tmp_path / "secret")}
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_who_comes_second_takes_the_first_ones_secret(tmp_path, monkeypatch):
    path = tmp_path / "secret"
    first = load_secret(path)
    exists = type(path).exists
    monkeypatch.setattr(type(path), "exists", lambda self, **_: self != path and exists(self))
    assert load_secret(path) == first
