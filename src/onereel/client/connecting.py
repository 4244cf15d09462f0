"""Opens the connections of a client that brings none of its own, by the proxies and certificates of its environment.

Not here: what is sent (`aio/transport.py`).
"""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx

from onereel.client.errors import SettingsWrong

T = TypeVar("T")

_KEPT: Final = 20
_PROXY: Final = "The proxy that ALL_PROXY, HTTPS_PROXY or HTTP_PROXY names"
_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "[::1]")


def open_http(kind: Callable[..., T], *, base_url: str) -> T:
    """An httpx client of that kind. What runs on this machine is asked directly: a proxy may stand on another.

    Raises SettingsWrong where the environment names a proxy or certificates that cannot be used.
    """
    host = _host_of(base_url)
    # No limit to connections: every video that is waited for holds one.
    limits = httpx.Limits(max_keepalive_connections=_KEPT)
    direct: dict[str, Any] = {f"all://{name}": None for name in (*_THIS_MACHINE, *((host,) if _is_here(host) else ()))}
    try:
        return kind(limits=limits, mounts=direct)
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
        if _is_here(host):
            return kind(limits=limits, trust_env=False)
        raise SettingsWrong(_explain(error)) from error


def _explain(error: Exception) -> str:
    if isinstance(error, ImportError):
        return f"{_PROXY} speaks SOCKS, which takes: pip install 'httpx[socks]'."
    if isinstance(error, OSError):
        return f"The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read ({error.strerror or error})."
    return f"{_PROXY} cannot be used: write it as http://host:port."


def _host_of(base_url: str) -> str:
    host = urlsplit(base_url).hostname or ""
    return f"[{host}]" if ":" in host else host


def _is_here(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
