"""A wire between two servers that can be cut: it passes requests on, and keeps the answers to some of them.

Not here: what is in the requests; it looks for a text in them.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Wire:
    """Passes connections on to a port of this machine; each carries one request."""

    port: int
    target: int
    swallowed: bytes = b""
    """The answer to a request that holds this text is kept, as long as there are some to be kept."""
    left: int = 0
    """How many answers are still to be kept."""
    lost: list[bytes] = field(default_factory=list)
    """The answers that were kept."""
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def swallow(self, text: str, *, times: int = 1) -> None:
        """Keep the answers to the next requests that hold this text."""
        with self.changed:
            self.swallowed, self.left = text.encode(), times

    def wait_until_lost(self, count: int = 1) -> None:
        """Until so many answers were kept."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.lost) >= count, timeout=60)

    def carry(self, client: socket.socket) -> None:
        """One connection, to its end."""
        request = bytearray()
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self.target), timeout=60) as server:
            threading.Thread(target=self._pass_on, args=(client, server, request), daemon=True).start()
            while answer := server.recv(65536):
                if self._is_kept(bytes(request), answer):
                    break
                client.sendall(answer)
            client.shutdown(socket.SHUT_RDWR)  # closing alone says nothing while the other thread still reads

    def _pass_on(self, client: socket.socket, server: socket.socket, request: bytearray) -> None:
        with suppress(OSError):
            while piece := client.recv(65536):
                request += piece
                server.sendall(piece)

    def _is_kept(self, request: bytes, answer: bytes) -> bool:
        with self.changed:
            if not self.left or self.swallowed not in request:
                return False
            self.left -= 1
            self.lost.append(answer)
            self.changed.notify_all()
            return True


@contextmanager
def wired(target: int) -> Iterator[Wire]:
    """A wire to that port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = Wire(port=listener.getsockname()[1], target=target)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=wire.carry, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield wire
        listener.shutdown(socket.SHUT_RDWR)
