"""How lists of tasks are narrowed down, and how prompts are searched.

Not here: which words a prompt has (`migrations/`, `onereel.store.words`), or who runs the statements (`tasks.py`).
"""

from typing import Final

from onereel.store.base import TaskFilter
from onereel.store.postgres.pages import Conditions, Value
from onereel.store.postgres.queries import load_queries
from onereel.store.words import read_phrases

LOOK: Final = 3000
"""Among how many tasks a word is looked for without its index, as `queries.sql` has it; about 15 ms."""
_CALLED_SO: Final = (
    "id IN (SELECT {0} UNION SELECT id FROM tasks WHERE public_id = {0}"
    " UNION SELECT found.id FROM keys JOIN tasks AS found ON found.key_id = keys.id AND found.request_id = {0})"
)
"""By each of its three names; every part has an index."""


def complete(query: str, wanted: TaskFilter, *, limit: int, words: str = "") -> tuple[str, list[Value | int]]:
    """The statement of that name for the tasks that are wanted, and its parameters.

    `words` stand in a place of their own, for not every statement asks for them where it asks for the rest.
    """
    conditions = Conditions()
    conditions.equal("key_id", wanted.key_id)
    conditions.equal("model", wanted.model)
    conditions.equal("state", wanted.state)
    conditions.at_least("created_at", wanted.since)
    conditions.below("created_at", wanted.until)
    conditions.below("id", wanted.before)
    conditions.at_least("id", wanted.after)
    conditions.matching(_CALLED_SO, wanted.reference)
    statement = load_queries()[query]
    if "[words]" in statement:
        statement = statement.replace("[words]", conditions.bind(_write(words)))
    return conditions.complete(statement, limit=limit)


def _write(words: str) -> str:
    """A search in the language of tsquery. Words hold letters and digits only, so that quoting them is safe."""
    return " & ".join("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in read_phrases(words))
