"""What a type checker makes of a user's program, for both clients.

Not here: our own types, which `make check` checks.
"""

import re

from mypy import api

PROGRAM = """
from pathlib import Path
from onereel import AsyncClient, AsyncVideo, Client, Image, Progress, State, Video


def waiting() -> None:
    with Client(api_key="k", base_url="http://host", timeout=5.0) as client:
        image = client.images.upload(Path("a.png"))
        reveal_type(image)
        video = client.videos.create(model="viduq2-pro", first_frame=image, last_frame=b"", duration=5)
        reveal_type(video)
        reveal_type(video.wait(on_progress=print).save("a.mp4"))
        for event in video.events():
            reveal_type(event)
        reveal_type(video.cancel())
        reveal_type(client.videos.generate(model="viduq2-pro", prompt="x", save_to="a.mp4", duration=5).url)
        reveal_type(client.videos.retrieve(model="viduq2-pro", id="1").state)


async def concurrent() -> None:
    async with AsyncClient() as client:
        image = await client.images.upload("https://host/a.png")
        reveal_type(image)
        video = await client.videos.create(model="viduq2-pro", first_frame=image, last_frame=image)
        reveal_type(video)
        reveal_type(await (await video.wait()).save("a.mp4"))
        async for event in video.events():
            reveal_type(event)
        reveal_type(await video.cancel())
        reveal_type((await client.videos.generate(model="viduq2-pro", prompt="x")).url)
        reveal_type((await client.videos.retrieve(model="viduq2-pro", id=1)).state)


def wrong(client: Client) -> None:
    client.videos.create(model="viduq2-pro", duration="5")
    client.videos.generate(model="viduq2-pro", durations=5)
    client.videos.retrieve(id="1")
"""

REVEALED = [
    "onereel.client.pictures.Image",
    "onereel.client.{}.video.{}Video",
    "pathlib.Path",
    "onereel.client.states.Progress",
    "onereel.client.{}.video.{}Video",
    "str | None",
    "onereel.client.states.State",
]


def test_types_are_exact_and_mistakes_are_found(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    output, trouble, _ = api.run(["--strict", "--no-incremental", "--config-file=", "--no-error-summary", str(path)])
    assert trouble == ""
    revealed = re.findall(r'Revealed type is "(.*)"', output)
    expected = [name.format(*names) for names in (("sync", ""), ("aio", "Async")) for name in REVEALED]
    assert [name.replace("Union[str, None]", "str | None") for name in revealed] == expected
    assert re.findall(r"error: .* \[([a-z-]+)\]", output) == ["arg-type", "call-arg", "call-arg"]
