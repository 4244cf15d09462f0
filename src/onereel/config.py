"""What an operator can set, and the only reader of the environment.

Not here: what the settings are used for; `onereel.runtime` puts the parts together.
"""

import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from onereel.domain.retention import SHORTEST_FOR_TASKS, Retention
from onereel.errors import ConfigurationError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_DATA_DIRECTORY = Path("data")
DEFAULT_CONFIG_FILE = Path("onereel.toml")

_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_PORTS = 65536
_MOST_DIGITS = 5
"""Of a duration: 99999 days are 273 years."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The settings of one server."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    data_directory: Path = DEFAULT_DATA_DIRECTORY
    public_url: str = ""
    """The address that clients reach this server by; media links begin with it. Empty: made of host and port."""
    allow_private: tuple[str, ...] = ()
    """`host:port` pairs on private networks that may be fetched from all the same."""
    image_roots: tuple[Path, ...] | None = None
    """Directories out of which `image_path` may be read. None: the working directory when bound to loopback."""
    max_body_bytes: int = 32 * 1024 * 1024
    processes: int = 0
    """Drawing processes; 0 is one for each core."""
    codec: str = "h264"
    """What drawn videos are encoded with: h264 (libx264, GPL) or av1 (SVT-AV1, BSD)."""
    content_label: str = "on"
    """Whether drawn files say that they are AI-generated: on, off, or task, which adds the task's id."""
    assets_url: str = ""
    """`s3://bucket/prefix`, where media are kept; empty: in the data directory."""
    s3_region: str = "us-east-1"
    s3_endpoint: str = ""
    """The address of what speaks S3's protocol; empty: Amazon's own."""
    s3_public_endpoint: str = ""
    """The address by which clients reach it, where that is another one."""
    s3_virtual_hosted: bool = False
    """Whether the bucket is a part of the host name, and not of the path."""
    database_url: str = ""
    """`postgresql://…`, where several processes share their tasks; empty: one process, an SQLite file of its own."""
    works: bool = True
    """Whether `serve` works on tasks itself, or leaves that to `onereel worker` elsewhere."""
    config_file: Path | None = None
    """Accounts and routes, TOML; None: `onereel.toml` of the working directory, if there is one."""
    lanes: tuple[str, ...] = ()
    """Which tasks are worked on here, where a shared database is used."""
    metrics: str = "operator"
    """Who may read `/metrics`: operator (whoever has an operator's key), open (everybody), or off (nobody)."""
    metrics_at: tuple[str, int] | None = None
    """Host and port at which a worker answers `/metrics` and health checks; None: nowhere."""
    disk_reserve: int = 256 * 1024 * 1024
    """Bytes that are to stay free on the disk of the data directory: with less, submits are refused and nothing new
    is begun."""
    keep_media: timedelta | None = Retention().media
    """How long videos are kept, from the end of their task, and what they were made from; None is for ever."""
    keep_uploads: timedelta | None = Retention().uploads
    """How long a picture is kept that no task uses."""
    keep_tasks: timedelta | None = Retention().tasks
    """How long ended tasks are kept, with their events and callbacks."""
    traces: bool = False
    """Whether a collector of OpenTelemetry's is named, which then gets traces."""
    callback_first_pause: timedelta = timedelta(minutes=1)
    """Before the first try of a callback after the three quick ones; each pause that follows is twice as long."""
    callback_longest_pause: timedelta = timedelta(hours=4)
    """What the pauses grow up to."""
    callback_give_up_after: timedelta = timedelta(hours=24)
    """For how long a callback is tried."""
    wait_limit: float = 600.0
    """Seconds that a query which waits for the end of a task waits at most."""
    shutdown_grace: float = 10.0
    """Seconds that running tasks get to finish when the server is told to stop."""

    @property
    def base_url(self) -> str:
        """The address that media links begin with, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
        return f"http://{shown}:{self.port}"

    @property
    def media_origins(self) -> tuple[str, ...]:
        """Where browsers fetch media from that are not kept in the data directory."""
        if not self.assets_url:
            return ()
        endpoint = self.s3_public_endpoint or self.s3_endpoint
        if not endpoint:
            return ("https://*.amazonaws.com",)
        scheme, _, host = endpoint.partition("://")
        return (endpoint, f"{scheme}://*.{host}") if self.s3_virtual_hosted else (endpoint,)

    @property
    def allowed_image_roots(self) -> tuple[Path, ...]:
        """The directories out of which `image_path` may be read."""
        if self.image_roots is not None:
            return self.image_roots
        return (Path.cwd(),) if _is_loopback(self.host) else ()

    @property
    def retention(self) -> Retention:
        """How long what is stored is kept."""
        return Retention(media=self.keep_media, uploads=self.keep_uploads, tasks=self.keep_tasks)

    @property
    def process_count(self) -> int:
        """How many drawing processes there are to be."""
        return self.processes or _cores()


def read_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings as `ONEREEL_…` variables have them. Raises ConfigurationError, which names the variable."""
    values = os.environ if environment is None else environment
    found = {field: read(variable, values[variable]) for variable, field, read in _VARIABLES if variable in values}
    return replace(Settings(), traces=any(values.get(name) for name in _COLLECTOR), **found)


def read_document(settings: Settings) -> dict[str, Any]:
    """What the file of accounts and routes says; empty where there is none. Raises ConfigurationError."""
    path = settings.config_file or DEFAULT_CONFIG_FILE
    if settings.config_file is None and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"ONEREEL_CONFIG: {path} cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is no TOML: {error}") from error


def look_up(kind: str, name: str) -> str | None:
    """What a variable (`env`) or a file (`file`) of that name holds, without the space around it; None for none."""
    if kind == "env":
        return os.environ.get(name, "").strip() or None
    try:
        return Path(name).read_text("utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def user_directory(environment: Mapping[str, str] | None = None) -> Path:
    """Where a server that somebody starts for a single run keeps its tasks: a place of the user's own."""
    values = os.environ if environment is None else environment
    if sys.platform == "win32":
        above = Path(values.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        above = Path.home() / "Library" / "Application Support"
    else:
        above = Path(values.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return Path(values.get("ONEREEL_DATA_DIR") or above / "onereel")


def parse_place(text: str, *, name: str = "--metrics-at") -> tuple[str, int]:
    """Host and port out of `host:port`. Raises ConfigurationError, which names the option."""
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdecimal() and int(port) < _PORTS):
        raise ConfigurationError(f"{name} is {text!r}: it takes host:port, such as 127.0.0.1:9100.")
    return host.strip("[]"), int(port)


def _text(_variable: str, value: str) -> str:
    return value


def _whole_number(variable: str, value: str) -> int:
    if not value.isdecimal():
        raise ConfigurationError(f"{variable} is {value!r}: it takes a whole number.")
    return int(value)


def _duration(variable: str, value: str) -> timedelta | None:
    if value == "forever":
        return None
    amount, unit = value[:-1], _UNITS.get(value[-1:])
    if unit is None or not amount.isdecimal() or len(amount) > _MOST_DIGITS:
        raise ConfigurationError(f"{variable} is {value!r}: it takes a time such as 90s, 30m, 24h or 7d, or forever.")
    return int(amount) * unit


def _limited_duration(variable: str, value: str) -> timedelta:
    duration = _duration(variable, value)
    if duration is None:
        raise ConfigurationError(f"{variable} is {value!r}: it takes a time such as 90s, 30m, 24h or 7d.")
    return duration


def _duration_of_tasks(variable: str, value: str) -> timedelta | None:
    duration = _duration(variable, value)
    if duration is not None and duration < SHORTEST_FOR_TASKS:
        raise ConfigurationError(
            f"{variable} is {value!r}: it takes {SHORTEST_FOR_TASKS.days}d at least, so that no task is forgotten "
            "before its callbacks are through."
        )
    return duration


def _choice(*allowed: str) -> Callable[[str, str], str]:
    def read(variable: str, value: str) -> str:
        if value not in allowed:
            raise ConfigurationError(f"{variable} is {value!r}: it takes {' or '.join(allowed)}.")
        return value

    return read


def _switch(variable: str, value: str) -> bool:
    return _choice("on", "off")(variable, value) == "on"


def _database_url(variable: str, value: str) -> str:
    # The address holds a password, so that it is not repeated.
    if value and not value.startswith(("postgresql://", "postgres://")):
        raise ConfigurationError(f"{variable} must begin with postgresql:// (unset it for the embedded database).")
    return value


def _assets_url(variable: str, value: str) -> str:
    bucket, part = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", r"(?!\.\.?(?:/|$))[A-Za-z0-9_.-]+"
    if value and not re.fullmatch(rf"s3://{bucket}(?:/{part})*/*", value, re.ASCII):
        # Not repeated, as below: it may hold a secret that does not belong there.
        raise ConfigurationError(
            f"{variable} is no bucket: it takes s3://bucket or s3://bucket/prefix (unset it for the data directory)."
        )
    return value


def _address(variable: str, value: str) -> str:
    shape = re.fullmatch(r"https?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?/?", value, re.ASCII)
    if value and not (shape and int(shape[1] or 0) < _PORTS):
        raise ConfigurationError(
            f"{variable} is no address: it takes one such as https://s3.example.com, with no user and no path."
        )
    return value.rstrip("/")


def _path(_variable: str, value: str) -> Path:
    return Path(value)


def _paths(_variable: str, value: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in value.split(os.pathsep) if part)


def _list(_variable: str, value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


_VARIABLES: tuple[tuple[str, str, Callable[[str, str], Any]], ...] = (
    ("ONEREEL_HOST", "host", _text),
    ("ONEREEL_PORT", "port", _whole_number),
    ("ONEREEL_DATA_DIR", "data_directory", _path),
    ("ONEREEL_PUBLIC_URL", "public_url", _text),
    ("ONEREEL_ALLOW_PRIVATE", "allow_private", _list),
    ("ONEREEL_IMAGE_ROOTS", "image_roots", _paths),
    ("ONEREEL_MAX_BODY_BYTES", "max_body_bytes", _whole_number),
    ("ONEREEL_PROCESSES", "processes", _whole_number),
    ("ONEREEL_CODEC", "codec", _choice("h264", "av1")),
    ("ONEREEL_CONTENT_LABEL", "content_label", _choice("on", "off", "task")),
    ("ONEREEL_ASSETS_URL", "assets_url", _assets_url),
    ("ONEREEL_S3_REGION", "s3_region", _text),
    ("ONEREEL_S3_ENDPOINT", "s3_endpoint", _address),
    ("ONEREEL_S3_PUBLIC_ENDPOINT", "s3_public_endpoint", _address),
    ("ONEREEL_S3_VIRTUAL_HOSTED", "s3_virtual_hosted", _switch),
    ("ONEREEL_DATABASE_URL", "database_url", _database_url),
    ("ONEREEL_WORK", "works", _switch),
    ("ONEREEL_CONFIG", "config_file", _path),
    ("ONEREEL_LANES", "lanes", _list),
    ("ONEREEL_METRICS", "metrics", _choice("operator", "open", "off")),
    ("ONEREEL_METRICS_AT", "metrics_at", lambda variable, value: parse_place(value, name=variable)),
    ("ONEREEL_DISK_RESERVE_BYTES", "disk_reserve", _whole_number),
    ("ONEREEL_KEEP_MEDIA", "keep_media", _duration),
    ("ONEREEL_KEEP_UPLOADS", "keep_uploads", _duration),
    ("ONEREEL_KEEP_TASKS", "keep_tasks", _duration_of_tasks),
    ("ONEREEL_CALLBACK_FIRST_PAUSE", "callback_first_pause", _limited_duration),
    ("ONEREEL_CALLBACK_LONGEST_PAUSE", "callback_longest_pause", _limited_duration),
    ("ONEREEL_CALLBACK_GIVE_UP_AFTER", "callback_give_up_after", _limited_duration),
    ("ONEREEL_WAIT_LIMIT", "wait_limit", _whole_number),
    ("ONEREEL_SHUTDOWN_GRACE", "shutdown_grace", _whole_number),
)
"""Variable, setting, and how its text is read."""

_COLLECTOR = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""OpenTelemetry's own variables; its library reads what they say, and the others beside them."""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _cores() -> int:
    """The cores that this process may use; a container often has fewer than the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
