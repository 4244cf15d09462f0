"""No redirect, name or certificate leads the guarded client into a private network."""

import asyncio
import ssl
from pathlib import Path

import pytest
from aiohttp import web

from onereel.assets import fetch
from onereel.assets.fetch import FetchLimits, resolve_name
from onereel.assets.urls import HostPort
from onereel.errors import FetchFailed, FetchRefused

PEM = Path(__file__).with_name("media_example.pem")


async def answer_file(request):
    return web.Response(body=b"the file")


def redirect_to(location, status=302):
    async def handler(request):
        return web.Response(status=status, headers={"Location": location})

    return handler


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[64:ff9b::7f00:1]:{port}/",
        "http://2130706433:{port}/",
        "http://0.0.0.0:{port}/",
    ],
)
async def test_a_private_literal_is_refused_before_any_connection(serve, client_for, url):
    seen = []

    async def handler(request):
        seen.append(request)
        return web.Response(body=b"secret")

    place = await serve(handler)
    with pytest.raises(FetchRefused):
        await client_for().fetch(url.format(port=place.port), max_bytes=100)
    assert seen == []


async def test_the_refusal_names_the_host_as_written_and_the_cure(client_for):
    with pytest.raises(FetchRefused) as caught:
        await client_for().fetch("http://127.0.0.1:18099/a.png", max_bytes=100)
    assert str(caught.value).startswith("127.0.0.1:18099 ")
    assert "--allow-private 127.0.0.1:18099" in str(caught.value)


async def test_an_allowance_holds_for_its_port_only(serve, client_for):
    place, other = await serve(answer_file), await serve(answer_file)
    client = client_for(place)
    assert (await client.fetch(f"http://{place}/", max_bytes=100)).content == b"the file"
    with pytest.raises(FetchRefused):
        await client.fetch(f"http://{other}/", max_bytes=100)


async def test_a_name_for_a_private_address_is_refused_and_the_address_not_told(serve, client_for, names):
    place = await serve(answer_file)
    names.answers["Inside.example".lower()] = [["10.11.12.13"]]
    with pytest.raises(FetchRefused) as caught:
        await client_for(resolve=names.resolve).fetch(f"http://Inside.example:{place.port}/", max_bytes=100)
    assert f"Inside.example:{place.port} is not on the public internet" in str(caught.value)
    assert f"--allow-private inside.example:{place.port}" in str(caught.value)
    assert "10.11" not in str(caught.value)


async def test_an_allowed_name_may_be_private(serve, client_for, names):
    place = await serve(answer_file)
    names.answers["inside.example"] = [["127.0.0.1"]]
    client = client_for(HostPort(host="inside.example", port=place.port), resolve=names.resolve)
    assert (await client.fetch(f"http://INSIDE.example:{place.port}/", max_bytes=100)).content == b"the file"


@pytest.mark.parametrize(
    "answer", [["8.8.8.8", "127.0.0.1"], ["2606:4700::1111", "::1"], ["8.8.8.8", "::ffff:10.0.0.1"]]
)
async def test_one_private_address_condemns_the_whole_answer(client_for, names, answer):
    names.answers["mixed.example"] = [answer]
    with pytest.raises(FetchRefused):
        await client_for(resolve=names.resolve).fetch("http://mixed.example/", max_bytes=100)


async def test_the_connection_goes_to_the_address_that_was_checked(serve, client_for, names, monkeypatch):
    # Loopback's first address plays the public internet here, the second one the private network.
    monkeypatch.setattr(fetch, "is_public", lambda address: str(address) == "127.0.0.1")
    place = await serve(answer_file)
    names.answers["rebinding.example"] = [["127.0.0.1"], ["127.0.0.2"]]
    client = client_for(resolve=names.resolve)
    url = f"http://rebinding.example:{place.port}/"
    assert (await client.fetch(url, max_bytes=100)).content == b"the file"
    assert names.asked == ["rebinding.example"]
    with pytest.raises(FetchRefused):
        await client.fetch(url, max_bytes=100)


async def test_a_redirect_is_looked_up_anew(serve, client_for, names, monkeypatch):
    monkeypatch.setattr(fetch, "is_public", lambda address: str(address) == "127.0.0.1")
    place = await serve(redirect_to("/again"))
    names.answers["rebinding.example"] = [["127.0.0.1"], ["127.0.0.2"]]
    with pytest.raises(FetchRefused, match=r"^rebinding\.example:\d+ redirects to an address that is not allowed"):
        await client_for(resolve=names.resolve).fetch(f"http://rebinding.example:{place.port}/", max_bytes=100)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_a_private_address_is_refused_and_not_told(serve, client_for, status):
    seen = []

    async def secret(request):
        seen.append(request)
        return web.Response(body=b"secret")

    hidden = await serve(secret)
    place = await serve(redirect_to(f"http://{hidden}/", status))
    with pytest.raises(FetchRefused) as caught:
        await client_for(place).fetch(f"http://{place}/", max_bytes=100)
    assert str(place) in str(caught.value)
    assert str(hidden.port) not in str(caught.value)
    assert seen == []


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://u:p@127.0.0.1/", "http://127.1/", "http://[", "ws://e.com/"]
)
async def test_a_redirect_that_cannot_be_read_is_refused(serve, client_for, location):
    place = await serve(redirect_to(location))
    with pytest.raises(FetchRefused, match="redirects to an address that is not allowed"):
        await client_for(place).fetch(f"http://{place}/", max_bytes=100)


async def test_a_redirect_to_nothing_fails(serve, client_for):
    async def handler(request):
        return web.Response(status=302)

    place = await serve(handler)
    with pytest.raises(FetchFailed, match="without saying where to"):
        await client_for(place).fetch(f"http://{place}/", max_bytes=100)


@pytest.mark.parametrize(("hops", "arrives"), [(1, True), (3, True), (4, False)])
async def test_three_redirects_are_followed(serve, client_for, hops, arrives):
    async def handler(request):
        left = int(request.path.strip("/"))
        if left == 0:
            return web.Response(body=b"the file")
        return web.Response(status=302, headers={"Location": f"/{left - 1}"})

    place = await serve(handler)
    fetching = client_for(place).fetch(f"http://{place}/{hops}", max_bytes=100)
    if arrives:
        assert (await fetching).content == b"the file"
    else:
        with pytest.raises(FetchFailed, match="more than 3 times"):
            await fetching


async def test_a_redirect_loop_ends(serve, client_for):
    place = await serve(redirect_to("/"))
    with pytest.raises(FetchFailed, match="more than 3 times"):
        await client_for(place).fetch(f"http://{place}/", max_bytes=100)


@pytest.mark.parametrize("answers", [[], [[]]])
async def test_a_name_without_address_is_told(client_for, names, answers):
    names.answers["nowhere.example"] = answers
    with pytest.raises(FetchFailed, match=r"^nowhere\.example cannot be found"):
        await client_for(resolve=names.resolve).fetch("http://nowhere.example/", max_bytes=100)


async def test_a_look_up_that_hangs_is_left(client_for):
    async def hang(host, port):
        await asyncio.Event().wait()

    client = client_for(resolve=hang, limits=FetchLimits(lookup_seconds=0.1))
    with pytest.raises(FetchFailed, match="in time"):
        await client.fetch("http://hanging.example/", max_bytes=100)


async def test_the_system_knows_loopback():
    assert set(await resolve_name("localhost", 80)) <= {"127.0.0.1", "::1"}


@pytest.fixture
def media_example_tls():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)
    return context


async def test_a_pinned_connection_still_asks_for_the_right_name(serve, client_for, names, media_example_tls):
    asked = []
    media_example_tls.sni_callback = lambda _socket, name, _context: asked.append(name)
    place = await serve(answer_file, tls=media_example_tls)
    names.answers["media.example"] = [["127.0.0.1"]]
    allowed = HostPort(host="media.example", port=place.port)
    client = client_for(allowed, resolve=names.resolve, tls=ssl.create_default_context(cafile=PEM))
    assert (await client.fetch(f"https://{allowed}/", max_bytes=100)).content == b"the file"
    assert asked == ["media.example"]


@pytest.mark.parametrize("trusted", [True, False])
async def test_a_wrong_or_unknown_certificate_is_told(serve, client_for, names, media_example_tls, trusted):
    place = await serve(answer_file, tls=media_example_tls)
    names.answers["other.example"] = [["127.0.0.1"]]
    names.answers["media.example"] = [["127.0.0.1"]]
    allowed = HostPort(host="other.example" if trusted else "media.example", port=place.port)
    tls = ssl.create_default_context(cafile=PEM) if trusted else None
    with pytest.raises(FetchFailed, match="no certificate that can be trusted"):
        await client_for(allowed, resolve=names.resolve, tls=tls).fetch(f"https://{allowed}/", max_bytes=100)
