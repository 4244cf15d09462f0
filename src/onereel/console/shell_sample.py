"""The same request as a command of curl.

Not here: other languages.
"""

import json
import re
import shlex
from typing import Final

from onereel.console.frame_files import PictureFile, pictures_in
from onereel.providers.reading import Parsed

_HEADERS: Final = (
    '  -H "Authorization: Bearer $ONEREEL_API_KEY" \\\n',
    '  -H "Content-Type: application/json" \\\n',
)


def write_command(body: Parsed, *, base_url: str, upload_model: str) -> str:
    """The command; the key comes from a variable."""
    address = shlex.quote(base_url + "/v1/responses")
    opening = "".join((f"curl {address} \\\n", *_HEADERS))
    pictures = pictures_in(body)
    if not pictures:
        return f"{opening}  -d {shlex.quote(json.dumps(body, ensure_ascii=False, indent=2))}"
    uploading = _write_upload(address, upload_model) if any(one.is_uploaded for one in pictures) else ""
    # By way of a file, since a picture is longer than an argument may be.
    return f"{uploading}{opening}  -d @- <<END\n{_write_body(body, pictures)}\nEND"


def _write_upload(address: str, model: str) -> str:
    """A function that uploads a picture and prints its number."""
    content = json.dumps({"model": model, "input": "&"})
    return "".join(
        (
            "upload() {\n",
            f"  base64 < \"$1\" | tr -d '\\n' | sed 's|.*|{content}|' | curl -s {address} \\\n",
            *("  " + line for line in _HEADERS),
            "    -d @- | sed 's/.*\"img_id\": *\\([0-9]*\\).*/\\1/'\n}\n",
        )
    )


def _write_body(body: Parsed, pictures: list[PictureFile]) -> str:
    """The JSON with a command in the place of each picture; all else is kept from the shell."""
    marks = [f"\x00{number}" for number in range(len(pictures))]
    places = iter(marks)
    text = json.dumps(body, ensure_ascii=False, indent=2, default=lambda _: next(places))
    text = re.sub(r"[\\$`]", r"\\\g<0>", text)
    for number, picture in enumerate(pictures):
        # JSON writes the mark out, and the shell's backslash stands before its own.
        text = text.replace(f'"\\\\u0000{number}"', _write_picture(picture))
    return text


def _write_picture(picture: PictureFile) -> str:
    file = shlex.quote(picture.name)
    if picture.is_uploaded:
        return f"$(upload {file})"
    return f"\"{picture.prefix}$(base64 < {file} | tr -d '\\n')\""
