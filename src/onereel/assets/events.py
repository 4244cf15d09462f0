"""Cuts a stream of server-sent events into single events as they come.

Not here: what stands in an event, or sending any (`onereel.server.sse`).
"""

import re
from typing import Final

_END: Final = re.compile(rb"\n\n|\r\n\r\n|\r\r")


class EventSplitter:
    """Holds back what is not yet a whole event. Takes time that is linear in what comes."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._looked = 0
        """Up to where no end of an event was found."""

    def feed(self, chunk: bytes) -> list[bytes]:
        """The events that are whole by now, without the blank line at their end."""
        self._held += chunk
        whole: list[bytes] = []
        begin = 0
        for end in _END.finditer(self._held, self._looked):
            whole.append(bytes(self._held[begin : end.start()]))
            begin = end.end()
        del self._held[:begin]
        self._looked = max(0, len(self._held) - 3)
        return whole
