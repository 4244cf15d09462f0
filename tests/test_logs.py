"""One line an event.

Not here: what is logged where.
"""

import asyncio
import io
import logging

import pytest

from onereel.logs import LineFormatter, TurnHandler


class Sink(io.StringIO):
    """A stream that remembers what it was given in one piece."""

    def __init__(self):
        super().__init__()
        self.pieces = []

    def write(self, text):
        self.pieces.append(text)
        return super().write(text)


@pytest.fixture
def sink():
    return Sink()


@pytest.fixture
def logger(sink):
    """A logger that writes bare messages to the sink, and nowhere else."""
    logger, handler = logging.getLogger("test.turns"), TurnHandler(sink)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)


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


async def test_what_one_turn_of_the_loop_says_is_written_together_at_its_end(logger, sink):
    logger.info("first")
    logger.info("second")
    assert sink.pieces == []
    await asyncio.sleep(0)
    assert sink.pieces == ["first\nsecond\n"]
    logger.info("third")
    await asyncio.sleep(0)
    assert sink.pieces == ["first\nsecond\n", "third\n"]


async def test_a_warning_is_written_at_once_after_what_waits(logger, sink):
    logger.info("first")
    logger.warning("second")
    assert sink.pieces == ["first\nsecond\n"]
    await asyncio.sleep(0)
    assert sink.getvalue() == "first\nsecond\n"


async def test_a_thread_of_its_own_writes_at_once(logger, sink):
    await asyncio.to_thread(logger.info, "alone")
    assert sink.pieces == ["alone\n"]


def test_outside_of_a_loop_each_line_is_written_at_once(logger, sink):
    logger.info("first")
    logger.info("second")
    assert sink.pieces == ["first\n", "second\n"]


def test_a_loop_that_ends_in_the_middle_of_a_turn_holds_up_nobody(logger, sink):
    interrupted, later = asyncio.new_event_loop(), asyncio.new_event_loop()
    interrupted.call_soon(logger.info, "first")
    interrupted.call_soon(interrupted.stop)
    interrupted.run_forever()
    interrupted.close()
    assert sink.getvalue() == ""
    later.call_soon(logger.info, "second")
    later.run_until_complete(asyncio.sleep(0))
    later.close()
    assert sink.getvalue() == "first\nsecond\n"


async def test_what_waits_at_the_end_of_the_program_is_written(logger, sink):
    logger.info("last")
    logger.handlers[0].flush()
    assert sink.getvalue() == "last\n"


def test_a_line_that_cannot_be_written_down_stops_nothing(sink, capsys):
    handler = TurnHandler(sink)
    for number in ("no", 2):
        handler.handle(logging.LogRecord("test", logging.INFO, "file", 1, "%d tasks", (number,), None))
    assert sink.getvalue() == "2 tasks\n"
    assert "Logging error" in capsys.readouterr().err
