"""What of a prompt can be searched: its words, and each Chinese, Japanese or Korean character by itself.

Not here: the index of each home, which holds what `split_words` answers.
"""

import re
from typing import Final

_ALONE: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
"""Characters that are words by themselves."""
_LONE: Final = re.compile(rf"[{_ALONE}]")
_WORD: Final = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
_MOST_PHRASES: Final = 12
_MOST_WORDS: Final = 64


def split_words(text: str) -> list[str]:
    """The words of a text in their order, in small letters; `小猫 Boat` has three."""
    return _WORD.findall(text.lower())


def stands_alone(word: str) -> bool:
    """Whether it is one of the characters that are words by themselves."""
    return _LONE.fullmatch(word) is not None


def read_phrases(text: str) -> list[list[str]]:
    """What somebody searches for: everything between two spaces is to stand together. Bounded in length."""
    phrases = [words[:_MOST_WORDS] for part in text.split() if (words := split_words(part))]
    return phrases[:_MOST_PHRASES]
