"""The client as it is written: async. Its twin in `onereel.client.sync` is made out of these files.

Not here: anything that does not wait; that is written once, beside this folder.
"""
