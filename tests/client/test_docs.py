"""Every example of docs/client.md and README.md runs as it is written, against a true server.

Not here: whether the tables there are true; `test_what_the_table_says` looks at the one of the models.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from onereel.client.dialects.registry import MODELS
from tests.acceptance.support.pictures import draw_scene, encode
from tests.client.homes import open_home

ROOT = Path(__file__).parents[2]
PAGES = ("docs/client.md", "README.md")
TEXTS = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
EXAMPLES = [
    (page, code) for page, text in TEXTS.items() for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL)
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server for the examples."""
    with open_home(tmp_path_factory.mktemp("home"), None) as home:
        yield home.server


@pytest.fixture
def place(tmp_path):
    """A directory with the files that the examples name."""
    for name, moment in (("first.jpg", 0.0), ("last.jpg", 1.0)):
        (tmp_path / name).write_bytes(encode(draw_scene(moment, width=480, height=270), "jpg"))
    return tmp_path


def test_there_are_examples():
    assert {page for page, _ in EXAMPLES} == set(PAGES)


@pytest.mark.parametrize(("page", "code"), EXAMPLES, ids=[f"{page}-{n}" for n, (page, _) in enumerate(EXAMPLES)])
def test_an_example_runs_as_it_is_written(server, place, page, code):
    known = {"ONEREEL_BASE_URL": server.base_url, "ONEREEL_API_KEY": server.key, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=place,
        env={"PATH": os.environ["PATH"], **known},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for name in re.findall(r'"(\w+\.mp4)"', code):
        assert (place / name).read_bytes()[4:8] == b"ftyp"


def rows():
    """The table of models, by the names of its rows."""
    table = TEXTS["docs/client.md"].partition("## What each model takes")[2].partition("## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if "|" in line]
    return {row[0]: row[1:] for row in cells}


def test_what_the_table_says():
    found = rows()
    models = [MODELS[name.strip("`")] for name in found[""]]
    assert {model.id for model in models} == set(MODELS)
    for index, model in enumerate(models):
        assert found["`prompt`"][index].startswith(str(model.prompt_limit))
        assert found["`negative_prompt`"][index] == str(model.negative_limit or "–")
        assert set(re.findall(r"`(\w+)`", found["`options`"][index])) == set(model.options)
        first, last = str(model.durations[0]), str(model.durations[-1])
        assert re.findall(r"\d+", found["`duration` (s)"][index])[0] == first
        assert last in re.findall(r"\d+", found["`duration` (s)"][index])
        seeds = f"{model.seeds.start} to {model.seeds.stop - 1}" if model.seeds else "–"
        assert found["`seed`"][index] == seeds
        named = set(re.findall(r"`(\w+)`", found["`size`"][index]))
        assert named == (
            set(model.sizes) - ({"720p", "1080p"} if "x" in "".join(model.sizes) else set()) if named else set()
        )
