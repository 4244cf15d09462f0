"""What a request, a task and its media are, in our own words: frozen values and pure functions.

Not here: I/O, third-party imports, or anything that one provider alone calls by that name.
"""
