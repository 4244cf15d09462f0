"""What the programs of wan2.6-t2v do.

Not here: whether it is right.
"""

import json

import requests

PROMPT = (
    "一幅史诗级可爱的场景。一只小巧可爱的卡通小猫将军，身穿细节精致的金色盔甲，头戴一个稍大的头盔，勇敢地站在悬崖上。"
    '他骑着一匹虽小但英勇的战马，说："青海长云暗雪山，孤城遥望玉门关。黄沙百战穿金甲，不破楼兰终不还。"。'
    "悬崖下方，一支由老鼠组成的、数量庞大、无穷无尽的军队正带着临时制作的武器向前冲锋。"
    "这是一个戏剧性的、大规模的战斗场景，灵感来自中国古代的战争史诗。远处的雪山上空，天空乌云密布。"
    '整体氛围是"可爱"与"霸气"的搞笑和史诗般的融合。'
)


def submit(url: str, api_key: str, *, audio_url: str) -> None:
    """The first program."""
    headers = {
        "X-DashScope-Async": "enable",
        "Content-Type": "application/json",
        "Authorization": f"{api_key}",
    }
    payload = {
        "model": "wan2.6-t2v",
        "input": {
            "prompt": PROMPT,
            "audio_url": audio_url,
            "negative_prompt": "",
        },
        "parameters": {
            "size": "1920*1080",
            "prompt_extend": True,
            "duration": 10,
            "shot_type": "multi",
            "watermark": False,
            "seed": 666,
        },
    }
    response = requests.post(url, headers=headers, json=payload)
    print(json.dumps(response.json(), indent=2, ensure_ascii=False))


def query(url: str, api_key: str, *, task_id: str) -> None:
    """The second program, with its reading of the JSON inside the JSON."""
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"{api_key}",
    }
    payload = {
        "model": "wan2.6-get",
        "input": task_id,
    }
    response = requests.post(url, headers=headers, json=payload)
    result = response.json()
    print(json.dumps(result, indent=2, ensure_ascii=False))
    if "output" in result and len(result["output"]) > 0:
        content = result["output"][0].get("content", [])
        if content and "text" in content[0]:
            inner_data = json.loads(content[0]["text"])
            task_status = inner_data.get("task_status")
            if task_status == "SUCCEEDED":
                print("\n" + "=" * 50)
                print("✅ 视频生成成功！可直接复制的链接：")
                print(inner_data.get("video_url"))
                print("=" * 50)
            elif task_status in {"PENDING", "RUNNING"}:
                print(f"\n⏳ 任务状态: {task_status}，请稍后再次查询")
            elif task_status == "FAILED":
                print(f"\n❌ 任务失败: {inner_data.get('message', '未知错误')}")
            else:
                print(f"\n任务状态: {task_status}")
