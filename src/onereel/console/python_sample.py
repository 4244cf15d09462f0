"""The same request as a program in Python, with `requests`.

Not here: the program that uses our own client (`client_sample.py`).
"""

import json
from typing import Final

from onereel.console.frame_files import PictureFile, pictures_in
from onereel.providers.reading import Parsed

_ID_OF: Final = {
    "paiwo-get": 'reply["Resp"]["video_id"]',
    "wan2.6-get": 'json.loads(reply["output"][0]["content"][0]["text"])["task_id"]',
    "kling-text2video-get": 'reply["data"]["task_id"]',
    "vidu-get": 'reply["task_id"]',
}
"""Where the reply has what each model asks for."""


def write_python_program(body: Parsed, *, base_url: str, query_model: str, upload_model: str) -> str:
    """The program: submits, and follows the task to its end. The key comes from a variable."""
    pictures = pictures_in(body)
    task_id = _ID_OF[query_model]
    reads = ["import base64", "import os", "from pathlib import Path"] if pictures else ["import os"]
    if task_id.startswith("json."):
        reads.insert(0, "import json")
    return "\n".join(
        [
            *reads,
            "",
            "import requests",
            "",
            f"url = {json.dumps(base_url + '/v1/responses')}",
            'headers = {"Authorization": "Bearer " + os.environ["ONEREEL_API_KEY"]}',
            "",
            *_functions(pictures, upload_model),
            f"body = {_literal(body)}",
            "",
            "reply = requests.post(url, json=body, headers=headers, timeout=60).json()",
            "print(reply)",
            "",
            "# Follow it to its end, event by event:",
            f'question = {{"model": "{query_model}", "input": {task_id}, "stream": True}}',
            "with requests.post(url, json=question, headers=headers, stream=True, timeout=600) as events:",
            "    for line in events.iter_lines():",
            "        print(line.decode())",
        ]
    )


def _functions(pictures: list[PictureFile], upload_model: str) -> list[str]:
    lines = []
    if pictures:
        lines += [
            "def encode(name):",
            "    return base64.b64encode(Path(name).read_bytes()).decode()",
            "",
        ]
    if any(picture.is_uploaded for picture in pictures):
        lines += [
            "def upload(name):",
            f'    picture = {{"model": "{upload_model}", "input": encode(name)}}',
            "    stored = requests.post(url, json=picture, headers=headers, timeout=60).json()",
            '    return stored["Resp"]["img_id"]',
            "",
        ]
    return lines


def _literal(value: object, margin: str = "") -> str:
    """The value as Python has it, a line for each part."""
    inner = margin + "    "
    if isinstance(value, PictureFile):
        name = json.dumps(value.name, ensure_ascii=False)
        return f"upload({name})" if value.is_uploaded else f'"{value.prefix}" + encode({name})'
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
