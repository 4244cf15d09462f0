"""What must never leave the server: keys and signatures in its log, and anything of the machine in its replies.

Not here: provoking the replies.
"""

import re
from collections.abc import Iterable

from tests.acceptance.support.client import Client
from tests.acceptance.support.server import RunningServer

_OF_THE_MACHINE = re.compile(r"Traceback|File \"|site-packages|\.py\b|onereel\.sqlite3|link-secret|workspaces/")


def find_leaks(server: RunningServer, clients: Iterable[Client]) -> list[str]:
    """Everything that should not have been said; empty when all is well."""
    clients = list(clients)
    keys = {server.key, *(client.key for client in clients)}
    leaks = [f"log: {line}" for line in server.whole_log.splitlines() if _tells_a_secret(line, keys)]
    replies = [reply for client in clients for reply in client.replies]
    leaks += [f"reply: {reply}" for reply in replies if _tells_of_the_machine(reply, keys, str(server.home))]
    return leaks


def _tells_a_secret(line: str, keys: set[str]) -> bool:
    return "Signature=" in line or any(key in line for key in keys)


def _tells_of_the_machine(reply: str, keys: set[str], home: str) -> bool:
    return bool(_OF_THE_MACHINE.search(reply)) or home in reply or any(key in reply for key in keys)
