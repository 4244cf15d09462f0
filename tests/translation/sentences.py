"""Every sentence that the program can say, read out of its source: texts, and texts with places.

Not here: which of them must be known in other languages (`test_sentences.py`).
"""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "onereel"


def read_texts() -> set[str]:
    """All texts of the source as `translate` knows them, with `{1}` and so on for what changes."""
    return {text for path in SOURCE.rglob("*.py") for text in _texts_in(ast.parse(path.read_text("utf-8")))}


def read_said(folder: str, callers: frozenset[str]) -> set[str]:
    """The texts that are handed to one of these callables in a folder or file of the source."""
    root = SOURCE / folder
    paths = [root] if root.is_file() else root.rglob("*.py")
    calls = [call for path in paths for call in ast.walk(ast.parse(path.read_text("utf-8"))) if _calls(call, callers)]
    return {text for call in calls for text in _handed_over(call) if " " in text}


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
