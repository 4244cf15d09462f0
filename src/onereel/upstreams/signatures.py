"""Whether a callback that claims to be a vendor's is one.

A callback is a hint and no more: it is always followed by asking, since Vidu does not sign its body, and PixVerse tells
in two ways how its own is signed.

Not here: receiving callbacks, or what follows from one.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode

from standardwebhooks import Webhook

from onereel.domain.http_dates import read_http_date

WINDOW: Final = timedelta(minutes=5)
"""How far the time of a callback may be from ours: Kling's own, and a third-party client's for Vidu."""


def is_from_kling(headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> bool:
    """Standard Webhooks with the secret of the console, `whsec_…`; any of several signatures will do.

    Source: klingai.com/document-api/api/get-started/callbacks. Names of headers are expected in lower case.
    """
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not _is_recent(_from_seconds(stamp), now):
        return False
    try:
        expected = Webhook(secret).sign(message_id, datetime.fromtimestamp(int(stamp), UTC), body.decode())
    except UnicodeDecodeError:
        return False
    return any(_equal(expected, given) for given in headers.get("webhook-signature", "").split())


def is_from_vidu(headers: Mapping[str, str], *, method: str, path: str, query: str, secret: str, now: datetime) -> bool:
    """The form of APISIX's hmac-auth, with the API token as the secret. The body is not signed.

    Source: platform.vidu.cn/docs/callback-signature. Names of headers are expected in lower case.
    """
    date = headers.get("date", "")
    if headers.get("x-hmac-algorithm") != "hmac-sha256" or not _is_recent(read_http_date(date), now):
        return False
    access_key = headers.get("x-hmac-access-key", "")
    names = [name for name in headers.get("x-hmac-signed-headers", "").split(";") if name]
    lines = [method, path, query, access_key, date, *(f"{name}:{headers.get(name.lower(), '')}" for name in names), ""]
    expected = _sign("\n".join(lines), secret)
    return _equal(expected, headers.get("x-hmac-signature", ""))


def is_from_pixverse(headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> bool:
    """HMAC-SHA256 over time, nonce and the body, in either of the two forms that are told of the body.

    Sources: docs.platform.pixverse.ai (a query string) and a third-party client (the body, percent-encoded). Names of
    headers are expected in lower case.
    """
    stamp, nonce = headers.get("webhook-timestamp", ""), headers.get("webhook-nonce", "")
    if not nonce or not _is_recent(_from_seconds(stamp), now):
        return False
    given = headers.get("webhook-signature", "")
    return any(_equal(_sign(f"{stamp}\n{nonce}\n{payload}", secret), given) for payload in _pixverse_payloads(body))


def has_token(query: str, *, secret: str) -> bool:
    """Whether the query of an address has this secret as its `token`."""
    given = parse_qs(query).get("token", [""])
    return bool(secret) and _equal(secret, given[-1])


def _pixverse_payloads(body: bytes) -> list[str]:
    try:
        text = body.decode()
        fields = json.loads(text)
    except ValueError:
        return []
    payloads = [quote(text, safe="!'()*-._~")]  # what encodeURIComponent leaves as it is
    if isinstance(fields, dict):
        payloads.append(urlencode({name: _as_query(value) for name, value in fields.items()}))
    return payloads


def _as_query(value: Any) -> str:  # noqa: ANN401 - JSON of somebody else
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _sign(text: str, secret: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256)).decode("ascii")


def _equal(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))


def _is_recent(at: datetime | None, now: datetime) -> bool:
    return at is not None and abs(now - at) <= WINDOW


def _from_seconds(text: str) -> datetime | None:
    # Ten digits last until the year 2286; of thousands Python refuses to make a number.
    return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() and len(text) <= 10 and text.isascii() else None
