"""Reads named SQL statements out of the text of a `queries.sql`, of which each home that speaks SQL has one.

Not here: the statements themselves, or their parameters.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


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
