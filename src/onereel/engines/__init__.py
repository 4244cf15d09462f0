"""What turns a VideoRequest into media files. `base` holds the seam, `sketch` is the embedded engine.

Not here: who asked, what it costs, where the files are kept in the end.
"""
