"""`onereel demo`: a server, a request, a progress bar, a video.

Not here: a client library; this speaks plain HTTP, as any program would.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from onereel.cli.arguments import DataDirectory
from onereel.cli.embedded import running_server
from onereel.cli.ending import say, tell
from onereel.cli.speaking import tongue_at

_MODEL = "kling-v2-6-text2video"
_QUERY = "kling-text2video-get"
_PROMPT = "日落时分，一个人在海边跳舞，海鸥飞过"


def demo(
    prompt: Annotated[str, typer.Argument(help="What the video is to show.")] = _PROMPT,
    data_dir: DataDirectory = Path("demo"),
) -> None:
    """Start a server of its own, ask it for a video, and leave the video in the data directory."""
    directory = data_dir or Path("demo")
    with (
        running_server(directory, name="demo") as (base_url, key),
        # Its server is on this machine, whatever proxies are set.
        httpx.Client(base_url=base_url, timeout=60, trust_env=False) as client,
    ):
        client.headers["Authorization"] = key
        accepted = client.post("/v1/responses", json={"model": _MODEL, "input": prompt, "sound": "on"})
        accepted.raise_for_status()
        task_id = accepted.json()["data"]["task_id"]
        typer.echo(f"POST {base_url}/v1/responses → task {task_id}")
        _follow(client, task_id)
        ended = client.post("/v1/responses", json={"model": _QUERY, "input": task_id}).json()["data"]
        if ended["task_status"] != "succeed":
            say(f"The task failed: {ended['task_status_msg']}", style="red")
            raise typer.Exit(1)
        video = ended["task_result"]["videos"][0]
        target = directory / f"{task_id}.mp4"
        target.write_bytes(client.get(video["url"]).raise_for_status().content)
    tell(f"{video['duration']} s of video: {target.resolve()}")


def _follow(client: httpx.Client, task_id: str) -> None:
    """Show the task's progress until it has ended."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        bar = progress.add_task(tongue_at(sys.stdout).tell("drawing"), total=100)
        for percentage in _percentages(client, task_id):
            progress.update(bar, completed=percentage)
        progress.update(bar, completed=100)


def _percentages(client: httpx.Client, task_id: str) -> Iterator[int]:
    """What the stream of the query says of progress."""
    question = {"model": _QUERY, "input": task_id, "stream": True}
    with client.stream("POST", "/v1/responses", json=question, timeout=None) as response:
        for line in response.raise_for_status().iter_lines():
            if line.startswith("data: "):
                said = json.loads(line.removeprefix("data: ")).get("delta", "")
                number = said.partition("当前进度: ")[2].rstrip("%")
                if number.isdecimal():
                    yield int(number)
