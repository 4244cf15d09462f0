"""Every sentence that the program can say, read out of its source: texts, and texts with places.

Not here: which of them must be known in other languages (`test_sentences.py`, `test_command_line.py`).
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "onereel"
_FIELD = re.compile(r"\{(\d*)\}")


def read_catalogue(language: str) -> Mapping[str, Mapping[str, str]]:
    """What is known in a language, by section."""
    return tomllib.loads((SOURCE / "translation" / f"{language}.toml").read_text("utf-8"))


def read_texts(root: Path = SOURCE) -> set[str]:
    """All texts of the source as `translate` knows them, with `{1}` and so on for what changes."""
    texts = {text for path in root.rglob("*.py") for text in _texts_in(ast.parse(path.read_text("utf-8")))}
    return texts | {part for text in texts for part in (*lines_of(text), *paragraphs_of(text))}


def read_said(folder: str, callers: frozenset[str]) -> set[str]:
    """The texts that are handed to one of these callables in a folder or file of the source."""
    calls = [call for tree in _read_trees(folder) for call in ast.walk(tree) if _calls(call, callers)]
    return {text for call in calls for text in _handed_over(call) if " " in text}


def read_words(folder: str, callers: frozenset[str]) -> set[str]:
    """The same for what is handed over as it is, be it one word."""
    calls = [call for tree in _read_trees(folder) for call in ast.walk(tree) if _calls(call, callers)]
    handed = [argument for call in calls if isinstance(call, ast.Call) for argument in call.args]
    return {one.value for one in handed if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value}


def read_spoken(folder: str) -> set[str]:
    """All texts of more than one word, a line each, but for those that describe the code itself."""
    trees = map(_without_descriptions, _read_trees(folder))
    return {line for tree in trees for text in _texts_in(tree) for line in lines_of(text) if " " in line.strip()}


def lines_of(text: str) -> list[str]:
    """Each line alone, its places counted anew, without those that hold nothing but a place."""
    lines = [_count_anew(line) for line in text.split("\n")]
    return [line for line in lines if line != "{1}"]


def paragraphs_of(text: str) -> list[str]:
    """As help shows them."""
    return [" ".join(part.split()) for part in text.split("\n\n")]


def _count_anew(text: str) -> str:
    numbers = count(1)
    return _FIELD.sub(lambda found: f"{{{next(numbers)}}}" if found[1] else found[0], text)


def _read_trees(folder: str) -> Iterator[ast.AST]:
    root = SOURCE / folder
    for path in [root] if root.is_file() else sorted(root.rglob("*.py")):
        yield ast.parse(path.read_text("utf-8"))


def _without_descriptions(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [one for one in node.body if not _describes(one)]
    return tree


def _describes(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _calls(node: ast.AST, callers: frozenset[str]) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in callers


def _handed_over(call: ast.AST) -> Iterator[str]:
    assert isinstance(call, ast.Call)
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        yield from _texts_in(argument)


def _texts_in(tree: ast.AST) -> Iterator[str]:
    """Texts with places are one each; a text inside of a place is another."""
    if isinstance(tree, ast.JoinedStr):
        yield _with_places(tree)
        for part in tree.values:
            if isinstance(part, ast.FormattedValue):
                yield from _texts_in(part.value)
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.value
    for child in ast.iter_child_nodes(tree):
        yield from _texts_in(child)


def _with_places(text: ast.JoinedStr) -> str:
    written, places = "", 0
    for part in text.values:
        if isinstance(part, ast.Constant):
            written += str(part.value)
        else:
            places += 1
            written += f"{{{places}}}"
    return written
