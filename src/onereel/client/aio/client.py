"""The client.

Not here: what it can do (`videos.py`, `images.py`, `tasks.py`).
"""

from types import TracebackType
from typing import Final, NoReturn, Self

import httpx

from onereel.client.aio.images import AsyncImages
from onereel.client.aio.tasks import AsyncTasks
from onereel.client.aio.transport import AsyncTransport
from onereel.client.aio.videos import AsyncVideos
from onereel.client.connecting import open_http
from onereel.client.flow import AsyncPause, Timing, async_pause
from onereel.client.retries import Retries
from onereel.client.settings import check_patience, read_settings

DEFAULT_TIMEOUT: Final = 60.0


class AsyncClient:
    """Speaks to a onereel, or to DMXAPI itself: `async with AsyncClient() as client: …`.

    `api_key` and `base_url` default to `ONEREEL_API_KEY` and `ONEREEL_BASE_URL`, and the address to
    http://127.0.0.1:8000. `timeout` is how many seconds one request may take, and any one piece of a stream or a file;
    `retries`, how often a request is sent again where that is safe. `http_client` is used as it is and stays open; one
    that is made here goes by HTTPS_PROXY and its kin, but to this machine directly, and is closed with the client.
    `timing` and `pause` are for tests.

    Raises SettingsWrong where there is no key, the address or a number is none, or a proxy that is set cannot be used.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retries: int = 2,
        http_client: httpx.AsyncClient | None = None,
        timing: Timing | None = None,
        pause: AsyncPause = async_pause,
    ) -> None:
        self._settings = read_settings(api_key, base_url)
        check_patience(timeout, retries)
        http = http_client or open_http(httpx.AsyncClient, base_url=self._settings.base_url)
        self._own_http = None if http_client else http
        transport = AsyncTransport(
            http,
            settings=self._settings,
            timeout=timeout,
            retries=Retries(most=retries),
            timing=timing or Timing(),
            pause=pause,
        )
        self.images = AsyncImages(transport)
        self.videos = AsyncVideos(transport, self.images)
        self.tasks = AsyncTasks(transport)

    @property
    def base_url(self) -> str:
        """Where the server is."""
        return self._settings.base_url

    async def aclose(self) -> None:
        """Close the connections."""
        if self._own_http:
            await self._own_http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds a key and connections: make one in each process. Videos are pickled."
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"
