"""The budgets of files and functions, which are to hurt early.

Not here: the direction of imports; import-linter holds that (`make check`).
"""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "onereel"
FILE_LINES = 400
FUNCTION_LINES = 40

MODULES = sorted(SOURCE.rglob("*.py"))


def name_of(path):
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_is_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_its_functions_are_small(path):
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [node.name for node in functions if code_lines(node) > FUNCTION_LINES] == []


def code_lines(node):
    """Lines from `def` to the end, without the docstring: documentation is not to be rationed."""
    documentation = ast.get_docstring(node, clean=False)
    return node.end_lineno - node.lineno + 1 - (len(documentation.splitlines()) if documentation else 0)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_its_docstring_says_what_it_is_and_what_it_is_not(path):
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "\n\nNot here: " in text or path.name == "errors.py"
