"""The asset store in a bucket of S3 or whatever speaks its protocol: every object is whole, named by its id.

Credentials are found as Amazon's own tools find them: AWS_ACCESS_KEY_ID and its kin, or the machine's role.

Not here: who may read an asset; the server asks the tasks and the signatures (`links.py`), then sends the reader to an
address that the bucket serves for a while.
"""

import asyncio
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import BaseError, PreconditionError
from obstore.store import S3Store

from onereel.assets.asset_names import check_asset_id, content_type_of
from onereel.assets.base import AssetFile
from onereel.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from obstore import GetOptions
    from obstore.store import ClientConfig, RetryConfig, S3Config

_PART_BYTES: Final = 8 * 1024 * 1024
_PARTS_AT_ONCE: Final = 2
"""Together the most memory that one upload takes."""
_CONNECT: Final = timedelta(seconds=5)
_REQUEST: Final = timedelta(seconds=120)
"""For one request with content; a part of 8 MiB then needs 70 kB/s at least."""
_QUESTION: Final = timedelta(seconds=10)
"""For one request without: a client waits for what is found."""
_RETRIES: Final = 3
_RETRY_WITHIN: Final = timedelta(seconds=30)
"""Short, since the callers try again for longer (`onereel.tasks.patience`)."""
_LONGEST_ADDRESS: Final = timedelta(days=7)
"""S3's own limit for a presigned address (docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket:
    """Where objects lie."""

    name: str
    prefix: str = ""
    """What all keys begin with, without slashes at its ends."""
    region: str = "us-east-1"
    endpoint: str = ""
    """The address of the service; empty: Amazon's own."""
    public_endpoint: str = ""
    """The address by which clients reach the service, where that is another one."""
    virtual_hosted: bool = False
    """Whether the bucket is a part of the host name, and not of the path."""


class S3AssetStore:
    """Objects in one bucket under one prefix. Safe to use from any number of processes."""

    def __init__(self, bucket: Bucket, *, scratch: Path) -> None:
        """`scratch` is a local directory for what is borrowed; it is made when it is needed. Connects to nothing.

        Raises ConfigurationError when the AWS_… variables will not do.
        """
        self._store = _open(bucket, bucket.endpoint)
        self._questions = _open(bucket, bucket.endpoint, timeout=_QUESTION)
        self._public = _open(bucket, bucket.public_endpoint or bucket.endpoint)
        self._scratch = scratch

    async def write(self, asset_id: str, content: bytes) -> None:
        """See AssetStore. Raises ValueError for a name that no asset can have, StoreError when S3 does not take it."""
        await self._put(asset_id, content)

    async def adopt(self, asset_id: str, source: Path) -> None:
        """See AssetStore. Raises ValueError for a bad name or a source that is no regular file, OSError without one,
        StoreError when S3 does not take it; then the source is still there.
        """
        check_asset_id(asset_id)
        if not stat.S_ISREG((await asyncio.to_thread(source.lstat)).st_mode):
            raise ValueError(f"not a regular file: {source}")
        await self._put(asset_id, source)
        await asyncio.to_thread(source.unlink)

    async def find(self, asset_id: str) -> AssetFile | None:
        """See AssetStore. Raises StoreError when S3 does not answer."""
        content_type = content_type_of(asset_id)
        if content_type is None:
            return None
        with _translated():
            try:
                found = await obstore.head_async(self._questions, asset_id)
            except FileNotFoundError:
                return None
        return AssetFile(
            path=None,
            size_bytes=found["size"],
            content_type=content_type,
            modified_at=found["last_modified"],
            entity_tag=found["e_tag"] or f'"{asset_id}"',
        )

    async def address(self, asset_id: str, *, lasting: timedelta) -> str | None:
        """See AssetStore. Signed here, without asking S3."""
        check_asset_id(asset_id)
        with _translated():
            return await obstore.sign_async(self._public, "GET", asset_id, min(lasting, _LONGEST_ADDRESS))

    async def delete(self, asset_id: str) -> None:
        """See AssetStore. Raises StoreError when S3 does not answer."""
        if content_type_of(asset_id) is None:
            return
        with _translated():
            try:
                await obstore.delete_async(self._questions, asset_id)
            except FileNotFoundError:
                return  # some services say so, S3 itself does not

    @asynccontextmanager
    async def borrow(self, asset_id: str) -> AsyncIterator[Path]:
        """See AssetStore. The path is a copy of one's own. Raises StoreError when S3 does not answer."""
        if content_type_of(asset_id) is None:
            raise KeyError(asset_id)
        await asyncio.to_thread(self._scratch.mkdir, parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._scratch, prefix="borrowed-", ignore_cleanup_errors=True) as directory:
            path = Path(directory) / asset_id
            with _translated():
                await self._download(asset_id, path)
            yield path

    async def _put(self, asset_id: str, content: bytes | Path) -> None:
        content_type = content_type_of(asset_id)
        if content_type is None:
            check_asset_id(asset_id)
        with _translated():
            await obstore.put_async(
                self._store,
                asset_id,
                content,
                attributes={"Content-Type": content_type or ""},
                chunk_size=_PART_BYTES,
                max_concurrency=_PARTS_AT_ONCE,
            )

    async def _download(self, asset_id: str, path: Path) -> None:
        """In parts, each a request of its own, so that neither memory nor the time of one grows with the file.

        All parts are of the object that was there at the start. Where it is replaced meanwhile, it is begun anew.
        """
        with await asyncio.to_thread(path.open, "xb") as file:
            for _ in range(_RETRIES):
                file.seek(0)
                file.truncate()
                try:
                    async for part in self._parts(asset_id):
                        await asyncio.to_thread(file.write, part)
                except PreconditionError:
                    continue
                return
        raise StoreError("the object was replaced again and again while it was read")

    async def _parts(self, asset_id: str) -> AsyncIterator[obstore.Bytes]:
        """Raises KeyError when there is no such object, PreconditionError when it became another."""
        try:
            found = await obstore.head_async(self._questions, asset_id)
            size, options = found["size"], _if_still(found["e_tag"])
            for start in range(0, size, _PART_BYTES):
                options["range"] = (start, min(size, start + _PART_BYTES))
                part = await obstore.get_async(self._store, asset_id, options=options)
                yield await part.bytes_async()
        except FileNotFoundError:
            raise KeyError(asset_id) from None


def _if_still(entity_tag: str | None) -> "GetOptions":
    """That a request is to fail once the object is another; there is always a tag on S3 itself."""
    return {"if_match": entity_tag} if entity_tag else {}


def _open(bucket: Bucket, endpoint: str, *, timeout: timedelta = _REQUEST) -> S3Store:
    config: S3Config = {
        "bucket": bucket.name,
        "region": bucket.region,
        "virtual_hosted_style_request": bucket.virtual_hosted,
    }
    place = endpoint or f"https://s3.{bucket.region}.amazonaws.com"
    # Always said, and under this name: the library takes AWS_ENDPOINT_URL_S3 over what is set as `endpoint`.
    config["aws_endpoint_url_s3"] = _with_bucket(place, bucket.name) if bucket.virtual_hosted else place
    options: ClientConfig = {
        "allow_http": endpoint.startswith("http://"),
        "connect_timeout": _CONNECT,
        "timeout": timeout,
    }
    retries: RetryConfig = {"max_retries": _RETRIES, "retry_timeout": _RETRY_WITHIN}
    try:
        return S3Store(prefix=bucket.prefix or None, config=config, client_options=options, retry_config=retries)
    except BaseError:
        # Without the library's text, which may repeat what a variable holds.
        raise ConfigurationError(
            "The AWS_… variables will not do: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY both or, where the "
            "machine has a role, neither, and the others as Amazon's tools take them."
        ) from None


def _with_bucket(endpoint: str, name: str) -> str:
    """The library puts the bucket before no host that it is told; it is told the whole."""
    scheme, _, place = endpoint.partition("://")
    host = place.partition(":")[0]
    return endpoint if f"{host}.".startswith(f"{name}.") else f"{scheme}://{name}.{place}"


@contextmanager
def _translated() -> Iterator[None]:
    """Turns the library's errors into StoreError, without their text, which names addresses and keys of objects."""
    try:
        yield
    except (BaseError, FileNotFoundError) as error:
        raise StoreError(f"the object store does not take or give it ({type(error).__name__})") from None
