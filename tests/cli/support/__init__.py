"""What the tests of the command line share.

Not here: any test.
"""
