"""The waiting client is the async one without its waiting words: what is committed is what the program writes.

Not here: what either does; every other test runs both.
"""

import inspect

import pytest
from tools.write_sync_client import SOURCE, TARGET, translate, write_all

import onereel
from onereel.client.aio.videos import AsyncVideos
from onereel.client.wish import WishFields


def test_what_is_committed_is_what_is_written(tmp_path):
    write_all(tmp_path)
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.py")}
    committed = {path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*.py")}
    assert written == committed, "run `make client`"
    assert set(written) == {path.name for path in SOURCE.glob("*.py")}


def test_nothing_in_it_waits_like_an_async_program():
    for path in TARGET.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in ("await", "async ", "Async", "aio.", "asyncio") if word in text], path.name


ASYNC = '''"""With `AsyncClient`: `async with client`."""
async def go(await_it: AsyncVideo) -> str:
    # await video.wait()
    return "await AsyncVideo" + await (await one(x))
'''
WAITING = '''"""With `Client`: `with client`."""
def go(await_it: Video) -> str:
    # video.wait()
    return "await AsyncVideo" + (one(x))
'''


def test_a_file_is_translated_token_by_token():
    assert translate(ASYNC) == WAITING


@pytest.mark.parametrize(
    ("async_class", "waiting_class"), [(onereel.AsyncClient, onereel.Client), (onereel.AsyncVideo, onereel.Video)]
)
def test_both_have_the_same_names(async_class, waiting_class):
    def public(kind):
        return {name.removeprefix("a") if name == "aclose" else name for name in dir(kind) if not name.startswith("_")}

    assert public(async_class) == public(waiting_class)


def test_generate_takes_what_create_takes():
    create = inspect.signature(AsyncVideos.create).parameters
    assert set(create) - {"self", "model"} == set(WishFields.__annotations__)
