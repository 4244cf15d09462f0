"""The same request as a program that uses our own client.

Not here: the client (`onereel.client`, which a server never loads); a test runs these programs through it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from onereel.console.frame_files import PictureFile
from onereel.providers.kling import models as kling
from onereel.providers.reading import Parsed

_NAMES: Final[Mapping[str, str]] = {
    "input": "prompt",
    "input.prompt": "prompt",
    "negative_prompt": "negative_prompt",
    "input.negative_prompt": "negative_prompt",
    "duration": "duration",
    "parameters.duration": "duration",
    "seed": "seed",
    "parameters.seed": "seed",
    "quality": "size",
    "resolution": "size",
    "generate_audio_switch": "audio",
    "bgm": "audio",
    "input.audio_url": "audio",
}
"""Fields of the requests, with what the client calls them where the value is the same."""
_FRAMES: Final = {"first_frame_img": "first", "last_frame_img": "last"}


def write_client_program(body: Parsed, *, base_url: str) -> str:
    """The program; the key comes from a variable."""
    words = _arguments(body)
    imports = "Client, Image" if any(word.startswith("Image(") for word in words.values()) else "Client"
    lines = [f"        {name}={word}," for name, word in words.items()]
    return "\n".join(
        [
            f"from onereel import {imports}",
            "",
            f"with Client(base_url={base_url!r}) as client:  # the key is in ONEREEL_API_KEY",
            "    client.videos.generate(",
            *lines,
            '        save_to="video.mp4",',
            "        on_progress=print,",
            "    )",
        ]
    )


def _arguments(body: Parsed) -> dict[str, str]:
    """As they are written in Python."""
    words: dict[str, str] = {}
    options: dict[str, object] = {}
    for path, value in _flatten(body):
        name = _NAMES.get(path)
        if path == "model" or name is not None:
            words[name or path] = repr(value)
        elif path in _FRAMES:
            frame = _FRAMES[path]
            words[f"{frame}_frame"] = _picture(value) if isinstance(value, PictureFile) else f"Image(id={value})"
        elif path == "images" and isinstance(value, list):
            words |= {f"{frame}_frame": _picture(one) for frame, one in zip(("first", "last"), value, strict=False)}
        elif path == "parameters.size":
            words["size"] = repr(str(value).replace("*", "x"))
        elif path == "sound":
            words["audio"] = repr(value == "on")
        elif path not in ("mode", "aspect_ratio"):
            options[path.rpartition(".")[2]] = value
    if "mode" in body or "aspect_ratio" in body:
        words["size"] = repr(_kling_size(body))
    return words | ({"options": repr(options)} if options else {})


def _flatten(body: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    for name, value in body.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _picture(image: object) -> str:
    return repr(image.name if isinstance(image, PictureFile) else image)


def _kling_size(body: Parsed) -> str:
    found = kling.SIZES.get((str(body.get("mode", "std")), str(body.get("aspect_ratio", "16:9"))), (1280, 720))
    return "x".join(map(str, found))
