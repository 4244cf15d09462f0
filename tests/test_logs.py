"""One line an event.

Not here: what is logged where.
"""

import logging

import pytest

from onereel.logs import LineFormatter


def line_of(message, **extra):
    record = logging.getLogger("test").makeRecord("test", logging.INFO, "file", 1, message, (), None, extra=extra)
    record.created = 0.0
    return LineFormatter().format(record)


def test_extras_follow_as_pairs():
    assert (
        line_of("request", method="GET", status=200)
        == "1970-01-01T00:00:00.000+00:00 info request method=GET status=200"
    )


def test_a_value_that_could_be_mistaken_is_quoted():
    assert line_of("request", path='/a b="c"\nd').endswith(r' path="/a b=\"c\"\nd"')


def test_a_traceback_follows_below():
    with pytest.raises(ValueError, match="broken") as caught:
        int_of("broken")
    error = caught.value
    record = logging.getLogger("test").makeRecord(
        "test", logging.ERROR, "file", 1, "failed", (), (type(error), error, error.__traceback__)
    )
    first, *below = LineFormatter().format(record).splitlines()
    assert first.endswith(" error failed")
    assert below[-1] == "ValueError: broken"


def int_of(text):
    raise ValueError(text)
