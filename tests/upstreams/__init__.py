"""The APIs that a task can be sent to, held against their own documents.

Not here: any network.
"""
