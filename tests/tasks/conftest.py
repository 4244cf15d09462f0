"""What the tests of the task life share.

Not here: the made-up parts themselves; see `workshop.py`.
"""

import pytest
from tests.tasks.workshop import Workshop


@pytest.fixture
def workshop(tmp_path):
    return Workshop(workspace_root=tmp_path / "workspaces")
