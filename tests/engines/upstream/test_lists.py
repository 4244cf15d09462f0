"""Reading the lists of vendors: by numbers or by cursors, and how far.

Not here: what follows from what they say (`test_lookout.py`).
"""

from contextlib import aclosing
from datetime import timedelta

import pytest
from tests.builders import NOON, build_request

from onereel.engines.upstream.lists import Lists
from onereel.upstreams.base import Answer, Call, Order, Running, Survey, Trouble, Verdict

ORDER = Order(task_id="1", model="wan2.6-t2v", request=build_request())
FAULT = Trouble(verdict=Verdict.RETRY, code="500", message="fault")


class Vendor:
    """A list of pages with one order each, `1`, `2`, …, begun a minute after each other, the newest first."""

    def __init__(self, pages, *, has_cursors=False, says_when=True):
        self.pages = [Survey(orders={str(number): Running()}) for number in range(1, pages + 1)]
        self.has_cursors = has_cursors
        self.says_when = says_when
        self.asked = []
        self.broken = {}
        """What is answered for a page in its place, by its number; None: nothing."""

    def survey(self, order, *, page, cursor=""):
        assert order == ORDER
        if self.has_cursors and page > 1 and cursor != f"behind {page - 1}":
            return None
        return Call(method="GET", path=str(page))

    async def ask(self, call):
        page = int(call.path)
        self.asked.append(page)
        return None if page in self.broken and self.broken[page] is None else Answer(status=200, body=page)

    def read_survey(self, answer):
        page = answer.body
        if page in self.broken:
            return self.broken[page]
        is_behind = page > len(self.pages)
        return Survey(
            orders={} if is_behind else self.pages[page - 1].orders,
            cursor=f"behind {page}" if self.has_cursors and page < len(self.pages) else "",
            oldest=None if is_behind or not self.says_when else NOON - timedelta(minutes=page),
        )


async def read(lists, *, since=NOON - timedelta(days=1), path="/list"):
    """The orders on each page, by those that came together; what is none as it is."""
    async with aclosing(lists.read(path, ORDER, since=since)) as pages:
        return [[list(one.orders) if isinstance(one, Survey) else one for one in page] async for page in pages]


@pytest.fixture
def make():
    def make(pages, **special):
        vendor = Vendor(pages, **special)
        return vendor, Lists(vendor, vendor.ask)

    return make


async def test_a_list_with_cursors_is_read_page_by_page_to_its_end(make):
    vendor, lists = make(5, has_cursors=True)
    for _ in range(2):
        assert await read(lists) == [[["1"]], [["2"]], [["3"]], [["4"]], [["5"]]]
    assert vendor.asked == [1, 2, 3, 4, 5] * 2


async def test_one_with_numbers_is_read_several_pages_at_once_as_many_as_it_had_the_last_time(make):
    _, lists = make(5)
    assert await read(lists) == [[["1"]], [["2"], ["3"]], [["4"], ["5"], [], []]]
    assert await read(lists) == [[["1"], ["2"], ["3"], ["4"], ["5"]], [[], [], [], [], [], [], [], []]]


@pytest.mark.parametrize("has_cursors", [True, False])
async def test_what_is_older_than_all_that_are_looked_for_is_not_read(make, has_cursors):
    vendor, lists = make(30, has_cursors=has_cursors)
    # Clocks may be two minutes apart, and a page is a minute long.
    await read(lists, since=NOON - timedelta(minutes=1, seconds=30))
    assert vendor.asked == ([1, 2, 3, 4] if has_cursors else [1, 2, 3, 4, 5, 6, 7])


async def test_where_it_does_not_say_how_old_they_are_all_are_read(make):
    vendor, lists = make(12, has_cursors=True, says_when=False)
    await read(lists, since=NOON)
    assert vendor.asked == list(range(1, 13))


@pytest.mark.parametrize("has_cursors", [True, False])
async def test_no_list_is_read_for_ever(make, has_cursors):
    vendor, lists = make(1000, has_cursors=has_cursors)
    await read(lists)
    assert 40 <= max(vendor.asked) < 48


@pytest.mark.parametrize("trouble", [FAULT, None])
@pytest.mark.parametrize("has_cursors", [True, False])
async def test_behind_a_page_that_could_not_be_read_there_are_no_more(make, trouble, has_cursors):
    vendor, lists = make(9, has_cursors=has_cursors)
    vendor.broken[2] = trouble
    assert await read(lists) == [[["1"]], [trouble] if has_cursors else [trouble, ["3"]]]
    vendor.broken.clear()
    assert (await read(lists))[0] == [["1"]]


async def test_lists_are_known_by_their_paths(make):
    vendor, lists = make(3)
    await read(lists, path="/one")
    vendor.asked.clear()
    assert (await read(lists, path="/another"))[0] == [["1"]]
