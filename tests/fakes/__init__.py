"""Fakes of the vendors, each a process of its own that speaks the vendor's dialect and misbehaves as it is told.

`python -m tests.fakes kling` starts one; `running.py` does it for tests. They are written after the vendors' documents
and share nothing with the clients in `onereel.upstreams`, so that the two can be held against each other.

Not here: what is held (`tests/contracts/test_upstreams.py`).
"""
