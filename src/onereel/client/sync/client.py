# Written by `make client` out of ../aio: change that.
"""The client.

Not here: what it can do (`videos.py`, `images.py`, `tasks.py`).
"""

from types import TracebackType
from typing import Final, NoReturn, Self

import httpx

from onereel.client.connecting import open_http
from onereel.client.flow import Pause, Timing, pause
from onereel.client.retries import Retries
from onereel.client.settings import check_patience, read_settings
from onereel.client.sync.images import Images
from onereel.client.sync.tasks import Tasks
from onereel.client.sync.transport import Transport
from onereel.client.sync.videos import Videos

DEFAULT_TIMEOUT: Final = 60.0


class Client:
    """Speaks to a onereel, or to DMXAPI itself: `with Client() as client: …`.

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
        http_client: httpx.Client | None = None,
        timing: Timing | None = None,
        pause: Pause = pause,
    ) -> None:
        self._settings = read_settings(api_key, base_url)
        check_patience(timeout, retries)
        http = http_client or open_http(httpx.Client, base_url=self._settings.base_url)
        self._own_http = None if http_client else http
        transport = Transport(
            http,
            settings=self._settings,
            timeout=timeout,
            retries=Retries(most=retries),
            timing=timing or Timing(),
            pause=pause,
        )
        self.images = Images(transport)
        self.videos = Videos(transport, self.images)
        self.tasks = Tasks(transport)

    @property
    def base_url(self) -> str:
        """Where the server is."""
        return self._settings.base_url

    def close(self) -> None:
        """Close the connections."""
        if self._own_http:
            self._own_http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds a key and connections: make one in each process. Videos are pickled."
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"
