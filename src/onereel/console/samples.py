"""The same request in several languages, ready to be copied.

Not here: what is in the request.
"""

import json
import shlex
from dataclasses import dataclass
from typing import Final

from onereel.console.client_sample import write_client_program
from onereel.providers.reading import Parsed

_NUMBERED: Final = {"first_frame_img": "first", "last_frame_img": "last"}
"""Fields that take the number of an upload; without one as yet, or with the picture of an earlier task."""
_LONGEST_SHOWN: Final = 200
"""Characters of a picture's address; what is longer comes inline, and is read from its file instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One way to send it."""

    name: str
    text: str


def write_samples(body: Parsed, *, base_url: str, query_model: str) -> tuple[Sample, ...]:
    """The request as curl, as Python with `requests`, our own client, and as JSON; the key comes from a variable."""
    return (
        Sample(name="curl", text=_curl(body, base_url)),
        Sample(name="Python", text=_python(body, base_url, query_model)),
        Sample(name="onereel", text=write_client_program(body, base_url=base_url)),
        Sample(name="JSON", text=json.dumps(_shown(body), ensure_ascii=False, indent=2)),
    )


def _curl(body: Parsed, base_url: str) -> str:
    text = json.dumps(_shown(body), ensure_ascii=False, indent=2)
    quoted = shlex.quote(text)
    for name in ("first", "last"):
        quoted = quoted.replace(f"<{name} frame, base64>", f"'\"$(base64 -w0 {name}.png)\"'")
    return (
        f'curl {shlex.quote(base_url + "/v1/responses")} \\\n  -H "Authorization: Bearer $ONEREEL_API_KEY" \\\n'
        f'  -H "Content-Type: application/json" \\\n  -d {quoted}'
    )


def _python(body: Parsed, base_url: str, query_model: str) -> str:
    shown = _shown(body)
    text = _literal(shown)
    lines = ["import os", "", "import requests", ""]
    for name in ("first", "last"):
        wanted = f'"data:image/png;base64,<{name} frame, base64>"'
        if wanted in text:
            lines.append(f'{name} = base64.b64encode(Path("{name}.png").read_bytes()).decode()')
            text = text.replace(wanted, f'"data:image/png;base64," + {name}')
    if len(lines) > 4:
        lines[:2] = ["import base64", "import os", "from pathlib import Path", ""]
        lines.append("")
    lines += [
        f'url = "{base_url}/v1/responses"',
        'headers = {"Authorization": "Bearer " + os.environ["ONEREEL_API_KEY"]}',
        f"body = {text}",
        "",
        "reply = requests.post(url, json=body, headers=headers, timeout=60).json()",
        "print(reply)",
        "",
        "# Ask how it stands, with the id out of that reply:",
        f'question = {{"model": "{query_model}", "input": "<task id>"}}',
        "print(requests.post(url, json=question, headers=headers, timeout=600).json())",
    ]
    return "\n".join(lines)


def _literal(value: object, margin: str = "") -> str:
    """The value as Python has it, a line for each part."""
    inner = margin + "    "
    if isinstance(value, dict):
        parts = [f"{_literal(name)}: {_literal(one, inner)}" for name, one in value.items()]
    elif isinstance(value, list):
        parts = [_literal(one, inner) for one in value]
    else:
        # A string of JSON is one of Python's, too.
        return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    lines = "".join(f"{inner}{part},\n" for part in parts)
    return f"{opened}\n{lines}{margin}{closed}" if parts else opened + closed


def _shown(body: Parsed) -> Parsed:
    """The body, with a word in the place of each picture that cannot be written out here."""
    unnumbered = [name for name in _NUMBERED if name in body and not isinstance(body[name], int)]
    body = {**body, **{name: f"<img_id of the {_NUMBERED[name]} frame>" for name in unnumbered}}
    images = body.get("images")
    if not isinstance(images, list):
        return body
    shown = [_shorten(str(image), name) for image, name in zip(images, ("first", "last"), strict=False)]
    return {**body, "images": shown}


def _shorten(image: str, name: str) -> str:
    is_address = image.startswith(("http://", "https://")) and len(image) <= _LONGEST_SHOWN
    return image if is_address else f"data:image/png;base64,<{name} frame, base64>"
