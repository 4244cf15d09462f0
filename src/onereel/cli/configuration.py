"""`onereel config`: what the settings and `onereel.toml` come to.

Not here: what each setting means (docs/operating.md).
"""

import typer

from onereel.cli.options import telling_mistakes
from onereel.cli.tables import said, show_table, whole
from onereel.config import read_environment
from onereel.engines.upstream.accounts import Account
from onereel.engines.upstream.route import Route
from onereel.routes import load_routing, routable_models

app = typer.Typer(help="Look at the settings.", no_args_is_help=True)


@app.command()
def check() -> None:
    """Say whether `onereel.toml` will do, and which engines make which models. Secrets are never shown."""
    with telling_mistakes():
        routing = load_routing(read_environment())
    routes = ((model, _describe_route(routing.routes.get(model, Route()))) for model in routable_models())
    show_table((whole("model"), said("made by")), routes)
    if routing.accounts:
        columns = (
            whole("account"),
            whole("vendor"),
            whole("address"),
            whole("at once"),
            said("calls/s"),
            said("keys"),
            whole("when unclear"),
        )
        show_table(columns, (_describe(account) for account in routing.accounts.values()))
        called = [(account.name, account.callback_url) for account in routing.accounts.values() if account.callback_url]
        if called:
            show_table((whole("account"), whole("is called back at")), called)


def _describe(account: Account) -> tuple[str, ...]:
    keys = "two" if account.secret.second else "one" if account.secret.key else "none"
    rate = "any" if account.calls_per_second is None else f"{account.calls_per_second:g}"
    return (
        account.name,
        account.upstream.name,
        account.base_url,
        str(account.concurrency),
        rate,
        keys,
        account.when_unclear.value,
    )


def _describe_route(route: Route) -> str:
    names = (f"{name} ({route.weights[name]})" if name in route.weights else name for name in route.engines)
    return " → ".join(names) + (" (also after moderation)" if route.goes_on_after_moderation else "")
