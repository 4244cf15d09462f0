"""START READING HERE: what a client can do — upload, submit, ask, watch.

Not here: HTTP (`onereel.server`), SQL (`onereel.store`), or any provider's words (`onereel.providers`).
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from random import Random

import msgspec

from onereel.assets.links import LinkSigner
from onereel.assets.urls import HostPort, check_callback_url
from onereel.catalog import Catalog
from onereel.domain.clock import Clock, to_milliseconds
from onereel.domain.ids import mint_task_id
from onereel.domain.media import Upload
from onereel.domain.passage import name_home, refuse_circles
from onereel.domain.task import State, Task
from onereel.errors import Conflict, ErrorKind, FetchRefused, FileGone, IdTaken, RequestError, StoreError
from onereel.linking import VIDEO_LINK_LIFE, links_of
from onereel.materials import MaterialGatherer
from onereel.providers.base import Links, Plan, QueryModel, SubmitModel, UploadModel
from onereel.providers.reading import Parsed
from onereel.replays import Answer, Replays, Settle
from onereel.store.base import Store
from onereel.tasks.dispatch import Dispatcher
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.telling import Teller

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
        teller: Teller,
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
        self._home = name_home(signer.derive)
        self._teller = teller
        self._replays = Replays(claims=store.claims, clock=clock, random=random)
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

    async def submit(
        self,
        model: SubmitModel,
        parsed: Parsed,
        *,
        key_id: str,
        request_id: str,
        idempotency_key: str | None = None,
        passed: tuple[str, ...] = (),
    ) -> Answer:
        """Accept a task. When this returns, the task is on disk and will be worked on, whatever happens.

        `request_id` is the reply's, by which the task can be found, too. The same request under the same
        `idempotency_key` is answered as it was the first time. `passed` are the servers that it has come through.
        Raises RequestError when the request, or the media it refers to, will not do, when it has been here before, or
        the limits of the key stand against it.
        """

        async def answer(settle: Settle) -> bytes:
            # Not sooner: what was taken is answered as it was then, so that a refusal means that it was not.
            refuse_circles(passed, home=self._home)
            return await self._accept(model, parsed, key_id=key_id, request_id=request_id, passed=passed, settle=settle)

        return await self._replays.once(answer, key_id=key_id, idempotency_key=idempotency_key, parsed=parsed)

    async def _accept(
        self,
        model: SubmitModel,
        parsed: Parsed,
        *,
        key_id: str,
        request_id: str,
        passed: tuple[str, ...],
        settle: Settle,
    ) -> bytes:
        wish = model.read(parsed)
        if wish.callback_url:
            self._check_callback(wish.callback_url)
        found = await self._materials.gather(wish.needs, key_id=key_id)
        plan = wish.plan(found, self._random.randint(1, _LARGEST_SEED))
        accept = partial(
            self._write_down,
            model,
            plan,
            key_id=key_id,
            request_id=request_id,
            callback_url=wish.callback_url,
            passed=passed,
        )
        for _ in range(_MINTING_TRIES):
            task = accept()
            reply = msgspec.json.encode(
                self.catalog.dialect(task.provider).write_accepted(task, links=self.links(task))
            )
            try:
                await self._store.tasks.add(task, delivery=self._teller.of(None, task), settlement=settle(reply))
            except IdTaken:
                continue
            except FileGone as error:
                raise RequestError(
                    ErrorKind.IMAGE_NOT_FOUND, "A picture of this request is out of time. Upload it again."
                ) from error
            await self._dispatcher.offer(task.id, lane=task.lane)
            return reply
        raise StoreError("No free task id was found.")

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

    async def find_own(self, reference: str, *, key_id: str | None) -> Snapshot:
        """The task that the key calls `reference`: our own id, or the one in the provider's shape.

        Without a `key_id` it may be anybody's. Raises RequestError(TASK_NOT_FOUND).
        """
        task = await self._store.tasks.get(reference)
        if task is None and key_id is not None:
            for provider in self.catalog.providers:
                task = task or await self._store.tasks.find(reference, key_id=key_id, provider=provider)
        if task is None or key_id not in (None, task.key_id):
            raise RequestError(ErrorKind.TASK_NOT_FOUND, "There is no task of yours with this id.", field="id")
        return Snapshot(task=task, share=self._progress.share(task.id))

    async def cancel(self, reference: str, *, key_id: str | None) -> Task:
        """End a task at its owner's wish: nothing is charged, and the drawing stops. Cancelling twice is no error.

        Raises RequestError: TASK_NOT_FOUND, or NOT_CANCELLABLE when it has succeeded or failed.
        """
        while True:
            task = (await self.find_own(reference, key_id=key_id)).task
            if task.state is State.CANCELLED:
                return task
            if task.state.is_terminal:
                raise RequestError(
                    ErrorKind.NOT_CANCELLABLE, f"This task has {task.state} and cannot be cancelled.", field="id"
                )
            cancelled = task.cancel(at=self._clock())
            try:
                await self._store.tasks.replace(task, cancelled, delivery=self._teller.of(task, cancelled))
            except Conflict:
                continue  # it has moved on since it was read, which it can do only so often
            self._progress.announce(task.id)
            return cancelled

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
        return links_of(task, signer=self._signer)

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

    def _write_down(
        self,
        model: SubmitModel,
        plan: Plan,
        *,
        key_id: str,
        request_id: str,
        callback_url: str | None,
        passed: tuple[str, ...],
    ) -> Task:
        now = self._clock()
        return Task(
            id=mint_task_id(self._clock, self._random),
            key_id=key_id,
            provider=model.provider,
            model=model.id,
            public_id=self.catalog.dialect(model.provider).mint_public_id(),
            request_id=request_id,
            request=plan.request,
            echo=plan.echo,
            charge=plan.charge,
            callback_url=callback_url,
            passed=passed,
            lane=self.catalog.lane_of(model.id),
            created_at=now,
            updated_at=now,
            deadline_at=now + model.deadline,
        )


async def _wait_for_change(changed: asyncio.Event) -> None:
    """Until the event, or a while: the safety net for a change that nobody announced."""
    try:
        async with asyncio.timeout(_SAFETY_POLL_SECONDS):
            await changed.wait()
    except TimeoutError:
        return
