"""The names of the servers that a request has come through: how they are made, told, read and judged.

Not here: servers that are truly routed to each other (`tests/acceptance/test_circles.py`).
"""

import pytest

from onereel.assets.links import LinkSigner
from onereel.domain.passage import HEADER, MOST_SERVERS, name_home, read_passed, refuse_circles, write_passed
from onereel.errors import ErrorKind, RequestError

HERE, THERE = "0a" * 16, "1b" * 16
MANY = tuple(f"{number:032x}" for number in range(MOST_SERVERS))


def home_of(secret):
    return name_home(LinkSigner(secret * 32, base_url="http://here").derive)


def refusal(passed):
    with pytest.raises(RequestError) as caught:
        refuse_circles(passed, home=HERE)
    return caught.value.kind, caught.value.field, caught.value.message


def test_a_home_is_called_by_the_same_name_at_every_start_and_no_other_is():
    assert home_of(b"a") == home_of(b"a") == "7f5290fa0497d155e100de829e7f8f02"
    assert home_of(b"b") != home_of(b"a")


def test_what_is_written_is_read_again():
    assert write_passed((HERE, THERE)) == {HEADER: f"{HERE}, {THERE}"}
    assert read_passed([f"{HERE}, {THERE}"]) == (HERE, THERE)


def test_where_there_is_nothing_to_say_there_is_no_header():
    assert write_passed(()) == {}
    assert read_passed([]) == ()


@pytest.mark.parametrize(
    "values",
    [
        [HERE, THERE],
        [f"{HERE},{THERE}"],
        [f"  {HERE}\t;a=1; b=2 ,, {THERE} "],
        [f"cloudflare; loops=1, {HERE}, {HERE}0, {HERE.upper()}", f"{THERE};x", "²" * 32, "\x00,\xff"],
    ],
)
def test_lists_may_come_in_several_lines_with_parameters_and_with_names_of_others(values):
    assert read_passed(values) == (HERE, THERE)


def test_a_request_that_has_been_here_is_refused_wherever_it_has_been_since():
    message = "This request has already passed through this server: check `base_url` of the account that sent it back."
    assert refusal((HERE,)) == refusal((THERE, HERE, THERE)) == (ErrorKind.ROUTING_LOOP, HEADER, message)


def test_so_is_one_that_has_come_through_too_many():
    message = (
        "This request has already passed through 8 servers, and may through 8:"
        " check `base_url` of the account that sent it."
    )
    assert refusal(MANY) == (ErrorKind.ROUTING_LOOP, HEADER, message)


def test_any_other_may_come():
    refuse_circles((), home=HERE)
    refuse_circles(MANY[1:], home=HERE)
