"""Work done side by side and handed on in order, a few steps ahead and never more.

Not here: what the work is.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def in_order(work: Callable[[int], Result], *, count: int, threads: int) -> Iterator[Result]:
    """The results of work(0) to work(count - 1), computed in `threads` threads while earlier ones are used.

    At most 2 x threads results wait at any time, so memory does not grow with the count.
    """
    with ThreadPoolExecutor(threads, thread_name_prefix="draw") as executor:
        waiting: deque[Future[Result]] = deque()
        for index in range(count):
            waiting.append(executor.submit(work, index))
            if len(waiting) > 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
