"""The same request in several languages, ready to be copied and run.

Not here: what is in the request, or how each language writes it (`shell_sample.py`, `python_sample.py`,
`client_sample.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from onereel.console.client_sample import write_client_program
from onereel.console.frame_files import PictureFile, place_pictures
from onereel.console.python_sample import write_python_program
from onereel.console.shell_sample import write_command
from onereel.providers.reading import Parsed


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One way to send it."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where requests go, and what is asked there beside the submit itself."""

    base_url: str
    query_model: str
    upload_model: str = ""
    """Where frames are uploaded ahead of the submit; empty where they come inside it."""


DEFAULT_FILES: Final = {"first": "first.png", "last": "last.png"}


def write_samples(body: Parsed, *, target: Target, files: Mapping[str, str] | None = None) -> tuple[Sample, ...]:
    """The request as curl, as Python with `requests`, our own client, and as JSON; the key comes from a variable.

    `files` are the names of the pictures that were picked, by their frames.
    """
    placed = place_pictures(body, DEFAULT_FILES | dict(files or {}))
    return (
        Sample(name="curl", text=write_command(placed, base_url=target.base_url, upload_model=target.upload_model)),
        Sample(
            name="Python",
            text=write_python_program(
                placed,
                base_url=target.base_url,
                query_model=target.query_model,
                upload_model=target.upload_model,
            ),
        ),
        Sample(name="onereel", text=write_client_program(placed, base_url=target.base_url)),
        Sample(name="JSON", text=json.dumps(placed, ensure_ascii=False, indent=2, default=_in_words)),
    )


def _in_words(value: object) -> str:
    """What stands in the JSON for a picture that cannot be written out there."""
    if not isinstance(value, PictureFile):
        raise TypeError(f"{value!r} is no part of a request")
    frame = "first" if value.is_first else "last"
    return f"<img_id of the {frame} frame>" if value.is_uploaded else f"{value.prefix}<{frame} frame, base64>"
