"""Signatures that a receiver with the public library accepts.

Not here: who holds which secret.
"""

from datetime import UTC, datetime
from random import Random

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from onereel.callbacks.signing import mint_secret, sign

BODY = '{"task_id":"1","text":"雨"}'.encode()
OLD, NEW = mint_secret(Random(1)), mint_secret(Random(2))


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


def test_without_a_secret_there_is_no_signature():
    at = datetime(2026, 3, 1, tzinfo=UTC)
    headers = sign(message_id="msg_1", body=BODY, at=at, secrets=[])
    assert headers == {"webhook-id": "msg_1", "webhook-timestamp": "1772323200"}


def test_secrets_are_of_the_published_form_and_never_the_same():
    assert OLD.startswith("whsec_")
    assert len(OLD) == len("whsec_") + 32
    assert OLD != NEW
