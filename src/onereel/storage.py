"""Opens what a server keeps its things in: the store, the media, the secret of its links.

Not here: the tasks that go through it (`homes.py`), or what is built on top (`runtime.py`).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from onereel.assets.base import AssetStore
from onereel.assets.links import LinkSigner, load_secret
from onereel.assets.local import INCOMING, LocalAssetStore
from onereel.assets.scratch import ABANDONED_AFTER, sweep_abandoned
from onereel.config import Settings
from onereel.domain.clock import Clock
from onereel.errors import ConfigurationError
from onereel.store.base import Store
from onereel.store.sqlite.store import SqliteStore

SHARED_LINKS: Final = "links"
"""Under which name processes share the secret that links are signed with."""

WORKSPACES: Final = "workspaces"
_ASSETS: Final = "assets"
_SCRATCH: Final = "scratch"


def database_path(data_directory: Path) -> Path:
    """Where the embedded home keeps its database."""
    return data_directory / "onereel.sqlite3"


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The store alone, for commands that run beside a server.

    Raises ConfigurationError when the settings will not do.
    """
    store = await (_open_postgres(settings) if settings.database_url else _open_sqlite(settings))
    try:
        yield store
    finally:
        await store.close()


async def _open_sqlite(settings: Settings) -> Store:
    await asyncio.to_thread(settings.data_directory.mkdir, parents=True, exist_ok=True)
    return await SqliteStore.open(database_path(settings.data_directory))


async def _open_postgres(settings: Settings) -> Store:
    try:
        from onereel.store.postgres.store import PostgresStore  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            "ONEREEL_DATABASE_URL needs the extra `postgres`: install onereel[postgres]."
        ) from error
    return await PostgresStore.open(settings.database_url)


async def open_signer(settings: Settings) -> LinkSigner:
    """Who signs the links to media, with the secret of the data directory, or the one that all processes share.

    Raises ConfigurationError and StoreError.
    """
    await asyncio.to_thread(settings.data_directory.mkdir, parents=True, exist_ok=True)
    secret = await asyncio.to_thread(load_secret, settings.data_directory / "link-secret")
    if settings.database_url:
        from onereel.store.postgres.secrets import share_secret  # noqa: PLC0415 - as in `_open_postgres`

        secret = await share_secret(settings.database_url, SHARED_LINKS, secret)
    return LinkSigner(secret, base_url=settings.base_url)


async def sweep(settings: Settings, clock: Clock) -> None:
    """Remove what killed processes have left unfinished; of several, only what nobody has touched for days."""
    data = settings.data_directory
    before = clock() - ABANDONED_AFTER if settings.database_url else clock()
    shared = (data / WORKSPACES, data / _ASSETS / INCOMING) if settings.database_url else ()
    for parent in (data / _SCRATCH, *shared):
        await asyncio.to_thread(sweep_abandoned, parent, before=before)


def open_assets(settings: Settings) -> AssetStore:
    """Where media are kept. Raises ConfigurationError when the extra is missing that it needs."""
    data = settings.data_directory
    if not settings.assets_url:
        return LocalAssetStore(data / _ASSETS, shared=bool(settings.database_url))
    try:
        from onereel.assets.s3 import Bucket, S3AssetStore  # noqa: PLC0415 - as in `_open_postgres`
    except ImportError as error:
        raise ConfigurationError("ONEREEL_ASSETS_URL needs the extra `s3`: install onereel[s3].") from error
    name, _, prefix = settings.assets_url.removeprefix("s3://").partition("/")
    bucket = Bucket(
        name=name,
        prefix=prefix.strip("/"),
        region=settings.s3_region,
        endpoint=settings.s3_endpoint,
        public_endpoint=settings.s3_public_endpoint,
        virtual_hosted=settings.s3_virtual_hosted,
    )
    return S3AssetStore(bucket, scratch=data / _SCRATCH)
