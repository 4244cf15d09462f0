"""Media files: where they are kept, how they come in from outside, what they truly hold.

Not here: which file belongs to which task; the task itself says so.
"""
