"""What tests of several folders need: servers that are not ours.

Not here: builders of domain values (`tests/builders.py`).
"""
