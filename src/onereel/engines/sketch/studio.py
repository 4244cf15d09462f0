"""One order carried out: what is to be filmed, what is to be heard, and the files of it.

Not here: the process this happens in (`child.py`).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction

from onereel.domain.request import Sound, VideoRequest
from onereel.engines.base import Materials
from onereel.engines.sketch.animatic.film import AnimaticFilm
from onereel.engines.sketch.animatic.plan import ScenePlan
from onereel.engines.sketch.animatic.reading import music_mood, read_plan, sounds_of
from onereel.engines.sketch.chance import Chance
from onereel.engines.sketch.film.drawing import Drawing
from onereel.engines.sketch.film.label import Label
from onereel.engines.sketch.film.movie import SAMPLE_RATE
from onereel.engines.sketch.film.planes import Overlay
from onereel.engines.sketch.film.production import Files, Production
from onereel.engines.sketch.film.watermark import make_mark
from onereel.engines.sketch.inbetween.film import InbetweenFilm
from onereel.engines.sketch.messages import Finished, Order, Refused
from onereel.engines.sketch.pictures import load_fitted
from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.mix import mixed
from onereel.engines.sketch.sound.steps import beat_of, voices_of, walkers_of
from onereel.engines.sketch.sound.track import TrackError, load_track
from onereel.errors import ErrorKind, ImageError

PREPARATION = 24
"""How many frames' worth of work is done before the first frame can be drawn, about."""


@dataclass(frozen=True, slots=True)
class _Ingredients:
    """All that the files are made of."""

    drawing: Drawing
    sound: Field | None
    mark: Overlay | None


def carry_out(order: Order, *, report: Callable[[float], None]) -> Finished | Refused:
    """Draw the video of an order into its workspace; `report` takes the share of the work done, 0 to 1."""
    request = order.request
    last_told = 0.0

    def tell(share: float) -> None:
        nonlocal last_told
        if share >= 1 or share - last_told >= 0.01:
            last_told = share
            report(share)

    try:
        ingredients = _prepare(request, order.materials)
    except TrackError as error:
        return Refused(code=ErrorKind.MEDIA_INVALID.value, message=str(error))
    except ImageError as error:
        return Refused(code=error.kind.value, message=error.message)
    prepared = PREPARATION / (PREPARATION + request.frame_count)
    tell(prepared)
    files = _files(order)
    production = Production(
        request=request,
        drawing=ingredients.drawing,
        sound=ingredients.sound,
        mark=ingredients.mark,
        codec=order.codec,
        label=_label(order),
    )
    production.write(files, report=lambda share: tell(prepared + (1 - prepared) * share))
    return Finished(video=files.video, cover=files.cover, watermarked=files.watermarked)


def _prepare(request: VideoRequest, materials: Materials) -> _Ingredients:
    """Everything that comes before the first frame, the sound beside the rest. Raises TrackError and ImageError."""
    plan = read_plan(request)
    with ThreadPoolExecutor(1, thread_name_prefix="sound") as executor:
        sound = executor.submit(make_sound, request, plan=plan, materials=materials)
        mark = _mark(request, materials)
        drawing = make_drawing(request, plan=plan, materials=materials)
        return _Ingredients(drawing, sound.result(), mark)


def _label(order: Order) -> Label | None:
    if not order.label:
        return None
    return Label(from_pictures=order.materials.first_frame is not None, task_id=order.task_id)


def _files(order: Order) -> Files:
    watermark = order.request.watermark
    return Files(
        video=order.workspace / "video.mp4",
        cover=order.workspace / "cover.jpg",
        watermarked=order.workspace / "watermarked.mp4" if watermark is not None and watermark.twin else None,
    )


def make_drawing(request: VideoRequest, *, plan: ScenePlan, materials: Materials) -> Drawing:
    """What is to be filmed. Raises ImageError."""
    size = (request.width, request.height)
    if materials.first_frame is None:
        return AnimaticFilm(request, plan=plan)
    first = load_fitted(materials.first_frame, width=size[0], height=size[1])
    last = load_fitted(materials.last_frame, width=size[0], height=size[1]) if materials.last_frame else None
    return InbetweenFilm(request, first=first, last=last)


def make_sound(request: VideoRequest, *, plan: ScenePlan, materials: Materials) -> Field | None:
    """The sound track, samples x 2 at 48 kHz, exactly as long as the picture; None for silence. Raises TrackError."""
    count = round(Fraction(request.frame_count, request.frame_rate) * SAMPLE_RATE)
    if request.sound is Sound.SILENT:
        return None
    if request.sound is Sound.TRACK:
        if materials.track is None:
            raise TrackError("the request asks for a track, but there is none")
        return load_track(materials.track, count=count)
    chance = Chance(request.seed, request.prompt, "sound")
    is_drawn = materials.first_frame is None  # who is only in the caller's pictures does not move as the plan says
    beat = beat_of(plan) if is_drawn else None
    if request.sound is Sound.MUSIC:
        return mixed(chance, count, sounds=(), mood=music_mood(plan), beat=beat)
    sounds = dict.fromkeys((*sounds_of(plan), *voices_of(plan)))
    walkers = walkers_of(plan, chance.of("walkers")) if is_drawn else []
    return mixed(chance, count, sounds=sounds, mood=music_mood(plan), walkers=walkers, beat=beat)


def _mark(request: VideoRequest, materials: Materials) -> Overlay | None:
    if request.watermark is None:
        return None
    return make_mark(request.watermark, path=materials.watermark, width=request.width, height=request.height)
