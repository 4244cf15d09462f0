"""HTTP: routes, authentication, replies, streams, documentation.

Not here: what a request means; `onereel.gateway` does what is asked.
"""
