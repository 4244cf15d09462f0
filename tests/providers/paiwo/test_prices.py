"""PixVerse's prices: its whole table of credits, and the numbers that the documents' replies show.

Not here: how a price is written into a reply (`test_writing.py`).
"""

import pytest

from onereel.domain.usage import Charge
from onereel.errors import ErrorKind
from tests.providers.support import fault_of, load, make_plan

CREDITS = load("paiwo", "credits")
ROWS = [
    (switch, quality, int(seconds), price)
    for table, switch in (("no_audio", False), ("with_audio", True))
    for quality, row in CREDITS[table].items()
    for seconds, price in row.items()
]


def submit(quality: str, seconds: int, *, audio: bool) -> dict:
    document = load("paiwo", "transition_submit")["request"]
    return {**document, "quality": quality, "duration": seconds, "generate_audio_switch": audio}


@pytest.mark.parametrize(("audio", "quality", "seconds", "price"), [row for row in ROWS if row[3] is not None])
def test_a_clip_costs_what_the_table_says(audio, quality, seconds, price):
    expected = Charge(tokens=price * CREDITS["tokens_per_credit"], credits=price, cost=price * 72_000)
    assert make_plan(submit(quality, seconds, audio=audio)).charge == expected


@pytest.mark.parametrize(("audio", "quality", "seconds"), [row[:3] for row in ROWS if row[3] is None])
def test_a_clip_that_the_table_does_not_offer_is_refused(audio, quality, seconds):
    assert fault_of(submit(quality, seconds, audio=audio)) == (ErrorKind.INVALID_VALUE, "duration")


@pytest.mark.parametrize(
    ("seconds", "charge"),
    [
        (5, Charge(tokens=240_000, credits=80, cost=5_760_000)),
        (10, Charge(tokens=366_000, credits=122, cost=8_784_000)),
    ],
)
def test_540p_with_sound_costs_what_the_documents_replies_say(seconds, charge):
    assert make_plan(submit("540p", seconds, audio=True)).charge == charge
