"""Moving pictures between a first and a last frame, or onward from a first frame alone.

Not here: pictures drawn from words (`animatic`).
"""
