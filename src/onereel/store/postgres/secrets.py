"""Secrets that every process over one database must have the same, such as the one that media links are signed with.

Not here: what they are used for.
"""

from onereel.store.postgres.connections import connect
from onereel.store.postgres.failures import translated
from onereel.store.postgres.migrate import migrate, pending
from onereel.store.postgres.queries import load_queries

_PATIENCE_SECONDS = 30.0


async def share_secret(url: str, name: str, proposal: bytes) -> bytes:
    """The secret of that name: the one that was proposed first, by whichever process.

    A database that is not up to date is brought there. Raises ConfigurationError and StoreError as `migrate` does.
    """
    queries = load_queries()
    if await pending(url):
        await migrate(url)
    connection = await connect(url, patience=_PATIENCE_SECONDS)
    try:
        with translated():
            await connection.execute(queries["share_secret"], name, proposal)
            shared: bytes = await connection.fetchval(queries["get_secret"], name)
            return shared
    finally:
        await connection.close()
