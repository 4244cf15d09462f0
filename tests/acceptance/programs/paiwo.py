"""What the programs of paiwo_image_upload and paiwo-v5.6-itv2 do.

Not here: whether it is right.
"""

import json
from typing import Any

import requests


def upload_local(url: str, api_key: str, *, image_path: str) -> None:
    """The first program of paiwo_image_upload."""
    _ask(url, api_key, {"model": "paiwo-picture", "input": "local", "image_path": image_path})


def upload_by_address(url: str, api_key: str, *, image_url: str) -> None:
    """The second program of paiwo_image_upload."""
    _ask(url, api_key, {"model": "paiwo-picture", "input": "url", "image_url": image_url})


def upload_inline(url: str, api_key: str, *, base64: str) -> None:
    """The same with the file itself in `input`."""
    _ask(url, api_key, {"model": "paiwo-picture", "input": base64})


def submit(url: str, api_key: str, *, img_id: int) -> None:
    """The first program of paiwo-v5.6-itv2, which takes one picture for both ends."""
    payload = {
        "input": "一只小奶猫在跟大人玩耍",
        "model": "paiwo-v5.6-itv2",
        "duration": 5,
        "quality": "540p",
        "motion_mode": "normal",
        "seed": 937433858,
        "first_frame_img": img_id,
        "last_frame_img": img_id,
        "generate_audio_switch": True,
    }
    _ask(url, api_key, payload)


def query(url: str, api_key: str, *, video_id: str) -> None:
    """The second program of paiwo-v5.6-itv2."""
    _ask(url, api_key, {"model": "paiwo-get", "input": video_id})


def _ask(url: str, api_key: str, payload: dict[str, Any]) -> None:
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"{api_key}",
    }
    response = requests.post(url, headers=headers, json=payload)
    print(json.dumps(response.json(), indent=2, ensure_ascii=False))
