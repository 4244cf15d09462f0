"""Signs callbacks by the Standard Webhooks specification 1.0, which Kling and OpenAI use, too.

Not here: where secrets are kept (`onereel.store.base.Key`).
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from random import Random

from standardwebhooks import Webhook

_SECRET_BYTES = 24
"""The specification asks for 24 to 64."""


def mint_secret(random: Random) -> str:
    """A new signing secret: `whsec_` and base64."""
    return "whsec_" + b64encode(random.randbytes(_SECRET_BYTES)).decode()


def sign(*, message_id: str, body: bytes, at: datetime, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers. There is a signature for each secret, so that a receiver may know the old or the new one."""
    signatures = [Webhook(secret).sign(message_id, at, body.decode()) for secret in secrets]
    headers = {"webhook-id": message_id, "webhook-timestamp": str(int(at.timestamp()))}
    if signatures:
        headers["webhook-signature"] = " ".join(signatures)
    return headers
