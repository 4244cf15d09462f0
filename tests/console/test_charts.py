"""Charts as numbers: which column holds what, how high it is, and which times bars show.

Not here: their drawing.
"""

from datetime import timedelta

from onereel.console.charts import HEIGHT, Bar, Part, draw_bars, draw_columns, draw_latencies, first_of
from onereel.console.overview import success_rate
from onereel.domain.tally import Span, Tally
from onereel.domain.task import State
from onereel.domain.tries import TryTally
from tests.builders import NOON

HOUR = NOON.replace(minute=0, second=0, microsecond=0)


def tally(state=State.SUCCEEDED, *, ago=0, count=1, spent=0):
    return Tally(
        span=Span.HOUR,
        start=HOUR - timedelta(hours=ago),
        key_id=None,
        model="m",
        state=state,
        count=count,
        spent=spent,
    )


def draw(tallies, *, span=timedelta(hours=1), count=3):
    return draw_columns(
        tallies,
        now=NOON,
        span=span,
        count=count,
        kind_of=lambda one: one.state.value,
        amount_of=lambda one: one.count,
        kinds=("succeeded", "failed"),
    )


def test_columns_end_with_this_hour_and_leave_out_what_is_older():
    chart = draw([tally(ago=9, count=50), tally(ago=2, count=1), tally(count=3), tally(State.FAILED, count=1)])

    assert [column.total for column in chart.columns] == [1, 0, 4]
    assert [column.at for column in chart.columns] == [HOUR - timedelta(hours=hours) for hours in (2, 1, 0)]
    assert (chart.most, chart.total, chart.width) == (4, 5, 30)


def test_the_highest_column_is_as_high_as_the_drawing_and_its_parts_stand_on_each_other():
    chart = draw([tally(count=3), tally(State.FAILED, count=1)])

    made, failed = chart.columns[-1].parts
    assert (made.kind, made.top, made.height) == ("succeeded", HEIGHT * 0.25, HEIGHT * 0.75)
    assert (failed.kind, failed.top, failed.height) == ("failed", 0, HEIGHT * 0.25)


def test_days_begin_at_midnight():
    assert first_of(NOON, span=timedelta(days=1), count=2) == HOUR.replace(hour=0) - timedelta(days=1)
    assert draw([], span=timedelta(days=1)).by_day


def test_nothing_is_drawn_of_nothing():
    assert draw([]).most == 0
    assert draw_bars({"m": []}) == []


def test_bars_show_the_middle_and_what_all_but_one_of_twenty_keep_within():
    times = [timedelta(seconds=second) for second in range(1, 21)]

    assert draw_bars({"slow": times, "quick": times[:1]}) == [
        Bar(name="slow", usual=11.0, slow=20.0, usual_length=55.0, slow_length=100.0, count=20),
        Bar(name="quick", usual=1.0, slow=1.0, usual_length=5.0, slow_length=5.0, count=1),
    ]


def test_what_was_cancelled_neither_succeeds_nor_fails():
    tallies = [tally(count=3), tally(State.FAILED, count=1), tally(State.CANCELLED, count=96)]

    assert success_rate(tallies) == 0.75
    assert success_rate(tallies[2:]) is None


def test_latencies_stand_in_one_column_the_longer_one_on_top():
    def tried(within_ms, count):
        return TryTally(start=HOUR, key_id=None, is_delivered=True, within_ms=within_ms, count=count)

    chart = draw_latencies([tried(50, 90), tried(200, 10)], now=NOON, count=2)

    assert [column.total for column in chart.columns] == [0, 200]
    assert chart.columns[0].parts == ()
    assert chart.columns[1].parts == (
        Part(kind="usual", amount=50, top=72.0, height=24.0),
        Part(kind="slow", amount=200, top=0.0, height=72.0),
    )
    assert (chart.most, chart.by_day) == (200, False)
