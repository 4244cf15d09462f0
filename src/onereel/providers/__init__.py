"""One folder a provider, the same file names in every one: how its requests are read and its replies written.

Not here: HTTP, storage, drawing. A dialect is a set of pure functions; `base` says which.
"""
