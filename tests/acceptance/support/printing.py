"""What a program prints, and how replies look in print and on the wire.

Not here: the programs.
"""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

from tests.acceptance.support.client import Client


def printed_by(program: Callable[..., None], client: Client, **inputs: Any) -> str:
    """Run a program of the documents with a client's address and key, and take what it prints."""
    target = io.StringIO()
    with redirect_stdout(target):
        program(client.url, client.key, **inputs)
    client.replies.append(target.getvalue())
    return target.getvalue()


def pretty(reply: object) -> str:
    """A reply as the programs print it; the order of keys is part of it."""
    return json.dumps(reply, indent=2, ensure_ascii=False) + "\n"


def compact(reply: object) -> str:
    """A reply as it is on the wire."""
    return json.dumps(reply, ensure_ascii=False, separators=(",", ":"))


def usage(*, input_tokens: int = 0, output_tokens: int = 0) -> dict[str, Any]:
    """The documents' `usage`."""
    return {
        "total_tokens": input_tokens + output_tokens,
        "input_tokens": input_tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": output_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
    }
