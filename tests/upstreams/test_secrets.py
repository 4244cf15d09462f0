"""How each vendor is told who is asking; the token of Kling is held against its published vector.

Not here: what is asked.
"""

from datetime import UTC, datetime

import pytest

from onereel.upstreams.base import Secret
from onereel.upstreams.dashscope import DashScope
from onereel.upstreams.dmxapi import DmxApi
from onereel.upstreams.kling import Kling, mint_token
from onereel.upstreams.onereel import Onereel
from onereel.upstreams.pixverse import PixVerse
from onereel.upstreams.videos import SglangDiffusion, VllmOmni
from onereel.upstreams.vidu import Vidu
from tests.builders import NOON
from tests.upstreams.support import document

NONCE = "9b2f0c1e-4f55-4c2b-9a55-0b1d8d1f3a10"


def test_klings_token_is_the_vectors():
    vector = document("kling", "jwt")
    secret = Secret(key=vector["access_key"], second=vector["secret_key"])
    now = datetime.fromtimestamp(vector["now"], UTC)
    assert mint_token(secret, now=now) == vector["token"]
    assert Kling().headers(secret, now=now, nonce=NONCE) == {"Authorization": f"Bearer {vector['token']}"}


@pytest.mark.parametrize(
    ("upstream", "headers"),
    [
        (Kling(), {"Authorization": "Bearer EXAMPLE"}),
        (DashScope(), {"Authorization": "Bearer EXAMPLE"}),
        (Vidu(), {"Authorization": "Token EXAMPLE"}),
        (PixVerse(), {"API-KEY": "EXAMPLE", "Ai-trace-id": NONCE}),
        (DmxApi(), {"Authorization": "EXAMPLE"}),
        (Onereel(), {"Authorization": "EXAMPLE"}),
        (VllmOmni(), {"Authorization": "Bearer EXAMPLE"}),
        (SglangDiffusion(), {"Authorization": "Bearer EXAMPLE"}),
    ],
)
def test_a_key_goes_where_the_vendor_wants_it(upstream, headers):
    assert upstream.headers(Secret(key="EXAMPLE"), now=NOON, nonce=NONCE) == headers


def test_a_server_of_ones_own_may_be_without_a_key():
    for upstream in (VllmOmni(), SglangDiffusion()):
        assert upstream.headers(Secret(key=""), now=NOON, nonce=NONCE) == {}


def test_a_second_key_is_not_shown():
    assert "hidden" not in repr(Secret(key="shown", second="hidden"))
