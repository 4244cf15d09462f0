"""What an `Idempotency-Key` may be.

Not here: minting one (`flow.py`).
"""

from typing import Final

from onereel.client.errors import Unsupported

_LONGEST: Final = 255


def check_idempotency_key(text: object) -> str:
    """The key itself. Raises Unsupported unless it is 1 to 255 visible ASCII characters, as a onereel wants it."""
    if not (isinstance(text, str) and 0 < len(text) <= _LONGEST and text.isascii() and text.isprintable()):
        raise Unsupported(f"`idempotency_key` is 1 to {_LONGEST} visible ASCII characters.", "idempotency_key")
    return text
