"""Proxies and certificates of the environment: what runs on this machine is reached whatever they are.

Not here: requests (`test_requests.py`).
"""

import httpx
import pytest

from onereel import SettingsWrong
from onereel.client.connecting import open_http

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
HERE = ("http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000", "http://127.0.0.9:8000")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def way_to(http, address):
    """The proxy by which an address would be asked; None is none."""
    pool = http._transport_for_url(httpx.URL(address))._pool
    return getattr(pool, "_proxy_url", None)


@pytest.mark.parametrize("base_url", HERE)
@pytest.mark.parametrize("kind", [httpx.Client, httpx.AsyncClient])
def test_a_proxy_is_for_what_is_elsewhere(monkeypatch, kind, base_url):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    http = open_http(kind, base_url=base_url)
    assert way_to(http, f"{base_url}/v1/responses") is None
    assert way_to(http, "http://bucket.example/clip.mp4").host == b"proxy.example"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1080", r"speaks SOCKS, which takes: pip install 'httpx\[socks\]'"),
        ("HTTPS_PROXY", "nonsense://proxy.example", "cannot be used: write it as http://host:port"),
        ("SSL_CERT_FILE", "/nowhere/certificates.pem", "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_told_and_hinders_nobody_on_this_machine(monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong, match=words):
        open_http(httpx.Client, base_url="https://reel.example")
    for base_url in HERE:
        open_http(httpx.Client, base_url=base_url).close()
