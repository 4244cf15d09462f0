"""The APIs that a task can be sent to: what is said to each, and what its answers mean.

Not here: any network; every file but `base.py` is pure functions over one vendor's words.
"""
