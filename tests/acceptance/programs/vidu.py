"""What the programs of viduq2-pro do.

Not here: whether it is right.
"""

import json
from collections.abc import Sequence

import requests


def submit(url: str, api_key: str, *, images: Sequence[str], wm_url: str) -> None:
    """The first program, which reads the one line of the reply as if it were a stream."""
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"{api_key}",
    }
    data = {
        "model": "viduq2-pro",
        "input": "一直小猫在愉快的玩耍",
        "duration": 5,
        "seed": 0,
        "resolution": "720p",
        "movement_amplitude": "auto",
        "images": list(images),
        "bgm": False,
        "watermark": False,
        "wm_position": 3,
        "wm_url": wm_url,
    }
    response = requests.post(url, headers=headers, json=data, stream=True)
    for line in response.iter_lines():
        if line:
            line_text = line.decode("utf-8").strip()
            print(line_text)
    print()


def query(url: str, api_key: str, *, task_id: str) -> None:
    """The second program, with its parser."""
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"{api_key}",
    }
    data = {
        "model": "vidu-get",
        "input": task_id,
        "stream": True,
    }
    print("=" * 60)
    print("🚀 发送流式请求...")
    print("=" * 60)
    response = requests.post(url, headers=headers, json=data, stream=True)
    print(f"状态码: {response.status_code}")
    print("-" * 60)
    print()
    for line in response.iter_lines():
        if line:
            decoded_line = line.decode("utf-8")
            if decoded_line.startswith("data: "):
                _print_data(decoded_line)
    print()
    print("=" * 60)
    print("🏁 流式输出结束")
    print("=" * 60)


def _print_data(decoded_line: str) -> None:
    try:
        data_obj = json.loads(decoded_line[6:])
    except json.JSONDecodeError:
        print(decoded_line)
        return
    if "delta" in data_obj:
        delta_text = data_obj["delta"]
        if "✅ 视频生成完成" in delta_text:
            print("\r[████████████████████] 100.00% 生成完成!", flush=True)
        print(delta_text, end="", flush=True)
