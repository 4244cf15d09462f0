"""What the programs of kling-v2-6-text2video do.

Not here: whether it is right.
"""

import json

import requests


def submit(url: str, api_key: str) -> None:
    """The first program."""
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"{api_key}",
    }
    payload = {
        "model": "kling-v2-6-text2video",
        "input": "生成一个海边有一个人跳舞的视频",
        "negative_prompt": "",
        "mode": "pro",
        "sound": "off",
        "aspect_ratio": "16:9",
        "duration": 5,
        "callback_url": "https://www.dmxapi.cn",
    }
    response = requests.post(url, headers=headers, json=payload)
    print(json.dumps(response.json(), indent=2, ensure_ascii=False))


def query(url: str, api_key: str, *, task_id: str) -> None:
    """The second program; the document's text names the `request_id` for `input`, its program the `task_id`."""
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"{api_key}",
    }
    payload = {
        "model": "kling-text2video-get",
        "input": task_id,
    }
    response = requests.post(url, headers=headers, json=payload)
    print(json.dumps(response.json(), indent=2, ensure_ascii=False))
