"""From drawn frames to files: lettering, watermarks, overlapped drawing, encoding, sound tracks.

Not here: what the frames show.
"""
