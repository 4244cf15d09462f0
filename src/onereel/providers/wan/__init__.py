"""Wan's dialect (Alibaba DashScope), as its DMXAPI document wraps it.

Not here: calls to DashScope itself.
"""
