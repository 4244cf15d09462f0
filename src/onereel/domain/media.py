"""What we know of a media file: its name in the asset store, its size, its length.

Not here: where the bytes lie or how they are read; see `onereel.assets`.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A stored picture, upright (its EXIF orientation already counted into width and height)."""

    asset_id: str
    width: int
    """Pixels."""
    height: int
    """Pixels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A picture that a client sent ahead and refers to by number (PixVerse's `img_id`)."""

    id: int
    key_id: str
    """The owner; for any other key the upload does not exist."""
    picture: Picture
    created_at_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoFacts:
    """What a finished file truly holds, read from the file and not from the request."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    frame_count: int
    frame_rate: Fraction
    """Frames a second."""
    has_audio: bool
    size_bytes: int

    @property
    def seconds(self) -> Fraction:
        """Length of the picture, exact."""
        return self.frame_count / self.frame_rate


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredVideo:
    """A finished video in the asset store."""

    asset_id: str
    facts: VideoFacts
    sha256: str = ""
    """Of the file, hex; empty for a video that was kept before checksums were."""
