"""Writes `onereel/client/sync` out of `onereel/client/aio`, token by token: the same program without `await`.

Not here: a test that what is committed is what this writes; see `tests/client/test_sync_twin.py`.
"""

import io
import re
import subprocess
import sys
import tokenize
from itertools import accumulate
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
CLIENT: Final = ROOT / "src" / "onereel" / "client"
SOURCE: Final = CLIENT / "aio"
TARGET: Final = CLIENT / "sync"

WORDS: Final = {
    "AsyncClient": "Client",
    "AsyncImages": "Images",
    "AsyncGenerator": "Generator",
    "AsyncIterator": "Iterator",
    "AsyncPause": "Pause",
    "AsyncTasks": "Tasks",
    "AsyncTransport": "Transport",
    "AsyncVideo": "Video",
    "AsyncVideos": "Videos",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "aclose": "close",
    "aclosing": "closing",
    "aio": "sync",
    "aiter_bytes": "iter_bytes",
    "async_in_thread": "in_thread",
    "async_pause": "pause",
    "async_settle": "settle",
    "asynccontextmanager": "contextmanager",
}
"""Names of one world, with what they are called in the other."""

_WORD: Final = re.compile(r"\b(?:" + "|".join(sorted(WORDS, key=len, reverse=True)) + r")\b")
_WAITING: Final = frozenset({"async", "await"})
_WAITING_PROSE: Final = re.compile(r"\b(?:async|await) (?=with|for|client|video)")
_PACKAGE: Final = '''"""The client for programs that wait, written by `make client` out of `onereel.client.aio`.

Not here: anything that is written by hand.
"""
'''
_HEAD: Final = "# Written by `make client` out of ../aio: change that.\n"


def translate(source: str) -> str:
    """One file of the async client as the waiting one, not yet formatted."""
    begins = list(accumulate((len(line) for line in source.splitlines(keepends=True)), initial=0))
    text = source
    # From the end, so that what was not looked at yet stays where it was.
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        (row, column), (last_row, last_column) = token.start, token.end
        start, end = begins[row - 1] + column, begins[last_row - 1] + last_column
        new = _translate_token(token)
        if not new and text[end : end + 1] == " ":
            end += 1
        text = text[:start] + new + text[end:] if new != token.string else text
    return text


def _translate_token(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME:
        return "" if token.string in _WAITING else WORDS.get(token.string, token.string)
    is_prose = token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.string.startswith('"""'))
    if not is_prose:
        return token.string
    return _WORD.sub(lambda found: WORDS[found[0]], _WAITING_PROSE.sub("", token.string))


def write_all(target: Path) -> None:
    """Write every file, and have ruff lay them out as all others are."""
    target.mkdir(exist_ok=True)
    for old in target.glob("*.py"):
        old.unlink()
    (target / "__init__.py").write_text(_PACKAGE, encoding="utf-8")
    for source in sorted(SOURCE.glob("*.py")):
        if source.name != "__init__.py":
            text = _HEAD + translate(source.read_text(encoding="utf-8"))
            (target / source.name).write_text(text, encoding="utf-8")
    settings = str(ROOT / "pyproject.toml")
    ruff = [sys.executable, "-m", "ruff"]
    for words in (["check", "--select", "I", "--fix"], ["format"]):
        subprocess.run([*ruff, *words, "--quiet", "--config", settings, str(target)], check=True, cwd=ROOT)


if __name__ == "__main__":
    write_all(TARGET)
