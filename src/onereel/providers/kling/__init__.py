"""Kling's dialect, old API generation, as its DMXAPI document shows it.

Not here: calls to Kling itself.
"""
