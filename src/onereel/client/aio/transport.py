"""The connection: requests out, bounded answers in, retries where they are safe.

Not here: what is asked (`videos.py`), or when it is safe (`onereel.client.retries`).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import httpx

from onereel.client.errors import AnswerLost, ApiError, ConnectionFailed, Detached, UnexpectedAnswer
from onereel.client.flow import AsyncPause, Timing
from onereel.client.reading import parse_object
from onereel.client.refusals import find_refusal
from onereel.client.retries import (
    LOST,
    RUNNING,
    RUNNING_PATIENCE,
    Retries,
    Safety,
    may_repeat,
    read_retry_after,
)
from onereel.client.settings import USER_AGENT, Settings
from onereel.client.states import Reply

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of an answer."""
HOME_HEADER: Final = "x-onereel"
"""What a onereel sends with every answer, and nobody else."""
_UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""With these nothing has left this machine."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    content: bytes
    content_type: str
    request_id: str | None
    retry_after: float | None
    location: str | None = None
    """Where it sends instead."""

    @property
    def is_stream(self) -> bool:
        """Whether it is server-sent events."""
        return self.content_type.startswith("text/event-stream")


class AsyncTransport:
    """Speaks to one server with one key."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        settings: Settings,
        timeout: float,
        retries: Retries,
        timing: Timing,
        pause: AsyncPause,
    ) -> None:
        self._http = http
        self._settings = settings
        self._timeout = timeout
        self._retries = retries
        self._home: bool | None = None
        self.timing = timing
        self.pause = pause

    async def ask(self, body: Mapping[str, object], *, safety: Safety, idempotency_key: str | None = None) -> Answer:
        """`POST /v1/responses`. Raises ApiError and its kin."""
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return await self._persist("POST", "/v1/responses", json=body, headers=headers, safety=safety)

    async def get(self, path: str) -> Reply:
        """What a onereel has at another path."""
        return parse_object((await self._persist("GET", path, headers={}, safety=Safety.READ)).content)

    async def post(self, path: str, body: Mapping[str, object] | None = None) -> Reply:
        """Another path of a onereel; it may be asked twice."""
        return parse_object((await self._persist("POST", path, json=body, headers={}, safety=Safety.READ)).content)

    async def is_onereel(self) -> bool:
        """Whether the server is a onereel, which keeps idempotency keys and can cancel; asked only if not known yet."""
        if self._home is None:
            try:
                await self._persist("GET", "/v1/models", headers={}, safety=Safety.READ)
            except (ApiError, UnexpectedAnswer):
                return bool(self._home)
        return bool(self._home)

    @property
    def seems_onereel(self) -> bool:
        """The same as far as it is known by now."""
        return bool(self._home)

    @asynccontextmanager
    async def listen(
        self, body: Mapping[str, object], *, until: float
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """The stream that a question is answered with: how, and its pieces, none of which comes later than `until`.

        One that falls silent just ends. Raises ConnectionFailed where it breaks, ApiError where the server says no.
        """
        begun = False
        try:
            async with self._open_http().stream(
                "POST",
                f"{self._settings.base_url}/v1/responses",
                json=body,
                headers=self._headers(),
                timeout=self._limits(read=self._left(until)),
                follow_redirects=False,
            ) as response:
                self._note(response)
                answer = self._describe(response, b"")
                if not answer.is_stream:
                    self._judge(await self._collect(response, until=until))
                    raise UnexpectedAnswer("The question was not answered with a stream.")
                begun = True
                yield answer, self._pieces(response, until=until)
        except httpx.TransportError as error:
            if begun and isinstance(error, httpx.ReadTimeout):
                return
            raise ConnectionFailed(f"The stream broke off ({_name(error)}).") from error

    @asynccontextmanager
    async def download(self, url: str, *, until: float) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """A file: how it is answered, and its content in pieces, none later than `until`. The key does not go along.

        Raises ConnectionFailed where it breaks, UnexpectedAnswer where the address is none.
        """
        try:
            request = self._open_http().build_request("GET", url, headers=_PLAIN, timeout=self._limits())
        except (httpx.InvalidURL, ValueError) as error:
            raise UnexpectedAnswer(f"The link is no address: {url[:_SHOWN]!r}") from error
        # The address is the server's word, whoever's client this is: the key is for its own paths alone.
        request.headers.pop("Authorization", None)
        try:
            response = await self._http.send(request, auth=None, stream=True, follow_redirects=True)
            try:
                yield self._describe(response, b""), self._pieces(response, until=until)
            finally:
                await response.aclose()
        except (httpx.TransportError, httpx.TooManyRedirects, httpx.InvalidURL) as error:
            raise ConnectionFailed(f"The download broke off ({_name(error)}).") from error

    async def _persist(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        safety: Safety,
        json: Mapping[str, object] | None = None,
    ) -> Answer:
        """Send it until it is answered, as often as that is safe."""
        key = headers.get("Idempotency-Key", "")
        tries, patient_until = 0, self.timing.monotonic() + RUNNING_PATIENCE
        while True:
            tries += 1
            try:
                answer = await self._send(method, path, headers=headers, json=json)
            except _UNSENT as error:
                pause = self._pause(tries)
                if pause is None:
                    raise ConnectionFailed(f"{self._settings.base_url} cannot be reached ({_name(error)}).") from error
            except httpx.TransportError as error:
                pause = self._pause(tries) if await self._is_safe(safety) else None
                if pause is None:
                    raise self._lost(safety, key, _name(error)) from error
            else:
                pause = await self._pause_after(answer, safety, tries, patient_until=patient_until)
                if pause is None:
                    if safety is Safety.SUBMIT and answer.status in LOST:
                        raise self._lost(safety, key, f"HTTP {answer.status}")
                    self._judge(answer)
                    return answer
            await self.pause(pause)

    async def _send(
        self, method: str, path: str, *, headers: Mapping[str, str], json: Mapping[str, object] | None
    ) -> Answer:
        until = self.timing.monotonic() + self._timeout
        async with self._open_http().stream(
            method,
            self._settings.base_url + path,
            json=json,
            headers={**self._headers(), **headers},
            timeout=self._limits(),
            follow_redirects=False,
        ) as response:
            self._note(response)
            return await self._collect(response, until=until)

    async def _is_safe(self, safety: Safety) -> bool:
        """Whether a request whose answer was lost may be sent again."""
        if safety is Safety.READ:
            return True
        try:
            return await self.is_onereel()
        except ConnectionFailed:
            return False

    async def _pause_after(self, answer: Answer, safety: Safety, tries: int, *, patient_until: float) -> float | None:
        if answer.status == httpx.codes.OK:
            return None
        keeps_keys = answer.status in LOST and await self._is_safe(safety)
        again = may_repeat(
            answer.status,
            safety=safety,
            keeps_keys=keeps_keys or self.seems_onereel,
            retry_after=answer.retry_after,
        )
        if again and answer.status == RUNNING:
            return answer.retry_after if self.timing.monotonic() < patient_until else None
        return self._pause(tries, retry_after=answer.retry_after) if again else None

    def _pause(self, tries: int, *, retry_after: float | None = None) -> float | None:
        return self._retries.pause(tries, chance=self.timing.chance(), retry_after=retry_after)

    def _lost(self, safety: Safety, key: str, why: str) -> AnswerLost | ConnectionFailed:
        if safety is Safety.READ:
            return ConnectionFailed(f"{self._settings.base_url} gave no whole answer ({why}).")
        return AnswerLost(
            f"The submit was sent and its answer was lost ({why}). Whether it was taken is not known.",
            key,
        )

    def _judge(self, answer: Answer) -> None:
        """Raises what the answer says no with."""
        if answer.status in _REDIRECTS:
            place = f" to {answer.location[:_SHOWN]!r}" if answer.location else ""
            raise UnexpectedAnswer(f"{self._settings.base_url} sends elsewhere{place} (HTTP {answer.status}).")
        if answer.is_stream:
            return
        try:
            body = parse_object(answer.content)
        except UnexpectedAnswer:
            if answer.status == httpx.codes.OK:
                raise
            body = {}
        refusal = find_refusal(answer.status, body, request_id=answer.request_id, retry_after=answer.retry_after)
        if refusal:
            raise refusal

    async def _collect(self, response: httpx.Response, *, until: float) -> Answer:
        content = bytearray()
        async for piece in self._pieces(response, until=until):
            content += piece
            if len(content) > MOST_BYTES:
                raise UnexpectedAnswer(f"The answer is larger than {MOST_BYTES} bytes.")
        return self._describe(response, bytes(content))

    async def _pieces(self, response: httpx.Response, *, until: float) -> AsyncIterator[bytes]:
        try:
            async for piece in response.aiter_bytes():
                yield piece
                if self.timing.monotonic() > until:
                    raise httpx.ReadTimeout("it comes too slowly")
        except httpx.DecodingError as error:
            raise UnexpectedAnswer("The answer cannot be unpacked.") from error

    def _describe(self, response: httpx.Response, content: bytes) -> Answer:
        headers = response.headers
        return Answer(
            status=response.status_code,
            content=content,
            content_type=headers.get("content-type", "").lower(),
            request_id=headers.get("x-request-id") or headers.get("x-rixapi-request-id"),
            retry_after=read_retry_after(headers.get("retry-after"), now=self.timing.wall()),
            location=headers.get("location"),
        )

    def _note(self, response: httpx.Response) -> None:
        """Once it was a onereel it stays one, and a 5xx without the header says nothing: a proxy may have answered."""
        if HOME_HEADER in response.headers:
            self._home = True
        elif self._home is None and not response.is_server_error:
            self._home = False

    def _open_http(self) -> httpx.AsyncClient:
        if self._http.is_closed:
            raise Detached("The client is closed. Make a new one; `client.videos.attach(video)` takes a video along.")
        return self._http

    def _headers(self) -> dict[str, str]:
        return {**_PLAIN, "Authorization": f"Bearer {self._settings.api_key}"}

    def _limits(self, *, read: float | None = None) -> httpx.Timeout:
        connect = min(self._timeout, _CONNECT_SECONDS)
        return httpx.Timeout(self._timeout, read=read or self._timeout, connect=connect)

    def _left(self, until: float) -> float:
        """Seconds for which silence is borne; a onereel says something every 15 s."""
        return max(1.0, min(self._timeout, until - self.timing.monotonic()))


_CONNECT_SECONDS: Final = 10.0
_SHOWN: Final = 120
_PLAIN: Final = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
"""Not packed, so that what arrives is not larger than what was sent."""


def _name(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
