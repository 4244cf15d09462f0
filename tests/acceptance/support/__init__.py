"""What the acceptance tests stand on: a server to start and kill, media to send, ways to look at what comes back.

Not here: tests.
"""
