"""Puts the conditions of a list into its statement: only those that were given, so that an index can serve them.

Not here: any value inside the text; values are always bound.
"""

from typing import Final

_PLACE: Final = "[conditions]"


class Conditions:
    """Collects conditions; those whose value is None are left out. Column names come from the program only."""

    def __init__(self) -> None:
        self.parameters: dict[str, str | int | None] = {}
        self._texts: list[str] = []

    def equal(self, column: str, value: str | int | None) -> None:
        """The column holds this value."""
        self._add(column, "=", value)

    def at_least(self, column: str, value: str | int | None) -> None:
        """The column holds this value or a greater one."""
        self._add(column, ">=", value)

    def below(self, column: str, value: str | int | None) -> None:
        """The column holds a smaller value."""
        self._add(column, "<", value)

    def matching(self, text: str, value: str | None) -> None:
        """A condition of the program's own, in which `{0}` is the name of the value."""
        if value is not None:
            name = f"value_{len(self._texts)}"
            self._texts.append(text.format(name))
            self.parameters[name] = value

    def complete(self, statement: str) -> str:
        """The statement with all conditions in its place for them."""
        return statement.replace(_PLACE, " AND ".join(self._texts) or "TRUE")

    def _add(self, column: str, operator: str, value: str | int | None) -> None:
        if value is not None:
            name = f"value_{len(self._texts)}"
            self._texts.append(f"{column} {operator} :{name}")
            self.parameters[name] = value
