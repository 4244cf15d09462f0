"""Turns what a request refers to (addresses, base64, uploads, paths) into stored media, before the task is accepted.

Not here: which media a request needs; its dialect says so. After acceptance a task depends on nothing outside.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from onereel.assets.base import AssetStore
from onereel.assets.fetch import GuardedClient
from onereel.assets.images import check_image, decode_base64_image
from onereel.assets.paths import read_allowed_file
from onereel.assets.probe import probe_audio_in_thread
from onereel.assets.room import Room
from onereel.assets.sniff import MediaType
from onereel.domain.clock import Clock
from onereel.domain.files import FileKind, FileRecord
from onereel.domain.ids import mint_asset_id
from onereel.domain.media import Picture
from onereel.errors import ErrorKind, FetchError, ImageError, RequestError
from onereel.providers.base import (
    Address,
    Found,
    Inline,
    LocalPath,
    PictureSource,
    Role,
    SoundAddress,
    Source,
    Uploaded,
)
from onereel.store.base import FileStore, UploadStore

_SOUND_SUFFIXES = {MediaType.MP3: "mp3", MediaType.WAV: "wav"}


class MaterialGatherer:
    """Fetches, checks and stores."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        uploads: UploadStore,
        files: FileStore,
        client: GuardedClient,
        room: Room,
        image_roots: Sequence[Path],
        closed: Sequence[Path] = (),
        clock: Clock,
        random: Random,
    ) -> None:
        self._assets = assets
        self._uploads = uploads
        self._files = files
        self._client = client
        self._room = room
        self._image_roots = image_roots
        self._closed = closed
        self._clock = clock
        self._random = random

    async def gather(self, needs: Mapping[Role, Source], *, key_id: str) -> Found:
        """All that a request needs, fetched side by side. Raises RequestError for the first that cannot be had.

        Also where nothing is needed, it is refused while the disk is full.
        """
        self._check_room()
        pictures: dict[Role, Picture] = {}
        tracks: list[str] = []

        async def collect(role: Role, source: Source) -> None:
            if isinstance(source, SoundAddress):
                tracks.append(await self._track(source))
            else:
                pictures[role] = await self._picture(source, key_id=key_id)

        try:
            async with asyncio.TaskGroup() as group:
                for role, source in needs.items():
                    group.create_task(collect(role, source))
        except* RequestError as errors:
            raise errors.exceptions[0] from errors
        return Found(pictures=pictures, track=tracks[0] if tracks else None)

    async def picture(self, source: PictureSource, *, key_id: str) -> Picture:
        """One picture, checked by really decoding it, and stored as it came. Raises RequestError."""
        self._check_room()
        return await self._picture(source, key_id=key_id)

    async def _picture(self, source: PictureSource, *, key_id: str) -> Picture:
        if isinstance(source, Uploaded):
            return await self._uploaded(source, key_id=key_id)
        with _naming(source.field):
            content = await self._read(source)
            facts = await check_image(content)
        asset_id = await self._keep("image", facts.suffix, content)
        return Picture(asset_id=asset_id, width=facts.width, height=facts.height)

    async def _read(self, source: Address | Inline | LocalPath) -> bytes:
        match source:
            case Address():
                fetched = await self._client.fetch(source.url, max_bytes=source.max_bytes)
                return fetched.content
            case Inline():
                return decode_base64_image(
                    source.text, max_bytes=source.max_bytes, require_content_type=source.data_uri_only
                )
            case LocalPath():
                return await asyncio.to_thread(
                    read_allowed_file,
                    source.path,
                    roots=self._image_roots,
                    closed=self._closed,
                    max_bytes=source.max_bytes,
                )

    def _check_room(self) -> None:
        if self._room.is_full():
            raise RequestError(
                ErrorKind.STORAGE_FULL, "The server's disk is full; nothing was accepted. Try again later."
            )

    async def _keep(self, kind: str, suffix: str, content: bytes) -> str:
        """Store a file under a new name; its record first, so that none is ever left that nobody knows of."""
        asset_id = mint_asset_id(kind, suffix, self._random)
        await self._files.add(FileRecord(asset_id=asset_id, kind=FileKind.UPLOAD, since=self._clock()))
        await self._assets.write(asset_id, content)
        return asset_id

    async def _uploaded(self, source: Uploaded, *, key_id: str) -> Picture:
        upload = await self._uploads.find(source.id, key_id=key_id)
        if upload is None:
            raise RequestError(
                ErrorKind.IMAGE_NOT_FOUND,
                f"`{source.field}` is {source.id}, which is no picture of yours: upload it and use its img_id.",
                field=source.field,
            )
        return upload.picture

    async def _track(self, source: SoundAddress) -> str:
        with _naming(source.field):
            fetched = await self._client.fetch(source.url, max_bytes=source.max_bytes)
        suffix = _SOUND_SUFFIXES.get(fetched.media_type) if fetched.media_type else None
        if suffix is None or suffix not in source.formats:
            raise _unsuitable(source, f"is not {' or '.join(sorted(source.formats))}")
        asset_id = await self._keep("sound", suffix, fetched.content)
        try:
            async with self._assets.borrow(asset_id) as path:
                seconds = float(await probe_audio_in_thread(path))
        except ValueError as error:
            raise _unsuitable(source, "cannot be decoded") from error
        if not source.shortest <= seconds <= source.longest:
            limits = f"{source.shortest:g} to {source.longest:g} s"
            raise _unsuitable(source, f"lasts {seconds:.1f} s and must last {limits}")
        return asset_id


def _unsuitable(source: SoundAddress, why: str) -> RequestError:
    return RequestError(
        ErrorKind.MEDIA_INVALID, f"`{source.field}`: the audio {why}. Give another one.", field=source.field
    )


@contextmanager
def _naming(field: str) -> Iterator[None]:
    """Errors of fetching and decoding, with the name of the field that they are about."""
    try:
        yield
    except FetchError as error:
        raise RequestError(ErrorKind.MEDIA_UNREACHABLE, f"`{field}`: {error}", field=field) from error
    except ImageError as error:
        raise RequestError(error.kind, f"`{field}`: {error.message}", field=field) from error
