"""What the rest of a server sees of tracing: who observes the store, and what stands around the application.

Not here: any span. This module needs no library, so that a server without traces needs none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from starlette.types import ASGIApp

from onereel.store.observed import Observer

Wrap: TypeAlias = Callable[[ASGIApp, Mapping[Any, str]], ASGIApp]
"""Puts something around an application, whose paths are given by their handlers."""


def _leave(app: ASGIApp, _templates: Mapping[Any, str]) -> ASGIApp:
    return app


@dataclass(frozen=True, kw_only=True, slots=True)
class Tracing:
    """Tracing as it was opened; without arguments, none."""

    observers: Sequence[Observer] = field(default=())
    wrap: Wrap = _leave
