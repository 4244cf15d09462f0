"""The checksum of a file, whatever its size.

Not here: checksums of what is on its way (`test_fetch.py`).
"""

import hashlib

import pytest

from onereel.assets.checksums import sha256_of


@pytest.mark.parametrize("size", [0, 1, 1_048_576, 3_000_001])
def test_the_checksum_is_that_of_all_bytes(tmp_path, size):
    content = bytes(number % 251 for number in range(size))
    (tmp_path / "file").write_bytes(content)
    assert sha256_of(tmp_path / "file") == hashlib.sha256(content).hexdigest()
