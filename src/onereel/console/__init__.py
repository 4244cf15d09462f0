"""The web console at `/console`: for whoever integrates or operates.

Not here: the API that programs use (`onereel.server`), or what a task goes through (`onereel.gateway`).
"""
