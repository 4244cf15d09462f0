"""In which language the command line speaks: that of the user's locale, where it is known and the stream can hold it.

Not here: the sentences (`onereel.translation`), or what shows them (`ending.py`, `tables.py`, `showing.py`,
`helping.py`). All that is printed for scripts stays English: JSON, names, numbers, states in tables.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TextIO

_ENGLISH: Final = "en"
_CHINESE: Final = "zh-Hans"
_SAMPLE: Final = "简体中文，。"
"""What an encoding must have letters for; that of traditional Chinese does not."""
_TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo"})
_WIDE_STOPS: Final = ("。", "？", "！", "：")


@dataclass(frozen=True, kw_only=True, slots=True)
class Tongue:
    """One language. What it does not know stays in English, or as somebody else has written it."""

    language: str

    def tell(self, text: str) -> str:
        """A sentence, or a word that stands alone."""
        if self.language == _ENGLISH:
            return text
        # Here, since most never need it, and every command waits for what is loaded.
        from onereel.translation import translate, translate_word  # noqa: PLC0415

        return translate_word(text, self.language) or translate(text, self.language) or text

    def tell_all(self, text: str) -> str:
        """Sentences that stand on a line each, so that each is known for itself; no blank goes behind 。"""
        told = ""
        for line in text.split("\n"):
            told += ("" if not told or told.endswith(_WIDE_STOPS) else " ") + self.tell(line)
        return told

    def tell_list(self, text: str) -> str:
        """Words of our own on a line each, or with commas between; or a whole sentence, which ends as such."""
        if self.language == _ENGLISH:
            return text
        return "\n".join(self._tell_words(line) for line in text.split("\n"))

    def _tell_words(self, line: str) -> str:
        return self.tell(line) if line.endswith(".") else "、".join(map(self.tell, line.split(", ")))


def tongue_at(stream: TextIO) -> Tongue:
    """That of whoever typed the command, for a stream of theirs."""
    wanted = choose_language(os.environ)
    # While a bar is shown, rich puts a stream of its own before it, which knows no encoding.
    encoding = getattr(stream, "rich_proxied_file", stream).encoding
    return Tongue(language=wanted if _can_hold(encoding, wanted) else _ENGLISH)


def choose_language(environment: Mapping[str, str]) -> str:
    """`ONEREEL_LANGUAGE`, else as gettext chooses: the first of `LANGUAGE` that there is, else the locale's.

    In the locales C and POSIX `LANGUAGE` says nothing.
    """
    own = environment.get("ONEREEL_LANGUAGE", "")
    if own:
        return _read_tag(own) or _ENGLISH
    locale = next(filter(None, (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if locale.partition(".")[0] in {"", "C", "POSIX"}:
        return _ENGLISH
    tags = (environment.get("LANGUAGE", "") or locale).split(":")
    return next(filter(None, map(_read_tag, tags)), _ENGLISH)


def speaking_english() -> dict[str, str]:
    """The environment of a process whose words go into a log, or are read here before they are shown."""
    return {**os.environ, "ONEREEL_LANGUAGE": _ENGLISH}


def _read_tag(tag: str) -> str | None:
    """`zh`, `zh_CN.UTF-8`, `zh-Hans`, `en_GB` …; None for what is not spoken here, traditional Chinese included."""
    language, *rest = tag.partition(".")[0].partition("@")[0].lower().replace("_", "-").split("-")
    if language == "zh" and _TRADITIONAL.isdisjoint(rest):
        return _CHINESE
    return _ENGLISH if language == "en" else None


def _can_hold(encoding: str | None, language: str) -> bool:
    if language == _ENGLISH:
        return True
    try:
        _SAMPLE.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
