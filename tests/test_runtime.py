"""How a server begins with a data directory.

Not here: what it does afterwards (`tests/acceptance`), or what is swept (`tests/assets/test_scratch.py`).
"""

import pytest

from onereel.config import Settings
from onereel.errors import ConfigurationError
from onereel.runtime import open_runtime
from onereel.store.sqlite.lock import DirectoryLock


async def test_nothing_is_swept_from_under_a_server_that_has_the_directory(tmp_path):
    unfinished = tmp_path / "scratch" / "of-a-server"
    unfinished.mkdir(parents=True)
    with DirectoryLock(tmp_path), pytest.raises(ConfigurationError, match="served by another process"):
        async with open_runtime(Settings(data_directory=tmp_path)):
            pass
    assert unfinished.is_dir()
    async with open_runtime(Settings(data_directory=tmp_path)):
        assert not unfinished.exists()
