"""Builders of domain values for tests: each makes a whole, valid value, of which a test names only what it is about.

Not here: fakes; they ship with the program beside their seams.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from random import Random

from onereel.domain.delivery import Delivery
from onereel.domain.media import Picture, StoredVideo, Upload, VideoFacts
from onereel.domain.operation import Operation
from onereel.domain.request import VideoRequest
from onereel.domain.task import Result, State, Task
from onereel.domain.usage import Charge
from onereel.store.base import Key
from onereel.tasks.telling import Teller

NOON = datetime(2026, 3, 1, 12, 0, 0, 123_456, tzinfo=UTC)
"""When everything in the tests begins."""


def build_request(**changes) -> VideoRequest:
    """A silent clip of 5 seconds."""
    request = VideoRequest(
        prompt="A paper boat crosses a puddle.", width=640, height=360, frame_rate=24, frame_count=120, seed=7
    )
    return replace(request, **changes)


def build_task(number: int = 1, **changes) -> Task:
    """A queued task of Kling's. Two different numbers make tasks whose ids and references differ."""
    task = Task(
        id=f"{number:032x}",
        key_id="key-1",
        provider="kling",
        model="kling-v2-6-text2video",
        public_id=f"8{number:017d}",
        request_id=f"request-{number}",
        request=build_request(),
        echo=b'{"mode":"pro"}',
        charge=Charge(tokens=2125, prompt_tokens=9, credits=80, cost=2_500_000),
        created_at=NOON,
        updated_at=NOON,
    )
    return replace(task, **changes)


def build_operation(number: int = 1, **changes) -> Operation:
    """An order that was just written down, of the first task."""
    operation = Operation(
        task_id=build_task().id, number=number, account="kling-main", created_at=NOON, updated_at=NOON
    )
    return replace(operation, **changes)


def build_delivery(number: int = 1, **changes) -> Delivery:
    """The first callback of a task. Two different numbers make deliveries whose ids and tasks differ."""
    delivery = Delivery(
        id=f"msg_{number:032x}",
        task_id=f"{number:032x}",
        key_id="key-1",
        sequence=1,
        task_state=State.QUEUED,
        url="https://example.org/hook",
        body=b'{"task_id":"1"}',
        created_at=NOON,
        due_at=NOON,
    )
    return replace(delivery, **changes)


def build_teller() -> Teller:
    """Tells only the state."""
    return Teller(body=lambda task: task.state.value.encode(), random=Random(1))


def build_key(number: int = 1, **changes) -> Key:
    """A key in use. Two different numbers make keys whose ids and digests differ."""
    key = Key(id=f"key-{number}", name="laptop", hint="sk-or-1", digest=f"{number:064x}", created_at=NOON)
    return replace(key, **changes)


def build_picture(**changes) -> Picture:
    """A stored picture."""
    return replace(Picture(asset_id="image-0001.png", width=800, height=600), **changes)


def build_upload(number: int = 1, **changes) -> Upload:
    """A picture that key-1 has sent ahead."""
    upload = Upload(id=number, key_id="key-1", picture=build_picture(), created_at_ms=1_772_366_400_123)
    return replace(upload, **changes)


def build_facts(**changes) -> VideoFacts:
    """What a file that answers `build_request()` holds."""
    facts = VideoFacts(
        width=640, height=360, frame_count=120, frame_rate=Fraction(24), has_audio=False, size_bytes=48_000
    )
    return replace(facts, **changes)


@dataclass(frozen=True, kw_only=True)
class FixedLinks:
    """The links of a task, as they stand in a document."""

    video: str
    cover: str
    watermarked: str
    first_frame: str = ""
    last_frame: str = ""


class Disk:
    """A file system as `Room` asks for it."""

    free = 10_000_000_000


RESULT_BEFORE_CHECKSUMS = (
    '{"video":{"asset_id":"video-1.mp4","facts":{"width":640,"height":360,"frame_count":120,"frame_rate":"24",'
    '"has_audio":false,"size_bytes":48000}},"cover":{"asset_id":"cover-1.jpg","width":800,"height":600},'
    '"watermarked":null}'
)
"""How homes hold the media of tasks that ended before there were checksums."""


def build_result(**changes) -> Result:
    """The media of a task that asked for a marked twin."""
    result = Result(
        video=StoredVideo(asset_id="video-1.mp4", facts=build_facts(), sha256="ab" * 32),
        cover=build_picture(asset_id="cover-1.jpg"),
        watermarked=StoredVideo(asset_id="marked-1.mp4", facts=build_facts(size_bytes=49_000), sha256="cd" * 32),
    )
    return replace(result, **changes)
