"""Reading a prompt: the words of both languages become a scene plan.

Not here: the words themselves (`vocabulary.py`, the scenes and the figures).
"""

from onereel.domain.request import VideoRequest
from onereel.engines.sketch.animatic.figures import figure_kinds
from onereel.engines.sketch.animatic.plan import ScenePlan, Subject
from onereel.engines.sketch.animatic.scenes import scene_kinds
from onereel.engines.sketch.animatic.vocabulary import (
    ACTIONS,
    COLOURS,
    COUNTS,
    MOODS,
    SEASONS,
    STYLES,
    TIMES,
    WEATHERS,
)
from onereel.engines.sketch.camera import Move, plan_camera
from onereel.engines.sketch.chance import Chance
from onereel.engines.sketch.words import Hit, find, spoken, without_speech

MOST_SUBJECTS = 3
REACH_OF_A_NUMBER = 14
"""Letters between a number and what it counts."""
RIDERS = ("cat", "person")
WITHOUT_WATER = ("mountain", "field", "forest", "garden", "snow")
"""Places where a boat needs a lake."""
WEATHER_SOUNDS = {"rain": ("rain",), "storm": ("rain", "thunder"), "snow": ("wind",)}
SEEDED_PLACES = ("field", "mountain", "lake", "beach", "forest", "desert")
SEEDED_TIMES = ("day", "sunset", "dawn", "day")
SEEDED_MOVES = (Move.PUSH_IN, Move.RIGHT, Move.LEFT, Move.PULL_OUT)
EXTRA_LIFE = {
    "field": "butterfly", "mountain": "bird", "lake": "boat", "beach": "bird", "forest": "deer", "desert": "balloon",
    "sea": "boat", "city": "car", "street": "person", "snow": "person", "garden": "butterfly", "space": "rocket",
    "underwater": "fish", "room": "cat",
}  # fmt: skip


class _Reading:
    """One prompt being read."""

    def __init__(self, request: VideoRequest) -> None:
        self.text = without_speech(request.prompt)
        self.unwanted = request.negative_prompt
        self.chance = Chance(request.seed, request.prompt, "plan")
        self.figure_hits = self._figures()
        self.place_hits = find(self.text, {name: kind.words for name, kind in scene_kinds().items()})

    def _figures(self) -> list[Hit]:
        words = {name: kind.words for name, kind in figure_kinds().items()}
        refused = {hit.name for hit in find(self.unwanted, words)}
        return [hit for hit in find(self.text, words) if hit.name not in refused]

    def first(self, vocabulary: dict[str, str], otherwise: str) -> str:
        """The first entry that the text names and the negative prompt does not."""
        refused = {hit.name for hit in find(self.unwanted, vocabulary)}
        return next((hit.name for hit in find(self.text, vocabulary) if hit.name not in refused), otherwise)

    def drawn(self, name: str, choices: tuple[str, ...]) -> str:
        """One of the choices, by chance of its own."""
        return choices[int(self.chance.of(name).integers(len(choices)))]

    def place(self) -> str:
        if self.place_hits:
            kinds = scene_kinds()
            named = max(self.place_hits, key=lambda hit: (kinds[hit.name].weight, -hit.position)).name
            floats = any(figure_kinds()[hit.name].medium == "water" for hit in self.figure_hits)
            return "lake" if floats and named in WITHOUT_WATER else named
        for hit in self.figure_hits:
            home = figure_kinds()[hit.name].home
            if home:
                return home
        return self.drawn("place", SEEDED_PLACES)

    def time(self, *, place: str, style: str) -> str:
        named = self.first(TIMES, "")
        if named:
            return named
        if style == "cyberpunk" or any(figure_kinds()[hit.name].nocturnal for hit in self.figure_hits):
            return "night"
        return scene_kinds()[place].time or self.drawn("time", SEEDED_TIMES)

    def weather(self, *, place: str) -> str:
        named = self.first(WEATHERS, "")
        return named or ("snow" if place == "snow" and self.chance.of("flakes").random() < 0.5 else "clear")

    def subjects(self) -> tuple[Subject, ...]:
        """The figures in the order of the text, each with what it does, how many there are and its colour."""
        hits, mounted = _mounted(self.figure_hits)
        actions = [hit.name for hit in find(self.text, ACTIONS)]
        counted = _counted(find(self.text, COUNTS), self.figure_hits)
        colour = self._colour()
        result = []
        for number, hit in enumerate(hits[:MOST_SUBJECTS]):
            kind = figure_kinds()[hit.name]
            known = [action for action in actions if action in kind.actions]
            result.append(
                Subject(
                    kind=hit.name,
                    action=known[0] if known else kind.actions[0],
                    count=counted.get(hit.name, kind.count),
                    colour=colour if number == 0 else None,
                    detail=mounted if hit.name == "rider" else "",
                )
            )
        return tuple(result)

    def _colour(self) -> str | None:
        """A colour named outside all other known words: 白天 makes no white cat."""
        rest = self.text.lower()
        for vocabulary in (TIMES, WEATHERS, SEASONS, STYLES, {hit.name: hit.word for hit in self.place_hits}):
            for hit in find(self.text, vocabulary):
                rest = rest.replace(hit.word, " ")
        hits = find(rest, COLOURS)
        return hits[0].name if hits else None


def _counted(counts: list[Hit], figures: list[Hit]) -> dict[str, int]:
    """How many there are of each kind: a number belongs to the nearest figure, rather to one that follows it."""
    result: dict[str, int] = {}
    for count in counts:
        away = {
            figure.name: figure.position - count.position
            if figure.position >= count.position
            else (count.position - figure.position) * 1.5
            for figure in figures
        }
        nearest = min(away, key=lambda name: away[name], default="")
        if nearest and away[nearest] <= REACH_OF_A_NUMBER:
            result.setdefault(nearest, int(count.name))
    return result


def _mounted(hits: list[Hit]) -> tuple[list[Hit], str]:
    """Rider, horse and who rides it as one figure; and the kind of who rides."""
    names = [hit.name for hit in hits]
    if "rider" not in names:
        return hits, ""
    who = next((name for name in names if name in RIDERS), "person")
    rider = hits[names.index("rider")]
    return [rider, *(hit for hit in hits if hit.name not in ("rider", "horse", who))], who


def read_plan(request: VideoRequest) -> ScenePlan:
    """The plan of a request; every prompt has one, also an empty one."""
    reading = _Reading(request)
    place = reading.place()
    style = reading.first(STYLES, "plain")
    subjects = reading.subjects()
    additions: list[str] = []
    if not subjects and (request.extend_prompt or reading.chance.of("life").random() < 0.6):
        extra = figure_kinds()[EXTRA_LIFE.get(place, "bird")]
        subjects = (Subject(kind=extra.name, action=extra.actions[0], count=extra.count),)
        additions.append(f"{extra.name} ({extra.actions[0]})")
    default_move = SEEDED_MOVES[int(reading.chance.of("move").integers(len(SEEDED_MOVES)))]
    weather = reading.weather(place=place)
    return ScenePlan(
        place=place,
        time=reading.time(place=place, style=style),
        weather=weather,
        season=reading.first(SEASONS, "winter" if weather == "snow" or place == "snow" else "summer"),
        mood=reading.first(MOODS, "calm"),
        style=style,
        subjects=subjects,
        camera=plan_camera(request, default=default_move),
        shots=_shots(request),
        subtitle=spoken(request.prompt),
        additions=tuple(additions),
    )


def _shots(request: VideoRequest) -> int:
    if not request.multi_shot or request.seconds < 4:
        return 1
    return 2 if request.seconds < 8 else 3


def sounds_of(plan: ScenePlan) -> tuple[str, ...]:
    """Names of the ambiences that belong to a plan."""
    scene = scene_kinds()[plan.place]
    names = dict.fromkeys(scene.sounds)
    for subject in plan.subjects:
        names.update(dict.fromkeys(figure_kinds()[subject.kind].sounds))
    if plan.time == "night" or plan.weather in ("rain", "storm", "snow"):
        names.pop("birds", None)
    if scene.outdoors:
        names.update(dict.fromkeys(WEATHER_SOUNDS.get(plan.weather, ())))
        if plan.time == "night" and plan.place in ("field", "forest", "lake", "garden"):
            names["crickets"] = None
    return tuple(names)


def music_mood(plan: ScenePlan) -> str:
    """The mood of the music that suits a plan."""
    if plan.mood != "calm":
        return plan.mood
    if plan.weather == "storm" or plan.style == "cyberpunk":
        return "dark"
    return "happy" if plan.subjects and plan.time == "day" else "calm"
