"""What `pip install onereel` brings and what works with it: the client, and a command that says how to get the rest.

Not here: a real fresh environment, which needs a package index.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from onereel.cli.absent import SUMMARIES
from onereel.cli.main import app
from onereel.cli.operating import add_commands

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = {"opencv-python-headless": "cv2", "pillow": "PIL", "opentelemetry-sdk": "opentelemetry"}
"""How packages are imported that are called otherwise."""

WITHOUT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""
OF_THE_CLIENT = {"generate", "tasks", "models", "price"}
"""The commands that need no server here; tests/cli looks at what they do."""
CLI = "from onereel.cli.main import app\napp(prog_name='onereel')\n"


def names(requirements):
    return {re.split(r"[\s<>=!;\[]", requirement, maxsplit=1)[0] for requirement in requirements} - {"onereel"}


SERVER_PACKAGES = {package for extra in PROJECT["optional-dependencies"].values() for package in names(extra)}
SERVER_MODULES = {MODULES.get(package, package.replace("-", "_")) for package in SERVER_PACKAGES}


def run_without_server(program, *words):
    """A program in a Python in which nothing of the server's packages can be imported."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT.format(absent=SERVER_MODULES) + program, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_brings_what_the_client_and_the_command_need():
    assert names(PROJECT["dependencies"]) == {"httpx", "rich", "typer"}
    assert all("onereel[server]" in PROJECT["optional-dependencies"][extra] for extra in ("otel", "postgres", "s3"))


def test_importing_onereel_loads_nothing_until_it_is_asked_for():
    program = """
import onereel
before = sorted(name for name in sys.modules if name.partition(".")[0] in {"httpx", "onereel", "typer", "asyncio"})
client = onereel.Client("sk-1")
loaded = sorted(name for name in sys.modules if name.startswith("onereel.") and not name.startswith("onereel.client"))
print(before, loaded, onereel.AsyncClient.__name__, onereel.__version__)
"""
    done = run_without_server(program)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"['onereel'] [] AsyncClient {PROJECT['version']}\n"


def test_all_names_are_there():
    program = (
        "import onereel\nfor name in onereel.__all__: getattr(onereel, name)\nfrom onereel import *\nprint(Client)\n"
    )
    done = run_without_server(program)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "<class 'onereel.client.sync.client.Client'>\n")


def test_a_name_that_is_not_there_is_said_so():
    done = run_without_server("import onereel\nonereel.Clients\n")
    assert "AttributeError: module 'onereel' has no attribute 'Clients'" in done.stderr


def test_help_and_version_work():
    version, shown = run_without_server(CLI, "--version"), run_without_server(CLI, "--help")
    assert (version.returncode, version.stdout) == (0, f"onereel {PROJECT['version']}\n")
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in SUMMARIES)
    assert shown.stdout.count("(not installed)") == len(SUMMARIES)


@pytest.mark.parametrize("words", [("serve",), ("serve", "--port", "1"), ("keys", "create", "me"), ("db", "--help")])
def test_a_command_of_the_server_says_what_to_install(words):
    done = run_without_server(CLI, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(
        rf"onereel: `onereel {words[0]}` needs the server, which is not installed \(\w+ is missing\): "
        r"pip install 'onereel\[server\]'\n",
        done.stderr,
    )


def test_the_names_are_those_of_the_true_commands():
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    assert "(not installed)" not in shown
    root = typer.main.get_command(app)
    operators = typer.Typer()
    add_commands(operators)
    assert list(typer.main.get_group(operators).commands) == list(SUMMARIES)
    assert {*root.commands} == {*SUMMARIES, *OF_THE_CLIENT}


def test_a_command_of_the_client_loads_nothing_of_a_server():
    program = (
        "import sys\nfrom typer.testing import CliRunner\nfrom onereel.cli.main import app\n"
        "print(CliRunner().invoke(app, ['price', '--help']).exit_code)\n"
        "print([name for name in sys.modules if name.startswith(('onereel.runtime', 'onereel.server', 'uvicorn'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "0\n[]\n"


def test_a_name_that_is_typed_wrongly_is_found_among_all():
    shown = CliRunner().invoke(app, ["wroker"], env={"COLUMNS": "200"})
    assert (shown.exit_code, "Did you mean 'worker'?" in shown.stderr) == (2, True)
