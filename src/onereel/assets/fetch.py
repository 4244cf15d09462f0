"""The only way in which anything is downloaded from, or sent to, an address that came from outside.

Not here: the reading of URLs (`urls.py`) and which addresses are public (`addresses.py`).
"""

import asyncio
import hashlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from io import BufferedWriter
from ipaddress import ip_address
from pathlib import Path
from typing import TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from onereel.assets.addresses import is_public
from onereel.assets.answers import Body, Enough, Keep, check_reply, receive, trouble_text
from onereel.assets.sniff import HEAD_BYTES, MediaType, sniff
from onereel.assets.urls import HostPort, WebAddress, not_public_text, parse_redirect, parse_url
from onereel.errors import FetchFailed, FetchRefused, FetchUnsent

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Takes a host name and a port, answers IP addresses in text. Raises OSError when there are none."""

_REDIRECTS = (301, 302, 303, 307, 308)
_CONNECTIONS = 32
# Look-ups have threads of their own: one that hangs must not hold up the file work in the loop's pool.
_name_lookups = ThreadPoolExecutor(max_workers=8, thread_name_prefix="name-lookup")


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchLimits:
    """What one download may take."""

    total_seconds: float = 30.0
    """From the first look-up to the last byte, redirects included."""
    connect_seconds: float = 5.0
    lookup_seconds: float = 5.0
    redirects: int = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A download in memory."""

    content: bytes
    media_type: MediaType | None
    """By its first bytes, whatever the server called it; None for a kind that we do not know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Downloaded:
    """A download on disk."""

    size_bytes: int
    media_type: MediaType | None
    """As in Fetched."""
    sha256: str
    """Hex, of the bytes as they arrived."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """The answer to something that was sent, whatever its status."""

    status: int
    """HTTP."""
    retry_after: str | None
    """The header of that name, as it came."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchanged:
    """A whole answer, whatever its status."""

    status: int
    """HTTP."""
    content: bytes
    retry_after: str | None
    """The header of that name, as it came."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One file of multipart/form-data."""

    content_type: str
    content: bytes


async def resolve_name(host: str, port: int) -> Sequence[str]:
    """The addresses that the system knows for a name."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    answers = await asyncio.get_running_loop().run_in_executor(_name_lookups, look_up)
    return [str(answer[4][0]) for answer in answers]


class GuardedClient:
    """Downloads from public addresses, and from private ones that the operator allows by host and port.

    Every hop is parsed, looked up and checked, and the connection goes to an address out of the very answer that was
    checked. No cookies, credentials, proxies or compression. To be closed with `aclose`.
    """

    def __init__(
        self,
        *,
        allow: AbstractSet[HostPort] = frozenset(),
        limits: FetchLimits | None = None,
        resolve: Resolve = resolve_name,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`resolve` and `tls` replace the system's names and certificates; tests need that."""
        self._allow = frozenset(allow)
        self._limits = limits or FetchLimits()
        self._resolve = resolve
        self._tls = tls
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        """By whether they keep connections."""

    async def fetch(self, url: str, *, max_bytes: int) -> Fetched:
        """The content at `url`. Raises FetchRefused or FetchFailed with a text for the caller."""
        chunks: list[bytes] = []

        async def keep(chunk: bytes) -> None:
            chunks.append(chunk)

        await self._transfer(url, max_bytes=max_bytes, keep=keep)
        content = b"".join(chunks)
        return Fetched(content=content, media_type=sniff(content[:HEAD_BYTES]))

    async def download(
        self, url: str, *, target: Path, max_bytes: int, headers: Mapping[str, str] | None = None
    ) -> Downloaded:
        """Like `fetch`, into the new file `target`, which is gone again when it fails.

        `headers` may hold secrets: a redirect to another host, port or scheme does not carry them.
        """
        file, digest = await asyncio.to_thread(target.open, "xb"), hashlib.sha256()

        def write(piece: bytes) -> None:
            file.write(piece)
            digest.update(piece)

        async def keep(piece: bytes) -> None:
            await asyncio.to_thread(write, piece)

        try:
            size_bytes = await self._transfer(url, max_bytes=max_bytes, keep=keep, headers=headers)
            media_type = await asyncio.to_thread(_close, file, target)
            return Downloaded(size_bytes=size_bytes, media_type=media_type, sha256=digest.hexdigest())
        except BaseException:
            _discard(file, target)
            raise

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], seconds: float) -> Posted:
        """Send `body` to `url` and answer what came back; redirects are not followed and the reply is not read.

        Raises FetchRefused, and FetchFailed when there was no answer within `seconds`, look-up included.
        """
        given = parse_url(url)
        host = given.written_host
        try:
            async with asyncio.timeout(seconds):
                response = await self._request("POST", given, given=given, data=body, headers=headers)
                response.close()
        except TimeoutError as error:
            raise FetchFailed(f"{host} did not answer in time (at most {seconds:g} s)") from error
        except (aiohttp.ClientError, ConnectionError, ssl.SSLError) as error:
            raise FetchFailed(f"{host} {trouble_text(error)}") from error
        return Posted(status=response.status, retry_after=response.headers.get("Retry-After"))

    async def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | Mapping[str, Part | str] | None = None,
        seconds: float,
        max_bytes: int,
        enough: Enough | None = None,
    ) -> Exchanged:
        """Send a body, or files and texts by name, and read the whole answer; redirects are not followed.

        With `enough` the answer is a stream of server-sent events: it is read up to the first event that is enough, and
        when time is up, what has come of it is the answer. Raises FetchRefused or FetchUnsent when nothing was sent,
        FetchFailed when it may have been.
        """
        given = parse_url(url)
        host = given.written_host
        response: aiohttp.ClientResponse | None = None
        read = Body(host=host, max_bytes=max_bytes, enough=enough)
        try:
            async with asyncio.timeout(seconds):
                response = await self._request(
                    method, given, given=given, data=_as_data(body), headers=headers, keeps=method == "GET"
                )
                async with response:
                    await read.from_response(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise FetchUnsent(f"{host} {trouble_text(error)}") from error
        except TimeoutError as error:
            if response is None or enough is None:
                raise FetchFailed(f"{host} did not answer in time (at most {seconds:g} s)") from error
        except (aiohttp.ClientError, ConnectionError, ssl.SSLError) as error:
            raise FetchFailed(f"{host} {trouble_text(error)}") from error
        return Exchanged(status=response.status, content=read.content, retry_after=response.headers.get("Retry-After"))

    async def aclose(self) -> None:
        """Close every connection."""
        while self._sessions:
            _, session = self._sessions.popitem()
            await session.close()

    async def _transfer(self, url: str, *, max_bytes: int, keep: Keep, headers: Mapping[str, str] | None = None) -> int:
        given = parse_url(url)
        host = given.written_host
        seconds = self._limits.total_seconds
        try:
            async with asyncio.timeout(seconds), await self._follow(given, headers) as response:
                check_reply(response, host=host, max_bytes=max_bytes)
                return await receive(response, host=host, max_bytes=max_bytes, keep=keep)
        except TimeoutError as error:
            raise FetchFailed(f"{host} did not send the file in time (at most {seconds:g} s)") from error
        except (aiohttp.ClientError, ConnectionError, ssl.SSLError) as error:
            raise FetchFailed(f"{host} {trouble_text(error)}") from error

    async def _follow(self, given: WebAddress, headers: Mapping[str, str] | None) -> aiohttp.ClientResponse:
        """The first answer that is no redirect, its body not yet read."""
        address, ours = given, True
        for _ in range(self._limits.redirects + 1):
            ours = ours and (address.scheme, address.place) == (given.scheme, given.place)
            response = await self._request("GET", address, given=given, headers=headers if ours else None)
            if response.status not in _REDIRECTS:
                return response
            location = response.headers.get("Location")
            response.close()
            if location is None:
                raise FetchFailed(f"{given.written_host} redirects without saying where to")
            try:
                address = parse_redirect(location, base=address)
            except FetchRefused as error:
                raise FetchRefused(_bad_redirect_text(given)) from error
        raise FetchFailed(
            f"{given.written_host} redirects more than {self._limits.redirects} times; give the final address"
        )

    async def _request(
        self,
        method: str,
        address: WebAddress,
        *,
        given: WebAddress,
        data: bytes | aiohttp.FormData | None = None,
        headers: Mapping[str, str] | None = None,
        keeps: bool = False,
    ) -> aiohttp.ClientResponse:
        """`keeps`: over a connection that may have been used before, which only what may be sent twice can stand."""
        try:
            self._check_literal(address)
            return await self._ready_session(keeps=keeps).request(
                method, _as_url(address), data=data, headers=headers, allow_redirects=False
            )
        except _NotPublic as error:
            raise FetchRefused(not_public_text(given) if address is given else _bad_redirect_text(given)) from error

    def _check_literal(self, address: WebAddress) -> None:
        """Raises _NotPublic. aiohttp does not ask the resolver about an address that is no name."""
        if address.literal is not None and address.place not in self._allow and not is_public(address.literal):
            raise _NotPublic

    def _ready_session(self, *, keeps: bool) -> aiohttp.ClientSession:
        session = self._sessions.get(keeps)
        if session is None:
            resolver = _GuardedResolver(self._resolve, allow=self._allow, seconds=self._limits.lookup_seconds)
            session = self._sessions[keeps] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=resolver,
                    use_dns_cache=False,
                    force_close=not keeps,
                    limit=_CONNECTIONS,
                    ssl=True if self._tls is None else self._tls,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": f"onereel/{version('onereel')}", "Accept-Encoding": "identity"},
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._limits.connect_seconds),
                auto_decompress=False,
                trust_env=False,
            )
        return session


class _NotPublic(Exception):
    """An address that is not allowed; it never becomes part of a text."""


class _GuardedResolver(AbstractResolver):
    """Gives aiohttp addresses of which every one is checked, so that what was checked is what is connected to."""

    def __init__(self, resolve: Resolve, *, allow: frozenset[HostPort], seconds: float) -> None:
        self._resolve = resolve
        self._allow = allow
        self._seconds = seconds

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look `host` up once. One address that is not public condemns the answer: which one is used is chance."""
        del family
        async with asyncio.timeout(self._seconds):
            found = [ip_address(text) for text in dict.fromkeys(await self._resolve(host, port))]
        if not found:
            raise OSError("the name has no address")
        if HostPort(host=host, port=port) not in self._allow and not all(is_public(address) for address in found):
            raise _NotPublic
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _as_url(address: WebAddress) -> URL:
    return URL.build(
        scheme=address.scheme,
        host=address.place.host,
        port=address.place.port,
        path=address.path,
        query_string=address.query,
        encoded=True,
    )


def _as_data(body: bytes | Mapping[str, Part | str] | None) -> bytes | aiohttp.FormData | None:
    if body is None or isinstance(body, bytes):
        return body
    form = aiohttp.FormData(default_to_multipart=True)
    for name, part in body.items():
        if isinstance(part, str):
            form.add_field(name, part)
        else:
            form.add_field(name, part.content, filename=name, content_type=part.content_type)
    return form


def _discard(file: BufferedWriter, target: Path) -> None:
    file.close()
    target.unlink(missing_ok=True)


def _close(file: BufferedWriter, target: Path) -> MediaType | None:
    """Answers what it is."""
    file.close()
    with target.open("rb") as written:
        return sniff(written.read(HEAD_BYTES))


def _bad_redirect_text(given: WebAddress) -> str:
    return f"{given.written_host} redirects to an address that is not allowed; give the final, public address itself"
