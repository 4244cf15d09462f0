"""How the fake home narrows lists of tasks down, and counts what has ended.

Not here: the tasks (`memory.py`).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from onereel.domain.tally import Span, Tally, tallies_of
from onereel.domain.task import Task
from onereel.store.base import TaskFilter
from onereel.store.words import read_phrases, split_words

TallyName: TypeAlias = tuple[Span, datetime, str, str, str]
"""Span, its start, key, model and state."""


def is_wanted(task: Task, wanted: TaskFilter) -> bool:
    """Whether a filter lets the task through."""
    return (
        wanted.key_id in (None, task.key_id)
        and wanted.model in (None, task.model)
        and wanted.state in (None, task.state)
        and (wanted.since is None or task.created_at >= wanted.since)
        and (wanted.until is None or task.created_at < wanted.until)
        and (wanted.before is None or task.id < wanted.before)
        and (wanted.after is None or task.id >= wanted.after)
        and wanted.reference in (None, task.id, task.public_id, task.request_id)
        and (wanted.words is None or _has_words(task.request.prompt, wanted.words))
    )


def count_end(tallies: dict[TallyName, Tally], task: Task) -> None:
    """Count a task that has ended."""
    for tally in tallies_of(task):
        _add(tallies, (tally.span, tally.start, tally.key_id or "", tally.model, tally.state.value), tally)


def sum_up(tallies: Iterable[Tally], key_id: str | None) -> list[Tally]:
    """The tallies of one key, or of all together, in the order of their spans."""
    sums: dict[TallyName, Tally] = {}
    for tally in tallies:
        _add(sums, (tally.span, tally.start, "", tally.model, tally.state.value), replace(tally, key_id=key_id))
    return [sums[name] for name in sorted(sums)]


def _add(tallies: dict[TallyName, Tally], name: TallyName, tally: Tally) -> None:
    tallies[name] = tallies[name].add(tally) if name in tallies else tally


def _has_words(prompt: str, wanted: str) -> bool:
    words, phrases = split_words(prompt), read_phrases(wanted)
    return bool(phrases) and all(_holds(words, phrase) for phrase in phrases)


def _holds(words: list[str], phrase: list[str]) -> bool:
    return any(words[start : start + len(phrase)] == phrase for start in range(len(words)))
