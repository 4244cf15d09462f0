"""What killed processes left is removed, and what somebody is at is not.

Not here: who sweeps when (`onereel.runtime`).
"""

import os
from datetime import timedelta

import pytest
from tests.builders import NOON

from onereel.assets.local import INCOMING, LocalAssetStore
from onereel.assets.scratch import sweep_abandoned


@pytest.fixture
def parent(tmp_path):
    """Two directories with a file in each, one of them old."""
    for name, changed_at in (("old", NOON - timedelta(seconds=1)), ("young", NOON)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
        os.utime(tmp_path / name, (changed_at.timestamp(), changed_at.timestamp()))
    (tmp_path / "file").touch()
    os.utime(tmp_path / "file", (0, 0))
    return tmp_path


def test_directories_that_nobody_has_touched_since_are_removed(parent):
    assert sweep_abandoned(parent, before=NOON) == 1
    assert sorted(path.name for path in parent.iterdir()) == ["file", "young"]


def test_where_there_is_nothing_nothing_is_swept(tmp_path):
    assert sweep_abandoned(tmp_path / "absent", before=NOON) == 0


async def test_a_store_whose_directory_was_swept_goes_on(tmp_path):
    store = LocalAssetStore(tmp_path, shared=True)
    sweep_abandoned(tmp_path / INCOMING, before=NOON + timedelta(days=100_000))
    await store.write("a.mp4", b"x")
    assert await store.find("a.mp4") is not None
