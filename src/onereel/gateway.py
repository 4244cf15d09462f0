"""START READING HERE: what a client can do — upload, submit, ask, watch.

Not here: HTTP (`onereel.server`), SQL (`onereel.store`), or any provider's words (`onereel.providers`).
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from onereel.assets.links import LinkSigner
from onereel.assets.urls import HostPort, check_callback_url
from onereel.catalog import Catalog
from onereel.domain.clock import Clock, to_milliseconds
from onereel.domain.ids import mint_task_id
from onereel.domain.media import Upload
from onereel.domain.task import Task
from onereel.errors import ErrorKind, FetchRefused, IdTaken, RequestError, StoreError
from onereel.materials import MaterialGatherer
from onereel.providers.base import Links, Plan, QueryModel, SubmitModel, UploadModel
from onereel.providers.reading import Parsed
from onereel.store.base import Store
from onereel.tasks.dispatch import Dispatcher
from onereel.tasks.naming import asset_names
from onereel.tasks.progress import ProgressBoard

VIDEO_LINK_LIFE = timedelta(hours=24)
COVER_LINK_LIFE = timedelta(hours=1)
"""How long links live, from the end of the task; Vidu's and DashScope's live signatures say the same."""

_MINTING_TRIES = 8
_SAFETY_POLL_SECONDS = 5.0
_SMALLEST_UPLOAD_ID = 100_000_000
_LARGEST_UPLOAD_ID = 999_999_999
"""PixVerse's img_id has nine digits."""
_LARGEST_SEED = 2_147_483_647


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """A task at one moment, and how much of its work is done (0.0 to 1.0)."""

    task: Task
    share: float


class Gateway:
    """The one way from a request to a task and back."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        store: Store,
        materials: MaterialGatherer,
        allow_private: frozenset[HostPort],
        dispatcher: Dispatcher,
        progress: ProgressBoard,
        signer: LinkSigner,
        clock: Clock,
        random: Random,
    ) -> None:
        self.catalog = catalog
        self._store = store
        self._materials = materials
        self._allow_private = allow_private
        self._dispatcher = dispatcher
        self._progress = progress
        self._signer = signer
        self._clock = clock
        self._random = random

    async def upload(self, model: UploadModel, parsed: Parsed, *, key_id: str) -> Upload:
        """Keep a picture for later submits. Raises RequestError."""
        picture = await self._materials.picture(model.read(parsed), key_id=key_id)
        for _ in range(_MINTING_TRIES):
            upload = Upload(
                id=self._random.randint(_SMALLEST_UPLOAD_ID, _LARGEST_UPLOAD_ID),
                key_id=key_id,
                picture=picture,
                created_at_ms=to_milliseconds(self._clock()),
            )
            try:
                await self._store.uploads.add(upload)
            except IdTaken:
                continue
            return upload
        raise StoreError("No free upload id was found.")

    async def submit(self, model: SubmitModel, parsed: Parsed, *, key_id: str, request_id: str) -> Task:
        """Accept a task. When this returns, the task is on disk and will be worked on, whatever happens.

        `request_id` is the reply's, by which the task can be found, too. Raises RequestError when the request, or
        the media it refers to, will not do.
        """
        wish = model.read(parsed)
        if wish.callback_url:
            self._check_callback(wish.callback_url)
        found = await self._materials.gather(wish.needs, key_id=key_id)
        plan = wish.plan(found, self._random.randint(1, _LARGEST_SEED))
        task = await self._keep(model, plan, key_id=key_id, request_id=request_id, callback_url=wish.callback_url)
        await self._dispatcher.offer(task.id)
        return task

    async def find(self, model: QueryModel, reference: str, *, key_id: str) -> Snapshot:
        """The key's task that the client calls `reference`. Raises RequestError(TASK_NOT_FOUND)."""
        task = await self._store.tasks.find(reference, key_id=key_id, provider=model.provider)
        if task is None:
            raise RequestError(
                ErrorKind.TASK_NOT_FOUND,
                "`input` is not the id of a task of yours: use the id that the submit was answered with.",
                field="input",
            )
        return Snapshot(task=task, share=self._progress.share(task.id))

    async def watch(self, task_id: str) -> AsyncIterator[Snapshot]:
        """The task now and after each change, until it has ended; the last snapshot is the ended task."""
        with self._progress.watch(task_id) as changed:
            while True:
                changed.clear()
                task = await self._store.tasks.get(task_id)
                if task is None:
                    return
                yield Snapshot(task=task, share=self._progress.share(task_id))
                if task.state.is_terminal:
                    return
                await _wait_for_change(changed)

    def links(self, task: Task) -> Links:
        """Where the media of a task are, or will be: the names are known before the files exist."""
        names = asset_names(task.id)
        anchor = task.finished_at or task.created_at
        lasting, brief = anchor + VIDEO_LINK_LIFE, anchor + COVER_LINK_LIFE
        frames = (task.request.first_frame, task.request.last_frame)
        first, last = (self._signer.sign(frame.asset_id, expires_at=lasting) if frame else "" for frame in frames)
        return Links(
            video=self._signer.sign(names.video, expires_at=lasting),
            cover=self._signer.sign(names.cover, expires_at=brief),
            watermarked=self._signer.sign(names.marked, expires_at=lasting),
            first_frame=first,
            last_frame=last,
        )

    def upload_link(self, upload: Upload) -> str:
        """Where an uploaded picture can be seen."""
        return self._signer.sign(upload.picture.asset_id, expires_at=self._clock() + VIDEO_LINK_LIFE)

    def _check_callback(self, url: str) -> None:
        try:
            check_callback_url(url, allow=self._allow_private)
        except FetchRefused as error:
            raise RequestError(
                ErrorKind.INVALID_VALUE, f"`callback_url` is not acceptable: {error}", field="callback_url"
            ) from error

    async def _keep(
        self, model: SubmitModel, plan: Plan, *, key_id: str, request_id: str, callback_url: str | None
    ) -> Task:
        dialect = self.catalog.dialect(model.provider)
        for _ in range(_MINTING_TRIES):
            now = self._clock()
            task = Task(
                id=mint_task_id(self._clock, self._random),
                key_id=key_id,
                provider=model.provider,
                model=model.id,
                public_id=dialect.mint_public_id(),
                request_id=request_id,
                request=plan.request,
                echo=plan.echo,
                charge=plan.charge,
                callback_url=callback_url,
                created_at=now,
                updated_at=now,
            )
            try:
                await self._store.tasks.add(task)
            except IdTaken:
                continue
            return task
        raise StoreError("No free task id was found.")


async def _wait_for_change(changed: asyncio.Event) -> None:
    """Until the event, or a while: the safety net for a change that nobody announced."""
    try:
        async with asyncio.timeout(_SAFETY_POLL_SECONDS):
            await changed.wait()
    except TimeoutError:
        return
