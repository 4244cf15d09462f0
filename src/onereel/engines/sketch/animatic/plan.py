"""The scene plan: what a prompt is understood to mean, as a value that can be printed, compared and tested.

Not here: reading it out of a prompt (`reading.py`) and drawing it.
"""

from dataclasses import dataclass

from onereel.engines.sketch.camera import CameraPlan


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """Somebody or something that the scene is about."""

    kind: str
    """A figure's name."""
    action: str
    """What it does: a key of ACTIONS, one that the figure knows."""
    count: int = 1
    colour: str | None = None
    """rrggbb, when the words name one."""
    detail: str = ""
    """What else belongs to it: the kind of figure that rides a horse."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScenePlan:
    """Everything the drawing needs to know of a prompt."""

    place: str
    time: str
    weather: str
    season: str
    mood: str
    style: str
    subjects: tuple[Subject, ...]
    camera: CameraPlan
    details: tuple[str, ...] = ()
    """What the place has besides: keys of its scene's details."""
    shots: int = 1
    subtitle: str = ""
    """Quoted speech, to be shown."""
    additions: tuple[str, ...] = ()
    """What was put in beyond the words, because the request allowed it."""

    def __str__(self) -> str:
        """The plan in a line a person can read."""
        who = ", ".join(f"{item.count} {item.kind} ({item.action})" for item in self.subjects) or "nobody"
        place = " with ".join([self.place, *(["+".join(self.details)] if self.details else [])])
        extra = f"; added {', '.join(self.additions)}" if self.additions else ""
        said = f"; says {self.subtitle!r}" if self.subtitle else ""
        return (
            f"{place}, {self.time}, {self.weather}, {self.season}, {self.mood}, {self.style}; {who}; "
            f"camera {self.camera.move}; {self.shots} shot(s){said}{extra}"
        )
