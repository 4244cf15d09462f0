"""Logs as one line an event: time, level, what happened, then `name=value` pairs (logfmt).

Not here: what is logged; keys and signed addresses are never given to a logger.
"""

import json
import logging
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class LineFormatter(logging.Formatter):
    """Writes a record and its extras as one line; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        extras = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        pairs = "".join(f" {name}={_quote(value)}" for name, value in extras.items())
        line = f"{moment} {record.levelname.lower()} {record.getMessage()}{pairs}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def set_up_logging(*, level: int = logging.INFO) -> None:
    """Send everything to standard error, one line an event."""
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def _quote(value: object) -> str:
    """A value without spaces as it is, anything else in JSON quotes, so that a line can be taken apart again."""
    text = str(value)
    return text if text.isprintable() and not set(text) & {" ", '"', "="} else json.dumps(text, ensure_ascii=False)
