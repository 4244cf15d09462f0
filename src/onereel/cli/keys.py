"""`onereel keys`: make, list, limit and revoke API keys, also while a server runs on the same data directory.

Not here: how keys are made (`onereel.keys`) or kept (`onereel.store`).
"""

import sys
from typing import Annotated

import typer

from onereel.cli.arguments import DataDirectory
from onereel.cli.ending import refuse, say, tell
from onereel.cli.limits import Concurrency, Credit, Rate, read_limits, write_limits
from onereel.cli.options import work_on_store
from onereel.cli.speaking import tongue_at
from onereel.cli.tables import amount, day, said, show_table, whole, words
from onereel.domain.account import Limits
from onereel.domain.clock import system_clock
from onereel.keys import create_key, drop_old_secret, exchange_secret
from onereel.server.money import write_cny
from onereel.store.base import Key, Store

app = typer.Typer(help="Make, list, limit and revoke API keys.", no_args_is_help=True)

_KeyId = Annotated[str, typer.Argument(metavar="KEY_ID", help="The id, as `onereel keys list` shows it.")]
_UNNAMED = "unnamed"


@app.command()
def create(
    called: Annotated[str, typer.Argument(metavar="NAME", help="What to call the key.")] = _UNNAMED,
    name: Annotated[str | None, typer.Option(help="The same, as an option.")] = None,
    operator: Annotated[bool, typer.Option("--operator", help="Let it see and do everything, for every key.")] = False,
    credit: Credit = None,
    rate: Rate = None,
    concurrency: Concurrency = None,
    data_dir: DataDirectory = None,
) -> None:
    """Make a key and print it, alone on standard output. It is shown this once and kept only as a digest.

    The secret that its callbacks are signed with follows on standard error.
    """
    limits = read_limits(Limits(), credit=credit, rate=rate, concurrency=concurrency)

    async def run(store: Store) -> tuple[str, Key]:
        return await create_key(
            store.keys, name=name or called, clock=system_clock, is_operator=operator, limits=limits
        )

    plain, key = work_on_store(data_dir, run, makes_it=True)
    typer.echo(plain)
    say(f"{key.id} signs its callbacks with {key.secrets[0]} (shown this once).")


@app.command(name="list")
def list_keys(data_dir: DataDirectory = None) -> None:
    """List all keys, by their first characters, with their limits and what they hold and have spent in CNY."""

    async def run(store: Store) -> list[list[str]]:
        return [await _row(store, key) for key in await store.keys.list()]

    columns = [
        whole("id", width=20),
        words("name"),
        whole("key", width=10),
        said("limits"),
        amount("held, spent"),
        said("made (UTC)", width=10),
    ]
    show_table(columns, work_on_store(data_dir, run))


@app.command()
def limit(
    key_id: _KeyId,
    credit: Credit = None,
    rate: Rate = None,
    concurrency: Concurrency = None,
    data_dir: DataDirectory = None,
) -> None:
    """Set what a key may do; `none` takes a limit away, and what is not named stays. It holds at once."""
    read_limits(Limits(), credit=credit, rate=rate, concurrency=concurrency)  # a mistake is told before all else

    async def run(store: Store) -> Limits:
        key = await _find(store, key_id)
        limits = read_limits(key.limits, credit=credit, rate=rate, concurrency=concurrency)
        await store.keys.change(key.id, limits=limits, secrets=key.secrets)
        return limits

    told = tongue_at(sys.stdout).tell_list(write_limits(work_on_store(data_dir, run)) or "no limits")
    typer.echo(f"{key_id}: {told}.")


@app.command(name="rotate-secret")
def rotate_secret(
    key_id: _KeyId,
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Make none: end the exchange, so that only the newest secret signs.")
    ] = False,
    data_dir: DataDirectory = None,
) -> None:
    """Give a key a new signing secret and print it; callbacks are signed with both until the old one is dropped."""

    async def run(store: Store) -> str | None:
        key = await _find(store, key_id)
        if drop_old:
            await drop_old_secret(store.keys, key)
            return None
        return await exchange_secret(store.keys, key)

    secret = work_on_store(data_dir, run)
    if secret:
        typer.echo(secret)
    else:
        tell(f"{key_id} signs its callbacks with its newest secret only.")


@app.command()
def revoke(key_id: _KeyId, data_dir: DataDirectory = None) -> None:
    """Revoke a key. Requests with it are refused from then on."""

    async def run(store: Store) -> bool:
        return await store.keys.revoke(key_id, at=system_clock())

    if not work_on_store(data_dir, run):
        refuse(f"there is no key {key_id} to revoke.")
    tell(f"{key_id} is revoked.")


async def _find(store: Store, key_id: str) -> Key:
    return await store.keys.get(key_id) or refuse(f"there is no key {key_id}.")


async def _row(store: Store, key: Key) -> list[str]:
    account = await store.ledger.account(key.id)
    return [
        key.id,
        f"{key.name} ({tongue_at(sys.stdout).tell('operator')})" if key.is_operator else key.name,
        f"{key.hint}…",
        write_limits(key.limits),
        f"{write_cny(account.held)}\n{write_cny(account.spent)}",
        day(key.created_at) + (f"\nrevoked\n{day(key.revoked_at)}" if key.revoked_at else ""),
    ]
