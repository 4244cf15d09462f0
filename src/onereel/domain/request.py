"""One wish for a video, in our own words, whatever dialect it came in.

Not here: a provider's field names, limits or prices; a dialect turns those into a `VideoRequest`.
"""

from dataclasses import dataclass
from enum import StrEnum

from onereel.domain.media import Picture


class Sound(StrEnum):
    """What is to be heard."""

    SILENT = "silent"
    """No audio track at all."""
    GENERATED = "generated"
    """Ambience and music that fit the picture."""
    MUSIC = "music"
    """A music bed only."""
    TRACK = "track"
    """The caller's own audio, cut or padded with silence to the length of the picture."""


class Amplitude(StrEnum):
    """How far the picture may move."""

    AUTO = "auto"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Corner(StrEnum):
    """Where a watermark sits."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"


@dataclass(frozen=True, kw_only=True, slots=True)
class Watermark:
    """A visible mark on the picture."""

    corner: Corner
    text: str
    """What the mark says when there is no picture; may be Chinese."""
    picture: Picture | None = None
    """The caller's own mark, shown instead of the text."""
    twin: bool = False
    """True keeps the video itself clean and adds a second, marked file; False marks the video itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoRequest:
    """Everything an engine needs to know, and nothing it must look up. Two equal requests make equal videos."""

    prompt: str
    negative_prompt: str = ""
    width: int
    """Pixels, even."""
    height: int
    """Pixels, even."""
    frame_rate: int
    """Frames a second, constant."""
    frame_count: int
    """Frames in all; the length is frame_count / frame_rate seconds."""
    seed: int
    """0 to 2147483647, already drawn when the caller left it open."""
    first_frame: Picture | None = None
    last_frame: Picture | None = None
    sound: Sound = Sound.SILENT
    track: str | None = None
    """The asset id of the caller's audio when sound is TRACK."""
    watermark: Watermark | None = None
    amplitude: Amplitude = Amplitude.AUTO
    fast_motion: bool = False
    multi_shot: bool = False
    extend_prompt: bool = False

    @property
    def seconds(self) -> float:
        """Length of the video to be made."""
        return self.frame_count / self.frame_rate
