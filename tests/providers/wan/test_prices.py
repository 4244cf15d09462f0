"""Wan's prices: by the second and the class of the size, as its reference and the document's reply have them.

Not here: how a price is written into a reply (`test_writing.py`).
"""

import pytest

from onereel.domain.usage import Charge
from tests.providers.support import load, make_plan

LIMITS = load("wan", "limits")
TOKENS_PER_CNY = 10_000
ROWS = [
    (size, seconds, LIMITS["price_cny_per_second"][resolution])
    for resolution, sizes in LIMITS["sizes"].items()
    for size in sizes
    for seconds in (2, 5, 10, 15)
]


@pytest.mark.parametrize(("size", "seconds", "cny_per_second"), ROWS)
def test_a_clip_costs_its_seconds(size, seconds, cny_per_second):
    body = {"model": "wan2.6-t2v", "input": "a cat", "parameters": {"size": size, "duration": seconds}}
    assert make_plan(body).charge == Charge(
        tokens=round(cny_per_second * seconds * TOKENS_PER_CNY), cost=round(cny_per_second * seconds * 1_000_000)
    )


def test_1080p_of_10_seconds_costs_what_the_documents_reply_says():
    document = load("wan", "submit")
    assert make_plan(document["request"]).charge.tokens == document["reply"]["usage"]["total_tokens"] == 100_000
