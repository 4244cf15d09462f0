"""`onereel config`: what the settings and `onereel.toml` come to.

Not here: what each setting means (docs/operating.md).
"""

import typer

from onereel.cli.options import telling_mistakes
from onereel.cli.tables import show_table, whole, words
from onereel.config import read_environment
from onereel.engines.upstream.accounts import Account
from onereel.engines.upstream.engine import SKETCH
from onereel.routes import load_routing, routable_models

app = typer.Typer(help="Look at the settings.", no_args_is_help=True)


@app.command()
def check() -> None:
    """Say whether `onereel.toml` will do, and which engines make which models. Secrets are never shown."""
    with telling_mistakes():
        routing = load_routing(read_environment())
    routes = ((model, " → ".join(routing.routes.get(model, (SKETCH,)))) for model in routable_models())
    show_table((whole("model"), words("made by")), routes)
    if routing.accounts:
        columns = (whole("account"), whole("vendor"), whole("address"), whole("at once"), whole("keys"))
        show_table(columns, (_describe(account) for account in routing.accounts.values()))


def _describe(account: Account) -> tuple[str, ...]:
    keys = "two" if account.secret.second else "one" if account.secret.key else "none"
    return account.name, account.upstream.name, account.base_url, str(account.concurrency), keys
