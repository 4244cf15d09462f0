"""Downloads through the guarded client: what comes through, what is cut off, and what the caller is told."""

import asyncio
import base64
import gzip
import hashlib

import pytest
from aiohttp import web

from onereel.assets.fetch import Downloaded, FetchLimits
from onereel.assets.sniff import MediaType
from onereel.errors import FetchFailed, FetchRefused

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


async def test_the_content_and_its_true_kind_come_back(serve, client_for):
    async def handler(request):
        return web.Response(body=PNG, content_type="text/html")

    place = await serve(handler)
    fetched = await client_for(place).fetch(f"http://{place}/a.gif", max_bytes=1000)
    assert fetched.content == PNG
    assert fetched.media_type is MediaType.PNG


async def test_the_request_carries_nothing_of_ours(serve, client_for, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    seen = []

    async def handler(request):
        seen.append(request)
        response = web.Response(body=PNG)
        response.set_cookie("a", "b")
        return response

    place = await serve(handler)
    client = client_for(place)
    for _ in range(2):
        await client.fetch(f"http://{place}/a%2Fb/图?x=%2B+y&sig=a%3D#f", max_bytes=1000)
    for request in seen:
        assert request.raw_path == "/a%2Fb/%E5%9B%BE?x=%2B+y&sig=a%3D"
        assert request.headers["User-Agent"].startswith("onereel/")
        assert request.headers["Accept-Encoding"] == "identity"
        assert {"Cookie", "Authorization", "Proxy-Authorization", "Referer"}.isdisjoint(request.headers)


async def test_a_large_file_goes_to_disk(serve, client_for, tmp_path):
    content = PNG + bytes(3_000_000)

    async def handler(request):
        return web.Response(body=content)

    place = await serve(handler)
    target = tmp_path / "a"
    downloaded = await client_for(place).download(f"http://{place}/", target=target, max_bytes=len(content))
    assert target.read_bytes() == content
    assert downloaded == Downloaded(
        size_bytes=len(content), media_type=MediaType.PNG, sha256=hashlib.sha256(content).hexdigest()
    )


def md5(content):
    return base64.b64encode(hashlib.md5(content).digest()).decode()


@pytest.mark.parametrize("size", [100, 3_000_000])
async def test_a_body_that_has_not_the_md5_which_its_header_promises_is_told(serve, client_for, tmp_path, size):
    sent, promised = bytes(size), bytes(size - 1) + b"\1"

    async def handler(request):
        content = {"/right": sent, "/wrong": promised}[request.path]
        return web.Response(body=sent, headers={"Content-MD5": md5(content)})

    place = await serve(handler)
    client = client_for(place)
    kept = tmp_path / "kept"
    downloaded = await client.download(f"http://{place}/right", target=kept, max_bytes=size)
    assert (downloaded.size_bytes, kept.read_bytes()) == (size, sent)
    with pytest.raises(FetchFailed, match=rf"^127\.0\.0\.1:{place.port} sent a file that is damaged"):
        await client.download(f"http://{place}/wrong", target=tmp_path / "gone", max_bytes=size)
    with pytest.raises(FetchFailed, match="is damaged"):
        await client.fetch(f"http://{place}/wrong", max_bytes=size)
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-MD5": hashlib.md5(b"another").hexdigest()},
        {"Content-MD5": md5(b"another")[:-4]},
        {"Content-MD5": "no MD5 at all"},
        {"Content-MD5": ""},
        {"ETag": f'"{hashlib.md5(b"another").hexdigest()}"'},
    ],
    ids=["in hex", "cut short", "words", "empty", "an ETag"],
)
async def test_what_is_no_promise_of_an_md5_is_not_held_against_the_body(serve, client_for, headers):
    async def handler(request):
        return web.Response(body=PNG, headers=headers)

    place = await serve(handler)
    assert (await client_for(place).fetch(f"http://{place}/", max_bytes=1000)).content == PNG


async def test_headers_go_along_until_a_redirect_leads_to_another_host(serve, client_for, tmp_path):
    seen = []

    async def handler(request):
        seen.append((request.path, request.headers.get("Authorization")))
        elsewhere = {"/content": "/moved", "/moved": f"http://{other}/there", "/there": f"http://{place}/back"}
        if request.path in elsewhere:
            return web.Response(status=307, headers={"Location": elsewhere[request.path]})
        return web.Response(body=PNG)

    place, other = await serve(handler), await serve(handler)
    headers = {"Authorization": "Bearer key"}
    url = f"http://{place}/content"
    await client_for(place, other).download(url, target=tmp_path / "a", max_bytes=1000, headers=headers)
    # Not even back at home: by then it is the other who says what is asked for.
    assert seen == [("/content", "Bearer key"), ("/moved", "Bearer key"), ("/there", None), ("/back", None)]


async def test_a_failed_download_leaves_no_file(serve, client_for, tmp_path):
    async def handler(request):
        return web.Response(body=PNG)

    place = await serve(handler)
    target = tmp_path / "a"
    with pytest.raises(FetchFailed):
        await client_for(place).download(f"http://{place}/", target=target, max_bytes=20)
    assert list(tmp_path.iterdir()) == []


async def test_an_existing_file_is_never_written_over(client_for, tmp_path):
    target = tmp_path / "a"
    target.write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        await client_for().download("http://example.com/", target=target, max_bytes=20)
    assert target.read_bytes() == b"kept"


@pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 500])
async def test_another_status_is_told(serve, client_for, status):
    async def handler(request):
        return web.Response(status=status)

    place = await serve(handler)
    with pytest.raises(FetchFailed, match=rf"^127\.0\.0\.1:{place.port} answered with status {status}"):
        await client_for(place).fetch(f"http://{place}/", max_bytes=10)


async def test_an_empty_body_is_told(serve, client_for):
    async def handler(request):
        return web.Response()

    place = await serve(handler)
    with pytest.raises(FetchFailed, match="empty"):
        await client_for(place).fetch(f"http://{place}/", max_bytes=10)


async def test_a_stated_size_beyond_the_limit_is_refused_at_once(serve_raw, client_for):
    place = await serve_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nabc")
    with pytest.raises(FetchFailed, match="larger than 1000 bytes"):
        await client_for(place).fetch(f"http://{place}/", max_bytes=1000)


async def test_a_body_without_stated_size_is_cut_at_the_limit(serve, client_for):
    sent = []

    async def handler(request):
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(10_000))
                sent.append(10_000)
        except ConnectionError:
            return response

    place = await serve(handler)
    with pytest.raises(FetchFailed, match="larger than 50000 bytes"):
        await client_for(place).fetch(f"http://{place}/", max_bytes=50_000)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nmore than that",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFF\r\nonly this",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\n" + b"A: " + b"b" * 100_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
    ],
)
async def test_a_server_that_breaks_its_word_is_told(serve_raw, client_for, answer):
    place = await serve_raw(answer)
    with pytest.raises(FetchFailed, match=rf"^127\.0\.0\.1:{place.port} broke the transfer off$"):
        await client_for(place).fetch(f"http://{place}/", max_bytes=1000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, identity"])
async def test_a_compressed_answer_is_never_unpacked(serve_raw, client_for, encoding):
    bomb = gzip.compress(bytes(5_000_000))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(bomb)}\r\n\r\n"
    place = await serve_raw(head.encode() + bomb)
    with pytest.raises(FetchFailed, match="compressed"):
        await client_for(place).fetch(f"http://{place}/", max_bytes=10_000_000)


@pytest.mark.parametrize("when", ["before the headers", "within the body"])
async def test_a_server_that_stops_is_left(serve, client_for, when):
    never = asyncio.Event()

    async def handler(request):
        response = web.StreamResponse()
        if when == "within the body":
            await response.prepare(request)
            await response.write(b"abc")
        await never.wait()
        return response

    place = await serve(handler)
    client = client_for(place, limits=FetchLimits(total_seconds=0.2))
    with pytest.raises(FetchFailed, match=r"in time \(at most 0\.2 s\)"):
        await client.fetch(f"http://{place}/", max_bytes=1000)


async def test_a_closed_port_is_told(client_for, unused_port):
    with pytest.raises(FetchFailed, match="cannot be connected to"):
        await client_for(unused_port).fetch(f"http://{unused_port}/", max_bytes=1000)


async def test_the_url_is_judged_before_anything_is_opened(client_for):
    with pytest.raises(FetchRefused):
        await client_for().fetch("file:///etc/passwd", max_bytes=1000)
