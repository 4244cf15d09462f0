"""Reads a vendor's list of orders, newest first: several pages at once where they have numbers, else one after the
other.

Not here: which orders are looked for, or what follows from what is found (`lookout.py`).
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from onereel.upstreams.base import Answer, Call, Order, Survey, Trouble, Upstream

_MOST_PAGES: Final = 40
"""That are read of a list in one go, whatever its vendor has to tell."""
_PAGES_TOGETHER: Final = 8
"""Pages that are read at once, since a vendor's answer may be a long way off."""
_CLOCKS_APART: Final = timedelta(minutes=2)
"""Ours and a vendor's, at most."""

Page: TypeAlias = Survey | Trouble | None
"""None where there was no answer."""


class Lists:
    """The lists of one vendor, and how long they were when they were last read."""

    def __init__(self, upstream: Upstream, ask: Callable[[Call], Awaitable[Answer | None]]) -> None:
        """`ask` answers None where the vendor cannot be asked."""
        self._upstream = upstream
        self._ask = ask
        self._pages: dict[str, int] = {}
        """How many pages of each were read the last time; 1 of those that are read one by one."""

    async def read(self, path: str, order: Order, *, since: datetime) -> AsyncGenerator[Sequence[Page], None]:
        """The pages of the list that the order is in, as they come, down to what is older than `since`.

        Behind one that could not be read there are no more.
        """
        page, cursor, together = 1, "", min(_PAGES_TOGETHER, self._pages.get(path, 1))
        while page <= _MOST_PAGES:
            found = await asyncio.gather(*(self._page(order, page + number, cursor) for number in range(together)))
            read = [one for one in found if isinstance(one, Survey)]
            if len(read) < len(found):
                yield found
                return
            last = read[-1]
            has_numbers = not cursor and not last.cursor
            self._pages[path] = page - 1 + max(1, sum(bool(one.orders) for one in read)) if has_numbers else 1
            yield found
            is_over = not all(one.orders for one in read) or (cursor and not last.cursor)
            if is_over or (last.oldest is not None and last.oldest < since - _CLOCKS_APART):
                return
            page, cursor = page + together, last.cursor
            together = min(_PAGES_TOGETHER, 2 * together) if has_numbers else 1

    async def _page(self, order: Order, page: int, cursor: str) -> Page:
        """A page; an empty one behind the last."""
        call = self._upstream.survey(order, page=page, cursor=cursor)
        if call is None:
            return Survey(orders={})
        answer = await self._ask(call)
        return None if answer is None else self._upstream.read_survey(answer)
