"""Which servers a request has come through, so that one that is sent in a circle is noticed.

Each server that puts a request to another gateway adds its own name to a header, and refuses what bears its name
already. That is what `CDN-Loop` (RFC 8586) does for content delivery networks, and its grammar is kept to: names in a
list, each with parameters or without. Names are pseudonyms, as the RFC has them where hosts are to be kept secret.

Not here: who keeps the names (`domain/task.py`), or who sends them (`onereel.upstreams`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from onereel.errors import ErrorKind, RequestError

HEADER: Final = "Onereel-Loop"
MOST_SERVERS: Final = 8
"""That may stand behind each other. Ends a circle in which names change, such as one whose secrets are made anew."""

_PURPOSE: Final = "name of this home among gateways"
_NAME: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


def name_home(derive: Callable[[str], bytes]) -> str:
    """The name of a home, the same for all its processes and after every start; it tells nothing of the home.

    `derive` makes secrets for other uses of the one that all processes of the home share.
    """
    return derive(_PURPOSE).hex()[:32]


def read_passed(values: Iterable[str]) -> tuple[str, ...]:
    """The names in the header, the first server's first; whatever else stands there is left out."""
    entries = (entry.partition(";")[0].strip() for value in values for entry in value.split(","))
    return tuple(entry for entry in entries if _NAME.fullmatch(entry))


def write_passed(passed: Sequence[str]) -> dict[str, str]:
    """The header that says so; none where there is nothing to say."""
    return {HEADER: ", ".join(passed)} if passed else {}


def refuse_circles(passed: Sequence[str], *, home: str) -> None:
    """Nothing, where a request may be taken that has come through these servers. Raises RequestError(ROUTING_LOOP)."""
    if home in passed:
        raise RequestError(
            ErrorKind.ROUTING_LOOP,
            "This request has already passed through this server: check `base_url` of the account that sent it back.",
            field=HEADER,
        )
    if len(passed) >= MOST_SERVERS:
        raise RequestError(
            ErrorKind.ROUTING_LOOP,
            f"This request has already passed through {len(passed)} servers, and may through {MOST_SERVERS}:"
            " check `base_url` of the account that sent it.",
            field=HEADER,
        )
