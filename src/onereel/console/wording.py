"""Every word that the console says, in the languages that it speaks.

Not here: the words themselves; they stand in `words/`, one file a language, with the same names in each.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from starlette.requests import Request

from onereel.translation import translate

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "zh-Hans": "简体中文"}
"""Tag and own name of each."""
COOKIE: Final = "onereel_language"


class Wording:
    """One language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = load_texts(language)

    def __call__(self, name: str, /, **values: object) -> str:
        """The text of that name, with the values in their places. Raises KeyError when there is none."""
        text = self._texts[name]
        return text.format(**values) if values else text

    def known(self, sentence: str) -> str | None:
        """A sentence of the server in this language; None where it stays as somebody else has written it."""
        return sentence if self.language == "en" else translate(sentence, self.language)

    def get(self, name: str, default: str = "") -> str:
        """The text of that name, or the default."""
        return self._texts.get(name, default)


@cache
def load_texts(language: str) -> Mapping[str, str]:
    """All texts of a language by their names, such as `tasks.title`."""
    text = (files("onereel.console") / "words" / f"{language}.toml").read_text("utf-8")
    return dict(_flatten(tomllib.loads(text)))


def choose_language(request: Request) -> str:
    """The language that the visitor has chosen, or else prefers."""
    chosen = request.cookies.get(COOKIE)
    if chosen is not None and chosen in LANGUAGES:
        return chosen
    for wanted in request.headers.get("accept-language", "")[:200].split(","):
        tag = wanted.partition(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return "en"


def _flatten(table: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        found += _flatten(value, f"{above}{name}.") if isinstance(value, dict) else [(f"{above}{name}", str(value))]
    return found
