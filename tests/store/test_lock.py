"""Two processes must not serve one data directory, and a dead one must not keep it.

Not here: opening the store, which needs no lock.
"""

import subprocess
import sys

import pytest

from onereel.errors import ConfigurationError
from onereel.store.sqlite.lock import DirectoryLock

HOLD = """
import sys
from pathlib import Path
from onereel.store.sqlite.lock import DirectoryLock

DirectoryLock(Path(sys.argv[1])).acquire()
"""
HOLD_UNTIL_KILLED = f"""{HOLD}
print("held", flush=True)
sys.stdin.read()
"""
FORK_A_CHILD = """
import os, sys
from pathlib import Path
from onereel.store.sqlite.lock import DirectoryLock

lock = DirectoryLock(Path(sys.argv[1]))
lock.acquire()
if os.fork() == 0:
    print("forked", flush=True)
sys.stdin.read()
"""


def holding(script, directory):
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_second_lock_is_refused_until_the_first_is_released(tmp_path):
    first, second = DirectoryLock(tmp_path), DirectoryLock(tmp_path)
    with first, pytest.raises(ConfigurationError, match=r"served by another process.*--data-dir"):
        second.acquire()
    with second:
        pass
    second.release()


def test_another_process_is_refused_and_its_death_frees_the_directory(tmp_path):
    with holding(HOLD_UNTIL_KILLED, tmp_path) as process:
        with pytest.raises(ConfigurationError):
            DirectoryLock(tmp_path).acquire()
        process.kill()
        process.wait()
    with DirectoryLock(tmp_path):
        pass


def test_a_forked_child_that_outlives_a_killed_server_does_not_keep_the_directory(tmp_path):
    with holding(FORK_A_CHILD, tmp_path) as process:
        process.kill()
        process.wait()
        with DirectoryLock(tmp_path):
            pass


def test_a_directory_that_is_not_there_is_a_setting_to_correct(tmp_path):
    with pytest.raises(ConfigurationError, match="--data-dir"):
        DirectoryLock(tmp_path / "nowhere").acquire()
