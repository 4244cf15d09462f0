"""The named statements of PostgreSQL's `queries.sql`.

Not here: the statements themselves, or how their names are read (`onereel.store.statements`).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from onereel.store.statements import read_queries


@cache
def load_queries() -> Mapping[str, str]:
    """The statements that come with the program, by name."""
    return read_queries(files("onereel.store.postgres").joinpath("queries.sql").read_text("utf-8"))
