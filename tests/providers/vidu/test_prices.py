"""Vidu's prices: its whole table of credits, and the numbers that the document's reply shows.

Not here: how a price is written into a reply (`test_writing.py`).
"""

import pytest

from onereel.domain.usage import Charge
from tests.providers.support import load, make_plan

TABLE = load("vidu", "credits")


def price_of(row: dict[str, int], seconds: int) -> int:
    """A row's first second, then its second one where the table has it, then so much a second."""
    if seconds == 1:
        return row["1"]
    return row.get("2", row["1"] + row["step"]) + row["step"] * (seconds - 2)


ROWS = [
    (resolution, seconds, price_of(row, seconds))
    for resolution, row in TABLE["viduq2_pro"].items()
    for seconds in range(1, 9)
]


def charge_of(**fields) -> Charge:
    return make_plan({**load("vidu", "page_request")["request"], "input": "你好", **fields}).charge


def cost(price: int) -> Charge:
    return Charge(tokens=price * TABLE["tokens_per_credit"], prompt_tokens=2, credits=price, cost=price * 31_250)


@pytest.mark.parametrize(("resolution", "seconds", "price"), ROWS)
def test_a_clip_costs_what_the_table_says(resolution, seconds, price):
    assert charge_of(resolution=resolution, duration=seconds) == cost(price)


def test_1080p_of_2_seconds_costs_what_the_documents_reply_says():
    expected = Charge(tokens=28_000, prompt_tokens=2, credits=70, cost=2_187_500)
    assert make_plan(load("vidu", "submit")["request"]).charge == expected


def test_a_recommended_prompt_costs_extra():
    assert charge_of(resolution="1080p", duration=2, is_rec=True) == cost(70 + TABLE["is_rec_extra"])


@pytest.mark.parametrize(("resolution", "seconds", "price"), [("720p", 1, 8), ("720p", 2, 13), ("540p", 2, 5)])
def test_off_peak_costs_half_rounded_up(resolution, seconds, price):
    assert charge_of(resolution=resolution, duration=seconds, off_peak=True) == cost(price)


@pytest.mark.parametrize(("prompt", "tokens"), [("", 0), ("你好", 2), ("hello", 5), ("😀", 1)])
def test_a_prompt_counts_a_token_a_character(prompt, tokens):
    assert charge_of(input=prompt).prompt_tokens == tokens
