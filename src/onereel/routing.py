"""Which engines make which models: the accounts and routes of the operator's `onereel.toml`.

Not here: reading the file or the environment (`onereel.config`), or what an account is asked
(`onereel.engines.upstream`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from onereel.assets.urls import HostPort, parse_url
from onereel.engines.upstream.accounts import Account, WhenUnclear
from onereel.engines.upstream.route import SKETCH, Route
from onereel.errors import ConfigurationError, FetchRefused
from onereel.upstreams.base import Callbacks, OwnServer, Secret, Upstream
from onereel.upstreams.dashscope import DashScope
from onereel.upstreams.dmxapi import DmxApi
from onereel.upstreams.kling import Kling
from onereel.upstreams.onereel import Onereel
from onereel.upstreams.pixverse import PixVerse
from onereel.upstreams.videos import SglangDiffusion, VllmOmni
from onereel.upstreams.vidu import Vidu

_ALL: Final[tuple[Upstream, ...]] = (
    PixVerse(),
    DashScope(),
    Kling(),
    Vidu(),
    DmxApi(),
    Onereel(),
    VllmOmni(),
    SglangDiffusion(),
)
UPSTREAMS: Final[Mapping[str, Upstream]] = {upstream.name: upstream for upstream in _ALL}
"""By the word for each in settings."""

_FIELDS: Final = frozenset(
    {
        "upstream",
        "region",
        "base_url",
        "key_env",
        "key_file",
        "second_key_env",
        "second_key_file",
        "concurrency",
        "calls_per_second",
        "when_unclear",
        "callbacks",
        "callback_secret_env",
        "callback_secret_file",
        "model",
    }
)
_ROUTE_FIELDS: Final = frozenset({"engines", "after_moderation"})
_MOST_AT_ONCE: Final = 10_000
_MOST_CALLS: Final = 1_000
_MOST_WEIGHT: Final = 1_000
_WAITING_ROOM: Final = 1_000
"""Tasks that wait for a place at an account, beyond those that have one; among them it is shared out fairly."""

LookUp = Callable[[str, str], str | None]
"""Answers what a variable (`env`) or a file (`file`) of that name holds, without the space around it; None for none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Routing:
    """What the operator has said; without arguments, nothing, so that every model is drawn."""

    accounts: Mapping[str, Account] = field(default_factory=dict[str, Account])
    routes: Mapping[str, Route] = field(default_factory=dict[str, Route])
    """By model; one without a route is drawn."""

    def goes_out(self, model: str) -> bool:
        """Whether a model may be put to somebody else."""
        return model in self.routes and self.routes[model].goes_out

    @property
    def places(self) -> frozenset[HostPort]:
        """Hosts and ports of the accounts: the operator has named them, so that they may be private."""
        return frozenset(parse_url(account.base_url).place for account in self.accounts.values())

    @property
    def concurrency(self) -> int:
        """Orders that may be under way at once, of all accounts together."""
        return sum(account.concurrency for account in self.accounts.values())

    @property
    def slots(self) -> int:
        """Tasks that are to be taken up at once, so that those of a busy account hold up no other's."""
        return self.concurrency + _WAITING_ROOM


def read_routing(
    document: Mapping[str, Any], *, models: Collection[str], look_up: LookUp, public_url: str = ""
) -> Routing:
    """The routing that a TOML document describes; `models` are those that can be routed, `public_url` is where vendors
    can reach this server.

    Raises ConfigurationError, which names the place and the cure and never a secret.
    """
    _check_names(document, known={"accounts", "routes"}, where="the file")
    accounts = {
        name: _read_account(name, _table(given, f"[accounts.{name}]"), look_up, public_url)
        for name, given in _table(document.get("accounts", {}), "[accounts]").items()
    }
    routes = {
        model: _read_route(model, given, accounts=accounts, models=models)
        for model, given in _table(document.get("routes", {}), "[routes]").items()
    }
    return Routing(accounts=accounts, routes=routes)


def _read_account(name: str, given: Mapping[str, Any], look_up: LookUp, public_url: str) -> Account:
    where = f"[accounts.{name}]"
    if name == SKETCH:
        raise ConfigurationError(f"{where}: `{SKETCH}` is the embedded engine; choose another name.")
    _check_names(given, known=_FIELDS, where=where)
    upstream = UPSTREAMS.get(str(given.get("upstream")))
    if upstream is None:
        raise ConfigurationError(f"{where}: `upstream` must be one of {', '.join(UPSTREAMS)}.")
    key = _read_secret("key", given, where=where, look_up=look_up)
    if not key and not isinstance(upstream, OwnServer):
        raise ConfigurationError(f"{where}: say where the API key is: `key_env` names a variable, `key_file` a file.")
    return Account(
        name=name,
        upstream=_with_model(upstream, given, where=where),
        base_url=_read_base_url(upstream, given, where=where),
        secret=Secret(key=key, second=_read_secret("second_key", given, where=where, look_up=look_up)),
        concurrency=_read_number("concurrency", given, 5, most=_MOST_AT_ONCE, where=where),
        calls_per_second=_read_rate(upstream, given, where=where),
        when_unclear=_read_when_unclear(given, where=where),
        callback_url=_read_callback_url(name, upstream, given, where=where, public_url=public_url),
        callback_secret=_read_callback_secret(upstream, given, where=where, look_up=look_up),
    )


def _read_number(name: str, given: Mapping[str, Any], default: int, *, most: int, where: str) -> int:
    value = given.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= most:
        raise ConfigurationError(f"{where}: `{name}` must be a whole number from 1 to {most}.")
    return value


def _read_rate(upstream: Upstream, given: Mapping[str, Any], *, where: str) -> float | None:
    value = given.get("calls_per_second", upstream.calls_per_second)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= _MOST_CALLS:
        raise ConfigurationError(f"{where}: `calls_per_second` must be a number above 0, and {_MOST_CALLS} at most.")
    return float(value)


def _read_when_unclear(given: Mapping[str, Any], *, where: str) -> WhenUnclear:
    try:
        return WhenUnclear(given.get("when_unclear", WhenUnclear.ASK))
    except ValueError as error:
        raise ConfigurationError(f"{where}: `when_unclear` must be one of {', '.join(WhenUnclear)}.") from error


def _read_callback_url(name: str, upstream: Upstream, given: Mapping[str, Any], *, where: str, public_url: str) -> str:
    wanted = given.get("callbacks", False)
    if not isinstance(wanted, bool):
        raise ConfigurationError(f"{where}: `callbacks` must be true or false.")
    if not wanted:
        return ""
    if upstream.callbacks is Callbacks.NONE:
        raise ConfigurationError(f"{where}: {upstream.name} makes no callbacks; leave `callbacks` out.")
    if not public_url:
        raise ConfigurationError(f"{where}: for `callbacks` set ONEREEL_PUBLIC_URL to where vendors reach this server.")
    return f"{public_url.rstrip('/')}/callbacks/{upstream.name}/{quote(name, safe='')}"


def _read_callback_secret(upstream: Upstream, given: Mapping[str, Any], *, where: str, look_up: LookUp) -> str:
    secret = _read_secret("callback_secret", given, where=where, look_up=look_up)
    if given.get("callbacks") and upstream.callbacks is Callbacks.WITH_OWN and not secret:
        raise ConfigurationError(
            f"{where}: callbacks of {upstream.name} are signed with a secret of their own; say where it is with "
            "`callback_secret_env` or `callback_secret_file`."
        )
    return secret


def _with_model(upstream: Upstream, given: Mapping[str, Any], *, where: str) -> Upstream:
    model = given.get("model")
    if model is None:
        return upstream
    if not isinstance(upstream, OwnServer):
        names = ", ".join(name for name, known in UPSTREAMS.items() if isinstance(known, OwnServer))
        raise ConfigurationError(f"{where}: `model` is only for {names}; elsewhere the client names the model.")
    if not isinstance(model, str) or not model:
        raise ConfigurationError(f"{where}: `model` must be the name that the server has for its model.")
    return upstream.serving(model)


def _read_base_url(upstream: Upstream, given: Mapping[str, Any], *, where: str) -> str:
    if "base_url" in given:
        base_url = str(given["base_url"]).rstrip("/")
        try:
            parse_url(base_url)
        except FetchRefused as error:
            raise ConfigurationError(f"{where}: `base_url` will not do: {error}") from error
        return base_url
    if not upstream.base_urls:
        raise ConfigurationError(
            f'{where}: {upstream.name} has no public address; say where it is, as in `base_url = "http://10.0.0.5:8000"`.'
        )
    region = str(given.get("region", next(iter(upstream.base_urls))))
    if region not in upstream.base_urls:
        raise ConfigurationError(
            f"{where}: `region` must be one of {', '.join(upstream.base_urls)}, or give `base_url` in its place."
        )
    return upstream.base_urls[region]


def _read_secret(field_name: str, given: Mapping[str, Any], *, where: str, look_up: LookUp) -> str:
    for kind in ("env", "file"):
        source = given.get(f"{field_name}_{kind}")
        if source is None:
            continue
        found = look_up(kind, str(source))
        if not found:
            what = "variable" if kind == "env" else "file"
            raise ConfigurationError(f"{where}: the {what} that `{field_name}_{kind}` names is empty or not there.")
        return found
    return ""


def _read_route(
    model: str,
    given: Any,  # noqa: ANN401 - TOML
    *,
    accounts: Collection[str],
    models: Collection[str],
) -> Route:
    where = f'[routes] "{model}"'
    if model not in models:
        raise ConfigurationError(f"{where}: there is no such model to be routed. There are: {', '.join(models)}.")
    table = given if isinstance(given, dict) else {"engines": given}
    _check_names(table, known=_ROUTE_FIELDS, where=where)
    entries = table.get("engines")
    entries = [entries] if isinstance(entries, str) else entries
    if not isinstance(entries, list) or not entries:
        raise ConfigurationError(f'{where}: it takes a list of engines, such as ["my-account", "{SKETCH}"].')
    read = [_read_entry(entry, accounts=accounts, where=where) for entry in entries]
    names = tuple(name for name, _ in read)
    if len(set(names)) < len(names):
        raise ConfigurationError(f"{where}: an engine stands there twice.")
    weights = {name: weight for name, weight in read if weight is not None}
    if set(names[: len(weights)]) != set(weights):
        raise ConfigurationError(f"{where}: engines with a weight share the work, and stand before those without.")
    return Route(engines=names, weights=weights, goes_on_after_moderation=_read_after_moderation(table, where=where))


def _read_entry(
    given: Any,  # noqa: ANN401 - TOML
    *,
    accounts: Collection[str],
    where: str,
) -> tuple[str, int | None]:
    """One engine of a route, and its weight, if it has one."""
    table = given if isinstance(given, dict) else {"engine": given}
    _check_names(table, known={"engine", "weight"}, where=where)
    name = table.get("engine")
    if not isinstance(name, str):
        raise ConfigurationError(f'{where}: it takes a list of engines, such as ["my-account", "{SKETCH}"].')
    if name not in accounts and name != SKETCH:
        raise ConfigurationError(f"{where}: there is no [accounts.{name}].")
    if "weight" not in table:
        return name, None
    return name, _read_number("weight", table, 1, most=_MOST_WEIGHT, where=where)


def _read_after_moderation(table: Mapping[str, Any], *, where: str) -> bool:
    value = table.get("after_moderation", "give up")
    if value not in {"give up", "next engine"}:
        raise ConfigurationError(f'{where}: `after_moderation` must be "give up" or "next engine".')
    return bool(value == "next engine")


def _table(given: Any, where: str) -> Mapping[str, Any]:  # noqa: ANN401 - TOML
    if not isinstance(given, dict):
        raise ConfigurationError(f"{where} must be a table.")
    return given


def _check_names(given: Mapping[str, Any], *, known: Collection[str], where: str) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ConfigurationError(f"{where}: `{unknown[0]}` is not known. There are: {', '.join(sorted(known))}.")
