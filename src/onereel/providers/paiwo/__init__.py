"""PixVerse's dialect (paiwo), as its two DMXAPI documents show it.

Not here: calls to PixVerse itself.
"""
