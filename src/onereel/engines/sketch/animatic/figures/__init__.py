"""The figures that can appear in a scene, one a module; each module's FIGURE is found by itself.

Not here: where they stand and how they cross the picture (`onereel.engines.sketch.animatic.cast`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from onereel.engines.sketch.animatic.figures.pen import Pen
from onereel.engines.sketch.pixels import Colour
from onereel.engines.sketch.registry import collect


@dataclass(frozen=True, kw_only=True, slots=True)
class Pose:
    """What one figure looks like in one moment."""

    seconds: float
    """Its own time: two alike are not in step."""
    action: str
    colour: Colour | None
    """Blue, green, red, when the words name one."""
    variant: int
    """Tells members of a group apart."""
    detail: str = ""
    """What else the figure needs to know, such as who rides."""
    going: bool = True
    """Whether it goes on its way, or rests on it."""
    rain: bool = False
    dark: bool = False
    """Whether lamps and windows are lit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureKind:
    """One kind of figure."""

    name: str
    words: str
    """What people call it, in both languages, separated by spaces."""
    draw: Callable[[Pen, Pose], None]
    """Draws one, facing right, in figure units: x right, y up, the ground at 0."""
    box: tuple[float, float, float, float]
    """Left, bottom, right and top of everything it may draw, in figure units."""
    height: float
    """How many frame heights one figure unit takes in an ordinary framing."""
    actions: tuple[str, ...]
    """What it can do; the first is what it does when nothing is said."""
    metres: float = 1.0
    """One figure unit in nature; counts when several kinds stand together."""
    medium: str = "ground"
    """Where it is: ground, air, water (on it), deep (in it), high (far up), rising, flutter
    (close by, in the air), burst (in the sky, giving light) or road."""
    speeds: Mapping[str, float] = field(default_factory=dict)
    """Figure units it goes in a second, by what it does; it stays where it is when that is not named."""
    home: str | None = None
    """The place it suggests when the words name none."""
    count: int = 1
    nocturnal: bool = False
    sounds: tuple[str, ...] = ()


@cache
def figure_kinds() -> Mapping[str, FigureKind]:
    """All of them by name."""
    found = [item for item in collect(__name__, __path__, attribute="FIGURE") if isinstance(item, FigureKind)]
    return MappingProxyType({item.name: item for item in found})
