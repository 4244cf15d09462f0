"""Signatures that a receiver with the public library accepts.

Not here: who holds which secret.
"""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from onereel.callbacks.signing import sign
from onereel.keys import mint_signing_secret

BODY = '{"task_id":"1","text":"雨"}'.encode()
OLD, NEW = mint_signing_secret(), mint_signing_secret()


def test_the_published_vector_of_kling():
    """The example of klingai.com/document-api/api/get-started/callbacks."""
    body = (
        b'{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}'
    )
    assert sign(
        message_id="9876543210",
        body=body,
        at=datetime.fromtimestamp(1781080794, UTC),
        secrets=["whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="],
    ) == {
        "webhook-id": "9876543210",
        "webhook-timestamp": "1781080794",
        "webhook-signature": "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=",
    }


def test_each_live_secret_signs_and_either_is_accepted():
    now = datetime.now(UTC)
    headers = sign(message_id="msg_1", body=BODY, at=now, secrets=[NEW, OLD])
    for secret in (OLD, NEW):
        assert Webhook(secret).verify(BODY, headers) == {"task_id": "1", "text": "雨"}


def test_a_changed_body_is_not_accepted():
    headers = sign(message_id="msg_1", body=BODY, at=datetime.now(UTC), secrets=[NEW])
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(BODY + b" ", headers)


def test_the_time_is_the_same_wherever_it_was_read():
    at = datetime.now(UTC).replace(microsecond=0)
    elsewhere = at.astimezone(timezone(timedelta(hours=8)))
    headers = sign(message_id="msg_1", body=BODY, at=elsewhere, secrets=[NEW])
    assert headers == sign(message_id="msg_1", body=BODY, at=at, secrets=[NEW])
    assert Webhook(NEW).verify(BODY, headers) == {"task_id": "1", "text": "雨"}


def test_without_a_secret_there_is_no_signature():
    at = datetime(2026, 3, 1, tzinfo=UTC)
    headers = sign(message_id="msg_1", body=BODY, at=at, secrets=[])
    assert headers == {"webhook-id": "msg_1", "webhook-timestamp": "1772323200"}


def test_secrets_are_of_the_published_form_and_never_the_same():
    assert OLD.startswith("whsec_")
    assert len(OLD) == len("whsec_") + 32
    assert OLD != NEW
