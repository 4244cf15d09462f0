"""Vidu's dialect, as its DMXAPI document shows it.

Not here: calls to Vidu itself.
"""
