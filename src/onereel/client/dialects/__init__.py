"""How each provider is asked and understood; tables and pure functions.

Not here: sending; see `aio/`.
"""
