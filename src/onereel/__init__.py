"""onereel: one server that speaks the dialects of PixVerse, Wan, Kling and Vidu.

Not here: anything that runs on import; `onereel.runtime` builds a server, `onereel.cli` starts one.
"""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("onereel")
