"""Kling's prices: the published table of `pro`, and the numbers that DMXAPI's replies show.

Not here: how a price is written into a reply (`test_writing.py`).
"""

import pytest

from onereel.domain.usage import Charge
from tests.providers.support import load, make_plan

PRICES = load("kling", "prices")
ROWS = [(sound, int(seconds), cny) for sound, row in PRICES["pro"].items() for seconds, cny in row.items()]


def submit(mode: str, sound: str, seconds: int) -> dict:
    return {**load("kling", "submit")["request"], "mode": mode, "sound": sound, "duration": seconds}


@pytest.mark.parametrize(("sound", "seconds", "cny"), ROWS)
def test_a_clip_costs_what_the_table_says(sound, seconds, cny):
    expected = Charge(tokens=round(cny * PRICES["tokens_per_cny"]), cost=round(cny * 1_000_000))
    assert make_plan(submit("pro", sound, seconds)).charge == expected


@pytest.mark.parametrize(("sound", "seconds", "tokens"), [("off", 5, 2125), ("on", 10, 8500)])
def test_pro_costs_what_the_documents_replies_say(sound, seconds, tokens):
    assert make_plan(submit("pro", sound, seconds)).charge == Charge(tokens=tokens, cost=tokens * 1_000_000 // 850)


@pytest.mark.parametrize("sound", ["on", "off"])
@pytest.mark.parametrize("seconds", [5, 10])
def test_std_is_cheaper_than_pro(sound, seconds):
    std, pro = (make_plan(submit(mode, sound, seconds)).charge.tokens for mode in ("std", "pro"))
    assert 0 < std < pro
