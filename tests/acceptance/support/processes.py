"""Which processes of this machine run, and whose children they are.

Not here: starting or ending any.
"""

import os
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_ENDING_SECONDS = 30.0


def children_of(parent: int) -> frozenset[int]:
    """The numbers of the processes that this one started and that have not ended."""
    return frozenset(number for number, of, state in _processes() if of == parent and state != "Z")


def still_running(numbers: frozenset[int]) -> frozenset[int]:
    """Those of the numbers that are processes which have not ended."""
    return numbers & {number for number, _, state in _processes() if state != "Z"}


def outliving(numbers: frozenset[int]) -> frozenset[int]:
    """Those of them that do not end within the time that an ending takes.

    A process that ends closes its pipes a moment before it is over; whoever waited for these may look too early.
    """
    return frozenset(number for number in still_running(numbers) if not _ends(number))


def _ends(number: int) -> bool:
    try:
        handle = os.pidfd_open(number)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], _ENDING_SECONDS)[0])
    finally:
        os.close(handle)


def _processes() -> Iterator[tuple[int, int, str]]:
    """Number, parent and state of each."""
    if (_PROC / "self" / "stat").exists():
        yield from _read_proc()
        return
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        number, parent, state = line.split()
        yield int(number), int(parent), state[0]


def _read_proc() -> Iterator[tuple[int, int, str]]:
    for directory in _PROC.iterdir():
        if directory.name.isdecimal():
            try:
                after_name = (directory / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
            yield int(directory.name), int(after_name[1]), after_name[0]
