"""What is sent through the guarded client: where it goes, what comes back, and where it stops.

Not here: whose addresses are refused; `test_fetch_guard.py` shows that of every request, and callbacks are shown in
`tests/callbacks`.
"""

import asyncio

import pytest
from aiohttp import web

from onereel.assets.fetch import Posted
from onereel.errors import FetchFailed, FetchRefused


async def send(client, url, *, seconds=20):
    return await client.post(url, body=b"{}", headers={"Content-Type": "application/json"}, seconds=seconds)


@pytest.mark.parametrize("status", [200, 204, 404, 410, 500])
async def test_body_and_headers_arrive_and_any_status_is_an_answer(serve, client_for, status):
    seen = []

    async def handler(request):
        seen.append((request.method, request.path_qs, await request.read(), request.headers))
        return web.Response(status=status)

    place = await serve(handler)
    assert await send(client_for(place), f"http://{place}/hook?a=1") == Posted(status=status, retry_after=None)
    ((method, path, body, headers),) = seen
    assert (method, path, body, headers["Content-Type"]) == ("POST", "/hook?a=1", b"{}", "application/json")
    assert headers["User-Agent"].startswith("onereel/")
    assert {"Cookie", "Authorization", "Proxy-Authorization", "Referer"}.isdisjoint(headers)


async def test_the_wish_to_be_asked_later_comes_back_as_it_is_written(serve, client_for):
    async def handler(request):
        return web.Response(status=503, headers={"Retry-After": " soon"})

    place = await serve(handler)
    assert await send(client_for(place), f"http://{place}/") == Posted(status=503, retry_after="soon")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(serve, client_for, status):
    seen = []

    async def handler(request):
        seen.append(request.path)
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    place = await serve(handler)
    assert (await send(client_for(place), f"http://{place}/hook")).status == status
    assert seen == ["/hook"]


async def test_an_answer_without_end_is_not_read(serve, client_for):
    gone = asyncio.Event()

    async def handler(request):
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(100_000))
        finally:
            gone.set()

    place = await serve(handler)
    async with asyncio.timeout(20):
        assert (await send(client_for(place), f"http://{place}/")).status == 200
        await gone.wait()


async def test_a_receiver_that_does_not_answer_is_left_when_time_is_up(serve, client_for):
    left = asyncio.Event()

    async def handler(request):
        try:
            await asyncio.Event().wait()
        finally:
            left.set()

    place = await serve(handler)
    with pytest.raises(FetchFailed, match=rf"^{place} did not answer in time \(at most 0\.05 s\)$"):
        await send(client_for(place), f"http://{place}/", seconds=0.05)
    async with asyncio.timeout(20):
        await left.wait()


async def test_a_look_up_without_end_counts_as_time(client_for):
    async def resolve(host, port):
        await asyncio.Event().wait()

    with pytest.raises(FetchFailed, match="did not answer in time"):
        await send(client_for(resolve=resolve), "http://slow.example/", seconds=0.05)


async def test_nobody_there_is_told(client_for, unused_port):
    with pytest.raises(FetchFailed, match=f"^{unused_port} cannot be connected to$"):
        await send(client_for(unused_port), f"http://{unused_port}/")


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 200", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"a" * 20_000 + b"\r\n\r\n"]
)
async def test_an_answer_that_is_no_http_is_told(serve_raw, client_for, answer):
    place = await serve_raw(answer)
    with pytest.raises(FetchFailed, match=f"^{place} broke the transfer off$"):
        await send(client_for(place), f"http://{place}/")


async def test_nothing_is_sent_to_a_private_address(serve, client_for, names):
    seen = []

    async def handler(request):
        seen.append(request)
        return web.Response()

    place = await serve(handler)
    names.answers["inside.example"] = [["127.0.0.1"]]
    client = client_for(resolve=names.resolve)
    for url in (f"http://{place}/", f"http://inside.example:{place.port}/", f"http://[::ffff:127.0.0.1]:{place.port}/"):
        with pytest.raises(FetchRefused, match="is not on the public internet"):
            await send(client, url)
    assert seen == []
