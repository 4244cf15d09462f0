"""Moments as HTTP headers write them.

Not here: what is done about them.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def read_http_date(text: str) -> datetime | None:
    """The moment of an HTTP date, aware; None when it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # the second for a year or a zone of twenty digits
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_retry_after(text: str | None, *, at: datetime) -> datetime | None:
    """The moment that a `Retry-After` header names, in seconds or as an HTTP date; None when it names none."""
    if text is None:
        return None
    digits = text.strip()
    if digits.isdecimal():
        # Nine digits are thirty years; of thousands Python refuses to make a number.
        return at + timedelta(seconds=int(digits[:9]))
    return read_http_date(text)
