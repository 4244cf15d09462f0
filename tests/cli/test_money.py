"""Amounts as people write and read them.

Not here: the ledger (`tests/contracts`).
"""

import pytest

from onereel.server.money import read_cny, write_cny


@pytest.mark.parametrize(
    ("text", "millionths"),
    [
        ("0", 0),
        ("12", 12_000_000),
        ("12.5", 12_500_000),
        ("0.000001", 1),
        ("007.10", 7_100_000),
        ("999999999999", 999_999_999_999_000_000),
        ("", None),
        (".5", None),
        ("5.", None),
        ("-1", None),
        ("+1", None),
        ("1e3", None),
        ("1,5", None),
        ("1.0000001", None),
        ("٣", None),
        (" 1", None),
        ("1000000000000", None),
    ],
)
def test_only_plain_decimal_text_is_read(text, millionths):
    assert read_cny(text) == millionths


@pytest.mark.parametrize(
    ("millionths", "text"), [(0, "0.000000"), (1, "0.000001"), (2_500_000, "2.500000"), (-1_250_000, "-1.250000")]
)
def test_amounts_are_written_with_six_places(millionths, text):
    assert write_cny(millionths) == text
