"""Puts the conditions of a list into its statement: only those that were given, so that an index can serve them.

Not here: any value inside the text; values are always bound.
"""

from datetime import datetime
from typing import TypeAlias

Value: TypeAlias = str | datetime


class Conditions:
    """Collects conditions; those whose value is None are left out. Column names come from the program only."""

    def __init__(self) -> None:
        self._values: list[Value] = []
        self._texts: list[str] = []

    def equal(self, column: str, value: Value | None) -> None:
        """The column holds this value."""
        self._add(column, "=", value)

    def at_least(self, column: str, value: Value | None) -> None:
        """The column holds this value or a greater one."""
        self._add(column, ">=", value)

    def below(self, column: str, value: Value | None) -> None:
        """The column holds a smaller value."""
        self._add(column, "<", value)

    def matching(self, text: str, value: Value | None) -> None:
        """A condition of the program's own, in which `{0}` is the name of the value."""
        if value is not None:
            self._values.append(value)
            self._texts.append(text.format(f"${len(self._values)}"))

    def bind(self, value: Value) -> str:
        """The name of a value that a statement asks for elsewhere."""
        self._values.append(value)
        return f"${len(self._values)}"

    def complete(self, statement: str, *, limit: int) -> tuple[str, list[Value | int]]:
        """The statement with everything in its place, and its parameters."""
        text = statement.replace("[conditions]", " AND ".join(self._texts) or "TRUE")
        return text.replace("[limit]", f"${len(self._values) + 1}"), [*self._values, limit]

    def _add(self, column: str, operator: str, value: Value | None) -> None:
        if value is not None:
            self._values.append(value)
            self._texts.append(f"{column} {operator} ${len(self._values)}")
