"""Collecting what small modules offer: each names one thing, and a new module is found without being listed.

Not here: the things themselves.
"""

from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules


def collect(package: str, path: Sequence[str], *, attribute: str) -> list[object]:
    """The `attribute` of every module in the package that has one, in the order of the modules' names."""
    names = sorted(module.name for module in iter_modules(path) if not module.ispkg)
    modules = [import_module(f"{package}.{name}") for name in names]
    return [getattr(module, attribute) for module in modules if hasattr(module, attribute)]
