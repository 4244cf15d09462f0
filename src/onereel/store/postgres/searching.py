"""How lists of tasks are narrowed down, and how prompts are searched.

Not here: which words a prompt has (`migrations/`, `onereel.store.words`), or who runs the statements (`tasks.py`).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from onereel.store.base import TaskFilter
from onereel.store.postgres.pages import Conditions, Value
from onereel.store.postgres.queries import load_queries
from onereel.store.words import read_phrases, stands_alone

LOOK: Final = 20_000
"""Among how many prompts words are looked for without their index, as `queries.sql` has it; about 5 ms."""
FEW: Final = 3000
"""So many tasks of a state are looked at one by one, each with its words; about 10 ms."""
_FIRST: Final = ""
_LAST: Final = "\U0010ffff"
"""Before and after every id in the order of their bytes."""
_CALLED_SO: Final = (
    "id IN (SELECT {0} UNION SELECT id FROM tasks WHERE public_id = {0}"
    " UNION SELECT found.id FROM keys JOIN tasks AS found ON found.key_id = keys.id AND found.request_id = {0})"
)
"""By each of its three names; every part has an index."""


def complete(query: str, wanted: TaskFilter, *, limit: int) -> tuple[str, list[Value | int]]:
    """The statement of that name for the tasks that are wanted, and its parameters.

    Only what a statement has a place for becomes one.
    """
    statement, conditions = load_queries()[query], Conditions()
    if "[conditions]" in statement:
        _narrow(conditions, wanted)
    for place, value in (
        ("[before]", wanted.before or _LAST),
        ("[after]", wanted.after or _FIRST),
        ("[words]", _write(wanted)),
    ):
        if place in statement:
            statement = statement.replace(place, conditions.bind(value))
    return conditions.complete(statement, limit=limit)


def _narrow(conditions: Conditions, wanted: TaskFilter) -> None:
    conditions.equal("key_id", wanted.key_id)
    conditions.equal("model", wanted.model)
    conditions.equal("state", wanted.state)
    conditions.at_least("created_at", wanted.since)
    conditions.below("created_at", wanted.until)
    conditions.below("id", wanted.before)
    conditions.at_least("id", wanted.after)
    conditions.matching(_CALLED_SO, wanted.reference)


def _write(wanted: TaskFilter) -> str:
    """A search in the language of tsquery: words, whose tasks, by which model. Without words it finds nothing."""
    phrases = read_phrases(wanted.words or "")
    if not phrases:
        return ""
    named = [
        f"{name}={value}" for name, value in (("key", wanted.key_id), ("model", wanted.model)) if value is not None
    ]
    return " & ".join([*(_write_phrase(words) for words in phrases), *(_quote(lexeme) for lexeme in named)])


def _write_phrase(words: Sequence[str]) -> str:
    """Words in their order, with the pairs of characters that the index of words knows."""
    pairs = [one + following for one, following in pairwise(words) if stands_alone(one) and stands_alone(following)]
    return " & ".join(["(" + " <-> ".join(_quote(word) for word in words) + ")", *(_quote(pair) for pair in pairs)])


def _quote(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
