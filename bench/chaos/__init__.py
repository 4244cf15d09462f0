"""Runs onereel while its processes are killed, stopped and restarted, then counts what was lost or done twice.

Not here: anything that a server does; every process is the real program, but for the engine of most (`launcher.py`).
"""
