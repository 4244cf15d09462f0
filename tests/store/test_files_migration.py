"""Files that were stored before there were records of files: each gets its record, and is removed in its time.

Not here: records of new files (`tests/contracts/test_files.py`).
"""

from datetime import UTC, datetime, timedelta

import pytest
from tests.builders import NOON, build_picture, build_request, build_result, build_task, build_upload
from tests.support.undoing import undoable_home

from onereel.domain.files import FileKind, FileRecord
from onereel.domain.request import Corner, Watermark
from onereel.domain.tally import Span
from onereel.store.base import TaskFilter

LATER = NOON + timedelta(hours=1)

EPOCH = datetime(1970, 1, 2, tzinfo=UTC)
UNDO = """
DROP TABLE files;
DROP INDEX tasks_finished;
DROP INDEX uploads_file;
DROP TABLE operations;
DROP INDEX tasks_of_key_by_state;
DROP INDEX tasks_of_key_by_model;
DROP INDEX tasks_by_model_and_state;
DROP INDEX tasks_public_id;
DROP INDEX deliveries_by_state;
DROP INDEX deliveries_of_key_by_state;
DROP TABLE tallies;
DROP TABLE tries;
ALTER TABLE tasks DROP COLUMN passed;
DELETE FROM migrations WHERE name >= '0003';
"""
UNDO_WORDS = {
    "sqlite": "DROP TABLE prompts; DROP TABLE prompt_words;",
    "postgres": (
        "DROP TABLE prompts; DROP FUNCTION prompt_words, prompt_lexemes, character_pairs, keep_prompts, forget_prompts"
        " CASCADE;"
    ),
}


@pytest.fixture(params=["sqlite", "postgres"])
def home(request, tmp_path):
    """How to open the store, and how to take the migration back."""
    own, shared = (UNDO + UNDO_WORDS[name] for name in ("sqlite", "postgres"))
    return undoable_home(request, tmp_path, sqlite=own, postgres=shared + "DROP TABLE secrets;")


def picture(name):
    return build_picture(asset_id=f"image-{name}.png")


async def fill(store):
    """A task that succeeded, made of two pictures, a mark and a track; one that is open and shares a picture."""
    mark = Watermark(corner=Corner.TOP_LEFT, text="AI", picture=picture("mark"), twin=True)
    request = build_request(
        first_frame=picture("first"), last_frame=picture("last"), watermark=mark, track="sound-1.mp3"
    )
    task = build_task(1, request=request)
    running = task.start(at=NOON)
    await store.tasks.add(task)
    await store.tasks.replace(task, running)
    await store.tasks.replace(running, running.succeed(build_result(), at=LATER))
    shared = build_request(prompt="odd \0 prompt", last_frame=picture("first"))
    await store.tasks.add(build_task(2, request=build_request(first_frame=picture("first")), deadline_at=LATER))
    await store.tasks.add(build_task(3, request=shared, deadline_at=NOON))
    await store.uploads.add(build_upload(1, picture=picture("first")))
    await store.uploads.add(build_upload(2, picture=picture("unused")))


async def test_every_file_of_earlier_times_gets_its_record(home):
    open_store, undo = home
    store = await open_store()
    await fill(store)
    await store.close()
    await undo()
    store = await open_store()
    uploaded = datetime.fromtimestamp(1_772_366_400_123 / 1000, UTC)
    for asset_id, kind, since in (
        ("video-1.mp4", FileKind.MEDIA, LATER),
        ("cover-1.jpg", FileKind.MEDIA, LATER),
        ("marked-1.mp4", FileKind.MEDIA, LATER),
        ("image-first.png", FileKind.INPUT, LATER),
        ("image-last.png", FileKind.INPUT, LATER),
        ("image-mark.png", FileKind.INPUT, LATER),
        ("sound-1.mp3", FileKind.INPUT, LATER),
        ("image-unused.png", FileKind.UPLOAD, uploaded),
    ):
        assert await store.files.get(asset_id) == FileRecord(asset_id=asset_id, kind=kind, since=since)
    await store.close()


async def test_every_task_of_earlier_times_is_found_by_its_words_and_counted(home):
    open_store, undo = home
    store = await open_store()
    await fill(store)
    before = await look(store)
    await store.close()
    await undo()
    store = await open_store()
    assert await look(store) == before
    assert before[0]
    assert before[1]
    await store.close()


async def look(store):
    """Which tasks have a boat in their prompt, and what was counted."""
    found = await store.tasks.page(TaskFilter(words="paper boat"), limit=10)
    tallies = [await store.ledger.tallies(span, since=EPOCH) for span in Span]
    return sorted(task.id for task in found), [list(one) for one in tallies]
