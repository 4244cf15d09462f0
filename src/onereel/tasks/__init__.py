"""What happens to a task between its submit and its end: dispatch, work, recovery, progress.

Not here: how tasks are kept (`onereel.store`) or drawn (`onereel.engines`).
"""
