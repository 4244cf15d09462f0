"""Every example of docs/cli.md runs as it is written, and its tables name what there is.

Not here: what the examples print (`test_generate.py` and others).
"""

import os
import re
import sys
from pathlib import Path

import pytest
import typer
from tests.cli.conftest import address_of, run_in

from onereel.cli import ending
from onereel.cli.main import app

TEXT = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```bash\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_runs_as_it_is_written(server, place, example):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = run_in(place, "bash", "-euc", example, settings=address_of(server) | {"PATH": path})
    assert done.returncode == 0, done.stderr
    for name in re.findall(r"-o (\w+\.mp4)", example):
        assert (place / name).read_bytes()[4:8] == b"ftyp"


def test_every_command_is_named():
    root = typer.main.get_command(app)
    for name in root.commands:
        command = root.get_command(None, name)
        assert f"onereel {name}" in TEXT
        for inner in getattr(command, "commands", {}):
            assert re.search(rf"onereel {name}[^|]* {inner}\b|onereel {name}`.*`{inner}`", TEXT), (name, inner)


def test_every_option_of_generate_is_named():
    table = TEXT.partition("## generate")[2].partition("\n## ")[0]
    (generate,) = (one for name, one in typer.main.get_command(app).commands.items() if name == "generate")
    options = {option for parameter in generate.params for option in parameter.opts if option.startswith("--")}
    assert {option for option in options if f"`{option}" not in table} == {"--server", "--help"} & options


def test_every_exit_status_is_named():
    table = TEXT.partition("## Exit statuses")[2].partition("\n## ")[0]
    named = {int(found) for found in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert named == {0} | {
        value
        for name, value in vars(ending).items()
        if name.isupper() and isinstance(value, int) and not name.startswith("_")
    }
