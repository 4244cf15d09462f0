"""Reads a size as programs write it.

Not here: which sizes a model makes (`dialects/`).
"""


def read_size(size: str | None) -> tuple[int | None, int | None]:
    """Width and height of `1280x720`; of a mere quality such as `720p` neither is known."""
    width, _, height = (size or "").partition("x")
    return (int(width), int(height)) if width.isdecimal() and height.isdecimal() else (None, None)
