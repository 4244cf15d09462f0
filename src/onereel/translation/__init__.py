"""Says in another language what onereel has said in English: errors with their cures, and the lines of commands.

Not here: the words of the console's pages, which have names (`onereel.console.wording`). A sentence is its own name, so
that whoever writes one writes it in English where it is raised, and programs that read it read one language.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("zh-Hans",)
"""Tags of the languages that there are besides English."""
_LONGEST: Final = 2000
"""Characters of a sentence that is worth the search; what somebody else has written may be longer."""
_DEEPEST: Final = 3
_WORDS: Final = "words"
"""The section of what stands alone. In a sentence the same may be the name of a field, which no language changes."""
_PLACE: Final = re.compile(r"\{(\d)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """A sentence with places for what changes: the English around them, and the whole in the other language."""

    around: tuple[str, ...]
    places: tuple[str, ...]
    other: str

    def read(self, sentence: str) -> dict[str, str] | None:
        """What stands at each place of a sentence, or None when it is another one. The time grows as its length."""
        if not self.around[1:]:
            return {} if sentence == self.around[0] else None
        first, *between, last = self.around
        end = len(sentence) - len(last)
        if not (sentence.startswith(first) and sentence.endswith(last)) or end < len(first):
            return None
        values, start = [], len(first)
        for text in between:
            # In brackets behind a sentence stands what was added last.
            at = (sentence.rfind if text.startswith(" (") else sentence.find)(text, start, end)
            if at < 0:
                return None
            values.append(sentence[start:at])
            start = at + len(text)
        return dict(zip(self.places, [*values, sentence[start:end]], strict=True))


def translate(sentence: str, language: str, *, depth: int = _DEEPEST) -> str | None:
    """The sentence in that language; None when it is not known, because somebody else has written it.

    What stands in a sentence may be one itself, as a cure often is.
    """
    return _translate(sentence, load_patterns, language, depth)


def translate_word(word: str, language: str) -> str | None:
    """What stands alone, such as the title of a column, in that language; None when it is not known."""
    return _translate(word, load_words, language, _DEEPEST)


def _translate(text: str, load: Callable[[str], Sequence[Pattern]], language: str, depth: int) -> str | None:
    if language not in LANGUAGES or len(text) > _LONGEST:
        return None
    for pattern in load(language):
        values = pattern.read(text)
        if values is not None:
            return _fill(pattern.other, {place: _try(value, language, depth) for place, value in values.items()})
    return None


def _try(text: str, language: str, depth: int) -> str:
    if not depth:
        return text
    known = translate(text, language, depth=depth - 1)
    if known is None and text and not text.endswith("."):
        # Within another, a sentence has lost its full stop.
        known = (translate(f"{text}.", language, depth=depth - 1) or "").removesuffix("。")
    return known or text


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: values[found[1]], text)


@cache
def load_patterns(language: str) -> Sequence[Pattern]:
    """All sentences that are known in a language; those with the most words of their own first."""
    return _sort(*(section for name, section in _load(language).items() if name != _WORDS))


@cache
def load_words(language: str) -> Sequence[Pattern]:
    """All that stands alone."""
    return _sort(_load(language)[_WORDS])


def _sort(*sections: Mapping[str, str]) -> Sequence[Pattern]:
    patterns = [read_pattern(english, other) for section in sections for english, other in section.items()]
    return sorted(patterns, key=lambda pattern: -sum(map(len, pattern.around)))


def read_pattern(english: str, other: str) -> Pattern:
    """A pattern as it is written: `{1}` and so on stand for what changes."""
    parts = _PLACE.split(english)
    return Pattern(around=tuple(parts[::2]), places=tuple(parts[1::2]), other=other)


@cache
def _load(language: str) -> Mapping[str, Any]:
    return tomllib.loads((files("onereel.translation") / f"{language}.toml").read_text("utf-8"))
