"""Logs as one line an event: time, level, what happened, then `name=value` pairs (logfmt).

Not here: what is logged; keys and signed addresses are never given to a logger.
"""

import asyncio
import json
import logging
from datetime import UTC, datetime
from typing import TextIO

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class LineFormatter(logging.Formatter):
    """Writes a record and its extras as one line; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        pairs = [f" {name}={_quote(value)}" for name, value in vars(record).items() if name not in _STANDARD]
        line = f"{moment} {record.levelname.lower()} {record.getMessage()}{''.join(pairs)}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


class TurnHandler(logging.StreamHandler[TextIO]):
    """Writes what one turn of an event loop has to say together, at its end: a busy server ends many requests in each.

    Warnings and worse, and whatever is said outside of an event loop, are written at once, after what waits.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        """To standard error, unless another stream is given."""
        super().__init__(stream)
        self._waiting: list[str] = []
        self._due_in: asyncio.AbstractEventLoop | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._waiting.append(self.format(record))
            loop = None if record.levelno >= logging.WARNING else _running_loop()
            if loop is None:
                self.flush()
            elif loop is not self._due_in:
                loop.call_soon(self.flush)
                self._due_in = loop
        except Exception:  # noqa: BLE001 - as every handler of the library: a log that fails stops nothing
            self.handleError(record)

    def flush(self) -> None:
        """Write what waits."""
        self.acquire()
        try:
            lines, self._waiting = self._waiting, []
            self._due_in = None
            if lines:
                self.stream.write("\n".join([*lines, ""]))
            super().flush()
        finally:
            self.release()


def set_up_logging(*, level: int = logging.INFO) -> None:
    """Send everything to standard error, one line an event."""
    handler = TurnHandler()
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _quote(value: object) -> str:
    """A value without spaces as it is, anything else in JSON quotes, so that a line can be taken apart again."""
    text = str(value)
    plain = text.isprintable() and " " not in text and '"' not in text and "=" not in text
    return text if plain else json.dumps(text, ensure_ascii=False)
