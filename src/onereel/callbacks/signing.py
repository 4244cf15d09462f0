"""Signs callbacks by the Standard Webhooks specification 1.0, which Kling and OpenAI use, too.

Not here: how secrets are made (`onereel.keys`) and kept (`onereel.store.base.Key`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook


def sign(*, message_id: str, body: bytes, at: datetime, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers. There is a signature for each secret, so that a receiver may know the old or the new one."""
    moment = at.astimezone(UTC)  # the library reads every time as UTC
    signatures = [Webhook(secret).sign(message_id, moment, body.decode()) for secret in secrets]
    headers = {"webhook-id": message_id, "webhook-timestamp": str(int(at.timestamp()))}
    if signatures:
        headers["webhook-signature"] = " ".join(signatures)
    return headers
