"""Callbacks of vendors, held against published and computed vectors, and forged in every part.

Not here: our own callbacks (`tests/callbacks`).
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onereel.upstreams.signatures import is_from_kling, is_from_pixverse, is_from_vidu
from tests.builders import NOON
from tests.upstreams.support import document


def lower(headers):
    return {name.lower(): value for name, value in headers.items()}


class TestKling:
    vector = document("kling", "callback_signature_vector")
    headers = vector["request"]["headers"]
    body = vector["request"]["body_raw"].encode()
    now = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)

    def ask(self, *, headers=None, body=None, secret=None, later=timedelta(0)):
        return is_from_kling(
            self.headers | (headers or {}),
            self.body if body is None else body,
            secret=secret or self.vector["secret"],
            now=self.now + later,
        )

    def test_the_published_vector_is_genuine_for_five_minutes(self):
        assert self.ask()
        assert self.ask(later=timedelta(minutes=5))
        assert not self.ask(later=timedelta(minutes=5, seconds=1))
        assert not self.ask(later=-timedelta(minutes=5, seconds=1))

    def test_one_of_several_signatures_will_do(self):
        assert self.ask(headers={"webhook-signature": f"v1,AAAA {self.headers['webhook-signature']}"})

    @pytest.mark.parametrize(
        "changes",
        [
            {"body": b"{}"},
            {"body": b"\xff"},
            {"secret": "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXI="},
            {"headers": {"webhook-id": "1"}},
            {"headers": {"webhook-id": ""}},
            {"headers": {"webhook-timestamp": "1781080795"}},
            {"headers": {"webhook-timestamp": "soon"}},
            {"headers": {"webhook-timestamp": "9" * 5000}},
            {"headers": {"webhook-signature": ""}},
        ],
    )
    def test_whatever_was_changed_is_forged(self, changes):
        assert not self.ask(**changes)


class TestVidu:
    vector = document("vidu", "callback")
    asked = urlsplit(vector["request"]["url"])
    headers = lower(vector["request"]["headers"])
    now = datetime(2025, 11, 20, 8, 0, tzinfo=UTC)

    def ask(self, *, headers=None, later=timedelta(0), **changes):
        given = {"method": "POST", "path": self.asked.path, "query": self.asked.query, "secret": self.vector["secret"]}
        return is_from_vidu(self.headers | (headers or {}), now=self.now + later, **(given | changes))

    def test_the_vector_is_genuine_for_five_minutes(self):
        assert self.ask()
        assert not self.ask(later=timedelta(minutes=5, seconds=1))

    @pytest.mark.parametrize(
        "changes",
        [
            {"method": "GET"},
            {"path": "/api/other"},
            {"query": "name=jane"},
            {"secret": "another"},
            {"headers": {"x-request-nonce": "another"}},
            {"headers": {"x-hmac-signed-headers": "Date"}},
            {"headers": {"x-hmac-access-key": "another"}},
            {"headers": {"x-hmac-algorithm": "none"}},
            {"headers": {"x-hmac-signature": ""}},
            {"headers": {"date": "yesterday"}},
        ],
    )
    def test_whatever_was_changed_is_forged(self, changes):
        assert not self.ask(**changes)


class TestPixVerse:
    vector = document("pixverse", "webhook")
    body = vector["request"]["body_raw"].encode()
    now = datetime.fromtimestamp(1781080794, UTC)

    def ask(self, signature, *, body=None, later=timedelta(0), **headers):
        given = lower(self.vector["request"]["headers"]) | {"webhook-signature": signature} | headers
        return is_from_pixverse(given, body or self.body, secret=self.vector["secret"], now=self.now + later)

    @pytest.mark.parametrize("candidate", vector["candidates"])
    def test_both_forms_are_genuine_for_five_minutes(self, candidate):
        signature = self.vector["candidates"][candidate]["signature"]
        assert self.ask(signature)
        assert not self.ask(signature, later=timedelta(minutes=6))
        assert not self.ask(signature, body=self.body.replace(b"1", b"2"))
        assert not self.ask(signature, **{"webhook-nonce": "another"})
        assert not self.ask(signature, body=b"not json")


@given(
    headers=st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-nonce", "date"]), st.text())
)
def test_no_header_breaks_anything(headers):
    assert not is_from_kling(headers, b"{}", secret="whsec_b3RoZXJvdGhlcg==", now=NOON)
    assert not is_from_vidu(headers, method="POST", path="/", query="", secret="s", now=NOON)
    assert not is_from_pixverse(headers, b"{}", secret="s", now=NOON)
