"""Pictures of a request that are too long to be written out in a sample: the files that they are read from instead.

Not here: how a language reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from onereel.providers.reading import Parsed

_NUMBERED: Final = {"first_frame_img": "first", "last_frame_img": "last"}
"""Fields that take the number of an upload; without one as yet, or with the picture of an earlier task."""
_LONGEST_SHOWN: Final = 200
"""Characters of a picture's address; what is longer comes inline, and is read from its file instead."""
_TYPES: Final = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureFile:
    """A picture that is read from a file."""

    name: str
    is_first: bool
    is_uploaded: bool
    """Whether it is uploaded ahead, and its number stands in the request."""

    @property
    def prefix(self) -> str:
        """What stands before its base64 in a data URI."""
        return begin_data_uri(self.name)


def begin_data_uri(name: str) -> str:
    """What stands before the base64 of the picture in a file of that name."""
    return f"data:{_TYPES.get(name.rpartition('.')[2].lower(), 'image/png')};base64,"


def place_pictures(body: Parsed, files: Mapping[str, str]) -> Parsed:
    """The body with a file in the place of each picture that cannot be written out."""
    placed = dict(body)
    for field, frame in _NUMBERED.items():
        if field in body and not isinstance(body[field], int):
            placed[field] = PictureFile(name=files[frame], is_first=frame == "first", is_uploaded=True)
    images = body.get("images")
    if isinstance(images, list):
        placed["images"] = [
            image if _is_link(image) else PictureFile(name=files[frame], is_first=frame == "first", is_uploaded=False)
            for image, frame in zip(images, ("first", "last"), strict=False)
        ]
    return placed


def pictures_in(value: object) -> list[PictureFile]:
    """All of them, in their order."""
    if isinstance(value, PictureFile):
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [picture for part in parts for picture in pictures_in(part)]


def _is_link(image: object) -> bool:
    return isinstance(image, str) and image.startswith(("http://", "https://")) and len(image) <= _LONGEST_SHOWN
