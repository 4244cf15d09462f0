"""Where the server is and with what key; the only place of the client that reads the environment.

Not here: what is done with them (`aio/transport.py`).
"""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Final
from urllib.parse import urlsplit

import httpx

from onereel.client.errors import SettingsWrong

DEFAULT_BASE_URL: Final = "http://127.0.0.1:8000"
"""Where `onereel serve` listens if nobody tells it otherwise."""

USER_AGENT: Final = f"onereel-python/{version('onereel')}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What every request needs."""

    base_url: str
    """Without `/v1` and without a slash at its end."""
    api_key: str = field(repr=False)


def read_settings(api_key: str | None, base_url: str | None, environment: Mapping[str, str] | None = None) -> Settings:
    """What was given, else `ONEREEL_API_KEY` and `ONEREEL_BASE_URL`. Raises SettingsWrong."""
    known = os.environ if environment is None else environment
    key = (api_key or known.get("ONEREEL_API_KEY", "")).strip()
    if not key:
        raise SettingsWrong("No API key: give `api_key`, or set ONEREEL_API_KEY.")
    if not (key.isascii() and key.isprintable()) or " " in key:
        name = "`api_key`" if api_key else "ONEREEL_API_KEY"
        raise SettingsWrong(f"The API key has characters that no key has: look at {name}.")
    return Settings(base_url=_clean(base_url or known.get("ONEREEL_BASE_URL", "") or DEFAULT_BASE_URL), api_key=key)


def check_patience(timeout: object, retries: object) -> None:
    """Raises SettingsWrong."""
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout < math.inf:
        raise SettingsWrong(f"`timeout` is {timeout!r}: it is a number of seconds above 0.")
    if isinstance(retries, bool) or not isinstance(retries, int) or retries < 0:
        raise SettingsWrong(f"`retries` is {retries!r}: it is a whole number, 0 for none.")


def _clean(address: str) -> str:
    bare = address.strip().rstrip("/").removesuffix("/responses").removesuffix("/v1").rstrip("/")
    try:
        parts = urlsplit(bare)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        httpx.URL(bare)
    except (ValueError, httpx.InvalidURL):
        usable = False
    if usable and parts.username is not None:
        # It is not repeated: it may hold a password.
        raise SettingsWrong("The address of the server has a user's name in it: write `base_url` without.")
    if not usable or " " in bare or parts.query or parts.fragment:
        raise SettingsWrong(f"{address!r} is no address of a server: write `base_url` as http(s)://host[:port].")
    return bare
