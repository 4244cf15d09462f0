"""Which engines make which models: the accounts and routes of the operator's `onereel.toml`.

Not here: reading the file or the environment (`onereel.config`), or what an account is asked
(`onereel.engines.upstream`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from onereel.assets.urls import HostPort, parse_url
from onereel.engines.upstream.accounts import Account
from onereel.engines.upstream.engine import SKETCH
from onereel.errors import ConfigurationError, FetchRefused
from onereel.upstreams.base import OwnServer, Secret, Upstream
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
        "model",
    }
)
_MOST_AT_ONCE: Final = 10_000

LookUp = Callable[[str, str], str | None]
"""Answers what a variable (`env`) or a file (`file`) of that name holds, without the space around it; None for none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Routing:
    """What the operator has said; without arguments, nothing, so that every model is drawn."""

    accounts: Mapping[str, Account] = field(default_factory=dict[str, Account])
    routes: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """Names of accounts, or `sketch`, in order, by model."""

    def goes_out(self, model: str) -> bool:
        """Whether a model is first put to somebody else."""
        return any(name != SKETCH for name in self.routes.get(model, ()))

    @property
    def places(self) -> frozenset[HostPort]:
        """Hosts and ports of the accounts: the operator has named them, so that they may be private."""
        return frozenset(parse_url(account.base_url).place for account in self.accounts.values())

    @property
    def concurrency(self) -> int:
        """Orders that may be under way at once, of all accounts together."""
        return sum(account.concurrency for account in self.accounts.values())


def read_routing(document: Mapping[str, Any], *, models: Collection[str], look_up: LookUp) -> Routing:
    """The routing that a TOML document describes; `models` are those that can be routed.

    Raises ConfigurationError, which names the place and the cure and never a secret.
    """
    _check_names(document, known={"accounts", "routes"}, where="the file")
    accounts = {
        name: _read_account(name, _table(given, f"[accounts.{name}]"), look_up)
        for name, given in _table(document.get("accounts", {}), "[accounts]").items()
    }
    routes = {
        model: _read_route(model, given, accounts=accounts, models=models)
        for model, given in _table(document.get("routes", {}), "[routes]").items()
    }
    return Routing(accounts=accounts, routes=routes)


def _read_account(name: str, given: Mapping[str, Any], look_up: LookUp) -> Account:
    where = f"[accounts.{name}]"
    if name == SKETCH:
        raise ConfigurationError(f"{where}: `{SKETCH}` is the embedded engine; choose another name.")
    _check_names(given, known=_FIELDS, where=where)
    upstream = UPSTREAMS.get(str(given.get("upstream")))
    if upstream is None:
        raise ConfigurationError(f"{where}: `upstream` must be one of {', '.join(UPSTREAMS)}.")
    concurrency = given.get("concurrency", 5)
    if not isinstance(concurrency, int) or isinstance(concurrency, bool) or not 0 < concurrency <= _MOST_AT_ONCE:
        raise ConfigurationError(f"{where}: `concurrency` must be a whole number from 1 to {_MOST_AT_ONCE}.")
    key = _read_secret("key", given, where=where, look_up=look_up)
    if not key and not isinstance(upstream, OwnServer):
        raise ConfigurationError(f"{where}: say where the API key is: `key_env` names a variable, `key_file` a file.")
    return Account(
        name=name,
        upstream=_with_model(upstream, given, where=where),
        base_url=_read_base_url(upstream, given, where=where),
        secret=Secret(key=key, second=_read_secret("second_key", given, where=where, look_up=look_up)),
        concurrency=concurrency,
    )


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
) -> tuple[str, ...]:
    where = f'[routes] "{model}"'
    if model not in models:
        raise ConfigurationError(f"{where}: there is no such model to be routed. There are: {', '.join(models)}.")
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise ConfigurationError(f'{where}: it takes a list of engines, such as ["my-account", "{SKETCH}"].')
    unknown = [name for name in names if name not in accounts and name != SKETCH]
    if unknown:
        raise ConfigurationError(f"{where}: there is no [accounts.{unknown[0]}].")
    if len(set(names)) < len(names):
        raise ConfigurationError(f"{where}: an engine stands there twice.")
    return tuple(names)


def _table(given: Any, where: str) -> Mapping[str, Any]:  # noqa: ANN401 - TOML
    if not isinstance(given, dict):
        raise ConfigurationError(f"{where} must be a table.")
    return given


def _check_names(given: Mapping[str, Any], *, known: Collection[str], where: str) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ConfigurationError(f"{where}: `{unknown[0]}` is not known. There are: {', '.join(sorted(known))}.")
