"""Finding known words, Chinese and English, in what a caller wrote.

Not here: which words are known; each vocabulary stands beside what it names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{1,200})[”\"」』]")
_ONLY_NAMED = re.compile(r"(?:[是为叫与称成和]|\b(?:of|called|named|titled|as))\s*$", re.IGNORECASE)
"""What stands before quotation marks that merely set a word apart."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A vocabulary entry that a text names."""

    name: str
    word: str
    """The longest word of the entry that stands in the text."""
    position: int


@cache
def _pattern(word: str) -> re.Pattern[str]:
    if not word.isascii():
        return re.compile(re.escape(word))
    spaced = re.escape(word).replace(r"\-", "[ -]?").replace(r"\ ", "[ -]")
    return re.compile(rf"(?<![a-z]){spaced}(?:s|es)?(?![a-z])")


def find(text: str, vocabulary: Mapping[str, str]) -> list[Hit]:
    """The entries of the vocabulary (name -> its words, separated by spaces) that stand in the text, in its order.

    A hyphen in an English word also matches a space or nothing. A word inside a longer one that was found for another
    entry does not count: "snow mountain" is no "mountain".
    """
    lowered = text.lower()
    found: list[tuple[int, int, Hit]] = []
    for name, words in vocabulary.items():
        for word in words.split():
            matches = _pattern(word).finditer(lowered)
            found.extend((match.start(), match.end(), Hit(name, word, match.start())) for match in matches)
    return _first_of_each(_longest(found))


def _longest(found: list[tuple[int, int, Hit]]) -> list[Hit]:
    kept: list[tuple[int, int, Hit]] = []
    for start, end, hit in sorted(found, key=lambda item: (item[0] - item[1], item[0])):
        if not any(other_start <= start and end <= other_end for other_start, other_end, _ in kept):
            kept.append((start, end, hit))
    return [hit for _, _, hit in sorted(kept, key=lambda item: item[0])]


def _first_of_each(hits: list[Hit]) -> list[Hit]:
    seen: dict[str, Hit] = {}
    for hit in hits:
        seen.setdefault(hit.name, hit)
    return list(seen.values())


def spoken(text: str) -> str:
    """What stands in quotation marks, joined; empty when nothing is quoted."""
    said = [match for match in _QUOTED.finditer(text) if not _ONLY_NAMED.search(text[: match.start()])]
    return " ".join(match[1].strip() for match in said).strip()


def without_speech(text: str) -> str:
    """The text without what stands in quotation marks: a poem names places that are not to be seen."""
    return _QUOTED.sub(" ", text)
