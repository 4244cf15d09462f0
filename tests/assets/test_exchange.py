"""What is asked of a vendor through the guarded client, and above all whether it may have been sent.

Not here: what every request of the client keeps to (`test_fetch_guard.py`, `test_post.py`).
"""

import asyncio

import pytest
from aiohttp import web

from onereel.assets.fetch import Exchanged, Part
from onereel.errors import FetchFailed, FetchRefused, FetchUnsent


async def ask(client, url, *, method="POST", body=b"{}", seconds=20, max_bytes=1000):
    return await client.exchange(
        method, url, headers={"Authorization": "Bearer key"}, body=body, seconds=seconds, max_bytes=max_bytes
    )


async def test_the_whole_answer_comes_back_whatever_its_status(serve, client_for):
    async def handler(request):
        assert (request.method, await request.read()) == ("POST", b"{}")
        assert request.headers["Authorization"] == "Bearer key"
        return web.Response(status=429, body=b'{"code": 1302}', headers={"Retry-After": "3"})

    place = await serve(handler)
    answer = await ask(client_for(place), f"http://{place}/v1/videos")
    assert answer == Exchanged(status=429, content=b'{"code": 1302}', retry_after="3")


async def test_questions_share_a_connection_and_orders_have_their_own(serve, client_for):
    """An order on a connection that the vendor is just closing would leave open whether it was taken."""
    connections = []

    async def handler(request):
        connections.append(request.transport)
        return web.Response(body=b"{}")

    place = await serve(handler)
    client = client_for(place)
    for method in ("GET", "GET", "POST", "POST", "GET"):
        await ask(client, f"http://{place}/", method=method, body=None)
    first, second, third, fourth, fifth = connections
    assert first is second is fifth
    assert len({first, third, fourth}) == 3


async def test_a_question_on_a_connection_that_has_died_is_asked_anew(serve, client_for):
    async def handler(request):
        response = web.Response(body=b"{}")
        await response.prepare(request)
        await response.write_eof()
        request.transport.close()
        return response

    place = await serve(handler)
    client = client_for(place)
    assert [(await ask(client, f"http://{place}/", method="GET", body=None)).status for _ in range(5)] == [200] * 5


async def test_files_go_as_multipart(serve, client_for):
    async def handler(request):
        form = await request.post()
        image = form["image"]
        assert (image.content_type, image.file.read()) == ("image/png", b"picture")
        return web.Response(body=b"ok")

    place = await serve(handler)
    body = {"image": Part(content_type="image/png", content=b"picture")}
    assert (await ask(client_for(place), f"http://{place}/upload", body=body)).status == 200


async def test_texts_go_as_multipart_with_files_and_without(serve, client_for):
    forms = []

    async def handler(request):
        assert request.content_type == "multipart/form-data"
        forms.append(
            {name: part if isinstance(part, str) else part.file.read() for name, part in (await request.post()).items()}
        )
        return web.Response(body=b"ok")

    place = await serve(handler)
    for body in (
        {"prompt": "一只猫"},
        {"prompt": "一只猫", "image": Part(content_type="image/png", content=b"picture")},
    ):
        await ask(client_for(place), f"http://{place}/", body=body)
    assert forms == [{"prompt": "一只猫"}, {"prompt": "一只猫", "image": b"picture"}]


class TestStreams:
    """Of an answer that goes on and on, only so much is read as is enough."""

    def stream(self, *chunks, ends=False):
        async def handler(request):
            response = web.StreamResponse()
            await response.prepare(request)
            for chunk in chunks:
                await response.write(chunk)
            if not ends:
                await asyncio.Event().wait()
            return response

        return handler

    async def listen(self, client, url, *, seconds=20, max_bytes=1000):
        return await client.exchange(
            "POST",
            url,
            headers={},
            body=b"{}",
            seconds=seconds,
            max_bytes=max_bytes,
            enough=lambda event: b"50%" in event,
        )

    async def test_up_to_the_event_that_is_enough(self, serve, client_for):
        place = await serve(self.stream(b"data: a\n\nda", b"ta: 50%\n", b"\n"))
        answer = await self.listen(client_for(place), f"http://{place}/")
        assert answer == Exchanged(status=200, content=b"data: a\n\ndata: 50%\n\n", retry_after=None)

    async def test_to_its_end_where_none_is(self, serve, client_for):
        place = await serve(self.stream(b"data: a\n\n", ends=True))
        assert (await self.listen(client_for(place), f"http://{place}/")).content == b"data: a\n\n"

    async def test_what_has_come_is_the_answer_when_time_is_up(self, serve, client_for):
        place = await serve(self.stream(b"data: a\n\ndata: b"))
        answer = await self.listen(client_for(place), f"http://{place}/", seconds=0.3)
        assert answer.content == b"data: a\n\ndata: b"

    async def test_nothing_at_all_is_silence(self, serve, client_for):
        async def handler(_request):
            await asyncio.Event().wait()

        place = await serve(handler)
        with pytest.raises(FetchFailed, match="did not answer in time"):
            await self.listen(client_for(place), f"http://{place}/", seconds=0.3)

    async def test_never_more_than_is_allowed(self, serve, client_for):
        place = await serve(self.stream(b"data: a\n\n" * 200))
        with pytest.raises(FetchFailed, match="answered with more than 1000 bytes"):
            await self.listen(client_for(place), f"http://{place}/")


async def test_a_question_has_no_body(serve, client_for):
    async def handler(request):
        assert (request.method, await request.read()) == ("GET", b"")
        return web.Response(body=b"ok")

    place = await serve(handler)
    assert (await ask(client_for(place), f"http://{place}/", method="GET", body=None)).content == b"ok"


async def test_a_redirect_is_an_answer(serve, client_for):
    async def handler(_request):
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    place = await serve(handler)
    assert (await ask(client_for(place), f"http://{place}/")).status == 307


async def test_where_nobody_is_nothing_was_sent(client_for, unused_port, names):
    with pytest.raises(FetchUnsent):
        await ask(client_for(unused_port), f"http://{unused_port}/")
    with pytest.raises(FetchUnsent):
        await ask(client_for(resolve=names.resolve), "http://absent.example/")
    with pytest.raises(FetchRefused):
        await ask(client_for(), f"http://{unused_port}/")


async def test_after_it_was_sent_silence_says_nothing(serve, client_for):
    taken = asyncio.Event()

    async def handler(request):
        await request.read()
        taken.set()
        await asyncio.Event().wait()

    place = await serve(handler)
    with pytest.raises(FetchFailed, match="did not answer in time") as silent:
        await ask(client_for(place), f"http://{place}/", seconds=0.2)
    assert taken.is_set()
    assert not isinstance(silent.value, FetchUnsent)


@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", b"", b"nonsense\r\n\r\n"])
async def test_an_answer_that_breaks_off_says_nothing(serve_raw, client_for, answer):
    place = await serve_raw(answer)
    with pytest.raises(FetchFailed) as broken:
        await ask(client_for(place), f"http://{place}/")
    assert not isinstance(broken.value, FetchUnsent)


async def test_an_answer_without_end_is_not_taken_in(serve, client_for):
    async def handler(_request):
        return web.Response(body=b"x" * 1001)

    place = await serve(handler)
    with pytest.raises(FetchFailed, match="more than 1000 bytes"):
        await ask(client_for(place), f"http://{place}/")
