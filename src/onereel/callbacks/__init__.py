"""Callbacks on their way out: when they are sent, how they are signed, and what their answers mean.

Not here: what they say (each dialect), or where they are kept (`onereel.store`).
"""
