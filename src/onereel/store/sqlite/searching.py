"""How lists of tasks are narrowed down, and how the words of prompts are indexed.

Not here: which words a prompt has (`onereel.store.words`), or who runs the statements (`tasks.py`).
"""

import sqlite3
from collections.abc import Mapping
from typing import Final

from onereel.domain.task import State, Task
from onereel.store.base import TaskFilter
from onereel.store.sqlite import codec
from onereel.store.sqlite.pages import Conditions
from onereel.store.sqlite.queries import load_queries
from onereel.store.words import read_phrases, split_words

_CALLED_SO: Final = (
    "tasks.id IN (SELECT :{0} UNION SELECT id FROM tasks WHERE public_id = :{0}"
    " UNION SELECT tasks.id FROM keys CROSS JOIN tasks ON tasks.key_id = keys.id AND tasks.request_id = :{0})"
)
"""By each of its three names; every part has an index."""

_OPEN: Final = frozenset({State.QUEUED, State.RUNNING})
"""Of these there are few, so that it is quicker to look at the words of each than for each with the words."""
_HAS_WORDS: Final = (
    "EXISTS (SELECT 1 FROM prompt_words WHERE prompt_words MATCH :{0}"
    " AND prompt_words.rowid = (SELECT number FROM prompts WHERE task_id = tasks.id))"
)
_BEFORE: Final = (
    "prompt_words.rowid < coalesce((SELECT number FROM prompts WHERE task_id = :{0}),"
    " 1 + (SELECT number FROM prompts WHERE task_id < :{0} ORDER BY task_id DESC LIMIT 1))"
)
"""Numbers have the order of acceptance, as ids do. Where nobody has that id, what is older than it would be."""
_NOT_BEFORE: Final = "prompt_words.rowid >= (SELECT number FROM prompts WHERE task_id >= :{0} ORDER BY task_id LIMIT 1)"
_NOTHING: Final = '"" AND ""'
"""For a search without a word in it: matches no prompt."""


def complete_page(queries: Mapping[str, str], wanted: TaskFilter) -> tuple[str, dict[str, str | int | None]]:
    """The statement for a page of tasks, and all its parameters but the limit."""
    conditions = Conditions()
    conditions.equal("tasks.key_id", wanted.key_id)
    conditions.equal("tasks.model", wanted.model)
    conditions.equal("tasks.state", wanted.state)
    conditions.at_least("tasks.created_at", codec.optional_to_microseconds(wanted.since))
    conditions.below("tasks.created_at", codec.optional_to_microseconds(wanted.until))
    conditions.at_least("tasks.id", wanted.after)
    conditions.matching(_CALLED_SO, wanted.reference)
    if wanted.words is None or wanted.state in _OPEN:
        conditions.below("tasks.id", wanted.before)
        conditions.matching(_HAS_WORDS, None if wanted.words is None else _match(wanted))
        return conditions.complete(queries["page_tasks"]), conditions.parameters
    conditions.matching(_BEFORE, wanted.before)
    conditions.matching(_NOT_BEFORE, wanted.after)
    parameters = conditions.parameters | {"match": _match(wanted)}
    return conditions.complete(queries["page_tasks_with_words"]), parameters


def index_prompt(connection: sqlite3.Connection, task: Task) -> None:
    """Make the prompt of a new task searchable, inside a transaction."""
    queries = load_queries()
    number = connection.execute(queries["add_prompt"], {"task_id": task.id}).lastrowid
    words = {
        "number": number,
        "words": " ".join(split_words(task.request.prompt)),
        "owner": " ".join(split_words(task.key_id)),
        "model": " ".join(split_words(task.model)),
    }
    connection.execute(queries["add_prompt_words"], words)


def _match(wanted: TaskFilter) -> str:
    """A search in FTS5's language. Words hold letters and digits only, so that quoting them is safe."""
    phrases = [("words", phrase) for phrase in read_phrases(wanted.words or "")]
    if not phrases:
        return _NOTHING
    for column, value in (("owner", wanted.key_id), ("model", wanted.model)):
        if value is not None and (words := split_words(value)):
            phrases.append((column, words))
    return " AND ".join(f'{column} : "{" ".join(words)}"' for column, words in phrases)
