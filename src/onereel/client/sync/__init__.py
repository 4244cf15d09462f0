"""The client for programs that wait, written by `make client` out of `onereel.client.aio`.

Not here: anything that is written by hand.
"""
