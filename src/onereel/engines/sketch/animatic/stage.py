"""Where a scene is built: its size, its light, its chance, and the camera that looks at it.

Not here: what stands on it.

Places are in shares of the frame as the camera sees it at rest: x 0 to 1 from left to right, y 0 to 1 downwards.
Depth is 0 for the sky, 1 for where the subjects are, more in front of them; it says how far a camera move carries it.
A set is larger than the frame, so that the camera has somewhere to go.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from onereel.engines.sketch.animatic.palette import Palette
from onereel.engines.sketch.animatic.plan import ScenePlan
from onereel.engines.sketch.chance import Chance
from onereel.engines.sketch.pixels import Colour, Field, Pixels, mix

SET_WIDTH = 1.32
SET_HEIGHT = 1.20
SNOW: Colour = (252, 246, 240)


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """When, and from where, the scene is seen."""

    seconds: float
    pan: float
    """How far the camera has gone to the right at depth 1, in frame widths."""
    tilt: float
    """How far it has gone down at depth 1, in frame heights."""
    zoom: float
    """How much closer it is at depth 1."""
    width: int
    height: int

    def scale(self, depth: float) -> float:
        """How much larger things at that depth are seen than at rest."""
        return 1 + (self.zoom - 1) * (0.25 + 0.75 * min(depth, 1.5))

    def point(self, x: float, y: float, depth: float) -> tuple[float, float]:
        """Where on the frame, in pixels, the place (x, y) at that depth is seen."""
        scale = self.scale(depth)
        return (
            ((x - 0.5 - self.pan * depth) * scale + 0.5) * self.width,
            ((y - 0.5 - self.tilt * depth) * scale + 0.5) * self.height,
        )


class Layer(Protocol):
    """One sheet of a scene."""

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Draw it over what lies behind it. A pure function of the moment; may run in several threads at once."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """The empty set."""

    width: int
    """Of the frame, in pixels."""
    height: int
    plan: ScenePlan
    palette: Palette
    chance: Chance
    """For this shot."""
    identity: Chance
    """For who the subjects are: the same in every shot."""
    seconds: float = 5.0
    """How long the shot lasts."""
    follow: float = 0.0
    """Frame widths that the camera goes along with somebody during the shot, at depth 1."""
    detail: float = 1.0
    """How many blades, stars and drops there are, more than usual where the clip is to be seen large."""
    closeness: float = 1.0
    """How near the camera is to the subjects: 1 is ordinary, more is a closer framing."""

    def covered(self, colour: Colour) -> Colour:
        """The colour of the ground or of grass as the season has it: under snow in winter."""
        return mix(colour, SNOW, 0.86) if self.plan.season == "winter" else colour

    @property
    def unit(self) -> float:
        """One pixel of a frame 720 pixels high (or wide, if it is upright), in pixels of this one."""
        return min(self.height, self.width * 1.2) / 720

    @property
    def set_width(self) -> int:
        """Pixels."""
        return round(self.width * (SET_WIDTH + self.follow))

    @property
    def set_height(self) -> int:
        """Pixels."""
        return round(self.height * SET_HEIGHT)

    def column(self, x: float) -> float:
        """The set's column, in pixels, at a place across the frame."""
        return (x - 0.5) * self.width + self.set_width / 2

    def row(self, y: float) -> float:
        """The set's row, in pixels, at a place down the frame."""
        return (y - 0.5) * self.height + self.set_height / 2

    def rows(self) -> Field:
        """Every set row's place down the frame, set height x 1."""
        rows = np.arange(self.set_height, dtype=np.float32)
        return ((rows + 0.5 - self.set_height / 2) / self.height + 0.5)[:, None]

    def columns(self) -> Field:
        """Every set column's place across the frame, 1 x set width."""
        columns = np.arange(self.set_width, dtype=np.float32)
        return ((columns + 0.5 - self.set_width / 2) / self.width + 0.5)[None]
