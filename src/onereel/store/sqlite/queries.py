"""Reads the named statements of `queries.sql`.

Not here: the statements themselves, or their parameters.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def load_queries() -> Mapping[str, str]:
    """The statements that come with the program, by name."""
    return read_queries(files("onereel.store.sqlite").joinpath("queries.sql").read_text("utf-8"))


def read_queries(text: str) -> Mapping[str, str]:
    """Statements by name. Each is `-- name: <name>`, then a comment on what it is for, then one statement.

    Raises ValueError, naming the statement, when it lacks its comment or its name stands there twice.
    """
    queries: dict[str, str] = {}
    before, *parts = _NAME.split(text)
    if before.strip():
        raise ValueError("something stands before the first name")
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if name in queries:
            raise ValueError(f"{name} stands there twice")
        purpose, _, statement = body.partition("\n")
        if not purpose.startswith("-- "):
            raise ValueError(f"{name} does not say what it is for")
        queries[name] = statement.strip().removesuffix(";")
    return MappingProxyType(queries)
