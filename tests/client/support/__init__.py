"""What the tests of the client share.

Not here: tests.
"""
