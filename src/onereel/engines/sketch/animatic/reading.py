"""Reading a prompt: the words of both languages become a scene plan.

Not here: the words themselves (`vocabulary.py`, the scenes and the figures).
"""

from dataclasses import replace

from onereel.domain.request import VideoRequest
from onereel.engines.sketch.animatic.figures import figure_kinds
from onereel.engines.sketch.animatic.plan import ScenePlan, Subject
from onereel.engines.sketch.animatic.scenes import scene_kinds
from onereel.engines.sketch.animatic.styles import PLAIN, style_kinds
from onereel.engines.sketch.animatic.vocabulary import (
    ACTIONS,
    COLOURS,
    COUNTS,
    MOODS,
    SEASONS,
    TIMES,
    WEATHERS,
)
from onereel.engines.sketch.camera import Move, plan_camera
from onereel.engines.sketch.chance import Chance
from onereel.engines.sketch.words import Hit, find, spoken, without_speech

MOST_SUBJECTS = 3
REACH_OF_A_NUMBER = 14
"""Letters between a number and what it counts."""
MOST_COUNTED = 6
"""More than these are a crowd, which is spoken of from farther away."""
RIDERS = ("cat", "person")
SEVERAL = 3
SAMPANS = ("小舟", "扁舟", "渔船", "乌篷船", "canoe", "rowboat", "sampan")
WITHOUT_WATER = ("mountain", "field", "forest", "garden", "snow")
"""Places where a boat needs a lake."""
WEATHER_SOUNDS = {"rain": ("rain",), "storm": ("rain", "thunder"), "snow": ("wind",)}
LIVELY = 0.9
"""Share of the scenes without anybody named that somebody is met in."""
SEEDED_PLACES = ("field", "mountain", "lake", "beach", "forest", "desert")
SEASONAL_PLACES = {
    "spring": ("garden", "garden", "field", "lake"),
    "autumn": ("garden", "forest", "lake"),
    "winter": ("snow", "forest", "mountain"),
}
SEEDED_TIMES = ("day", "sunset", "dawn", "day")
SEEDED_MOVES = (Move.PUSH_IN, Move.RIGHT, Move.LEFT, Move.PULL_OUT)
EXTRA_LIFE = {
    "field": ("horse", "dog", "balloon", "rabbit", "person"), "mountain": ("bird", "person", "balloon", "deer"),
    "lake": ("boat", "bird"), "beach": ("person", "dog", "bird"), "forest": ("deer", "rabbit", "person"),
    "desert": ("balloon", "rider", "person"), "sea": ("boat", "bird"), "city": ("car", "person", "bird"),
    "street": ("person", "car"), "snow": ("person", "deer", "horse"), "garden": ("butterfly", "person", "cat"),
    "space": ("rocket",), "underwater": ("fish",), "room": ("cat", "person"), "stage": ("person", "robot"),
}  # fmt: skip
"""Who may be met in a place when nobody is named."""
OPEN_SKY = ("field", "mountain", "lake", "beach", "sea", "garden", "desert")


class _Reading:
    """One prompt being read."""

    def __init__(self, request: VideoRequest) -> None:
        self.text = without_speech(request.prompt)
        self.unwanted = request.negative_prompt
        self.chance = Chance(request.seed, request.prompt, "plan")
        self.figure_hits = self._figures()
        places = {name: kind.all_words for name, kind in scene_kinds().items()}
        self.refused_places = {hit.name for hit in find(self.unwanted, places)}
        self.place_hits = [hit for hit in find(self.text, places) if hit.name not in self.refused_places]
        self.refused_figures = {hit.name for hit in find(self.unwanted, _figure_words())}

    def _figures(self) -> list[Hit]:
        words = _figure_words()
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
            if home and home not in self.refused_places:
                return home
        season = self.first(SEASONS, "")
        return self.drawn("place", _allowed(SEASONAL_PLACES.get(season, SEEDED_PLACES), self.refused_places))

    def details(self, place: str) -> tuple[str, ...]:
        """What else the words say of the place."""
        known = dict(scene_kinds()[place].details)
        refused = {hit.name for hit in find(self.unwanted, known)}
        return tuple(hit.name for hit in find(self.text, known) if hit.name not in refused)

    def time(self, *, place: str, style: str) -> str:
        named = self.first(TIMES, "")
        if named:
            return named
        if style == "cyberpunk" or any(figure_kinds()[hit.name].nocturnal for hit in self.figure_hits):
            return "night"
        refused = {hit.name for hit in find(self.unwanted, TIMES)}
        usual = scene_kinds()[place].time
        return usual if usual and usual not in refused else self.drawn("time", _allowed(SEEDED_TIMES, refused))

    def weather(self, *, place: str) -> str:
        named = self.first(WEATHERS, "")
        return named or ("snow" if place == "snow" and self.chance.of("flakes").random() < 0.5 else "clear")

    def subjects(self) -> tuple[Subject, ...]:
        """The figures in the order of the text, each with what it does, how many there are and its colour."""
        hits, mounted = _mounted(self.figure_hits)
        actions = find(self.text, ACTIONS)
        counted = _counted(find(self.text, COUNTS), self.figure_hits)
        colour = self._colour()
        result = []
        for number, hit in enumerate(hits[:MOST_SUBJECTS]):
            kind = figure_kinds()[hit.name]
            known = [action for action in actions if action.name in kind.actions]
            result.append(
                Subject(
                    kind=hit.name,
                    action=_nearest(known, hit).name if known else kind.actions[0],
                    count=counted.get(hit.name, self._usual_count(hit)),
                    colour=colour if number == 0 else None,
                    detail=mounted if hit.name == "rider" else self._sort(hit),
                )
            )
        return _together(tuple(result))

    def _usual_count(self, hit: Hit) -> int:
        """How many there are when no number is said: an English plural is several."""
        usual = figure_kinds()[hit.name].count
        ends = hit.position + len(hit.word)
        return max(usual, SEVERAL) if hit.word.isascii() and self.text.lower()[ends : ends + 1] == "s" else usual

    def _sort(self, hit: Hit) -> str:
        """Which sort of figure it is, when its kind has several."""
        ink = any(found.name == "ink" for found in find(self.text, style_words()))
        return "sampan" if hit.name == "boat" and (ink or hit.word in SAMPANS) else ""

    def _colour(self) -> str | None:
        """A colour named outside all other known words: 白天 makes no white cat."""
        rest = self.text.lower()
        for vocabulary in (TIMES, WEATHERS, SEASONS, style_words(), {hit.name: hit.word for hit in self.place_hits}):
            for hit in find(self.text, vocabulary):
                rest = rest.replace(hit.word, " ")
        hits = find(rest, COLOURS)
        return hits[0].name if hits else None


def _nearest(actions: list[Hit], figure: Hit) -> Hit:
    """What is said of the figure: the nearest action, rather one that follows than one before."""
    return min(
        actions,
        key=lambda action: (
            (action.position - figure.position)
            if action.position >= figure.position
            else 1.5 * (figure.position - action.position)
        ),
    )


def _allowed(choices: tuple[str, ...], refused: set[str]) -> tuple[str, ...]:
    """The choices without the refused ones; all of them when nothing would be left."""
    return tuple(choice for choice in choices if choice not in refused) or choices


def _figure_words() -> dict[str, str]:
    return {name: kind.words for name, kind in figure_kinds().items()}


def _together(subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """Somebody who plays with a cat holds something out to it."""
    playing = {subject.kind for subject in subjects if subject.action == "play"}
    if not {"person", "cat"} <= playing:
        return subjects
    return tuple(
        replace(subject, detail="wand") if subject.kind in ("person", "cat") else subject for subject in subjects
    )


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
        if nearest and away[nearest] <= REACH_OF_A_NUMBER * (2 if int(count.name) > MOST_COUNTED else 1):
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


def style_words() -> dict[str, str]:
    """The words of every style."""
    return {name: kind.words for name, kind in style_kinds().items()}


def read_plan(request: VideoRequest) -> ScenePlan:
    """The plan of a request; every prompt has one, also an empty one."""
    reading = _Reading(request)
    place = reading.place()
    style = reading.first(style_words(), PLAIN)
    subjects = reading.subjects()
    added = _extra_life(reading, place, subjects, extended=request.extend_prompt)
    default_move = SEEDED_MOVES[int(reading.chance.of("move").integers(len(SEEDED_MOVES)))]
    weather = reading.weather(place=place)
    return ScenePlan(
        place=place,
        time=reading.time(place=place, style=style),
        weather=weather,
        details=reading.details(place),
        season=reading.first(SEASONS, "winter" if weather == "snow" or place == "snow" else "summer"),
        mood=reading.first(MOODS, "calm"),
        style=style,
        subjects=(*subjects, *added)[:MOST_SUBJECTS],
        camera=plan_camera(request, default=default_move),
        shots=_shots(request),
        subtitle=spoken(request.prompt),
        additions=tuple(f"{subject.kind} ({subject.action})" for subject in added),
    )


def _extra_life(reading: _Reading, place: str, subjects: tuple[Subject, ...], *, extended: bool) -> tuple[Subject, ...]:
    """Who is added to the words: somebody when nobody is named; birds in an open sky if the prompt may be extended."""
    kinds = []
    if not subjects and (extended or reading.chance.of("life").random() < LIVELY):
        kinds.append(reading.drawn("extra", _allowed(EXTRA_LIFE.get(place, ("bird",)), reading.refused_figures)))
    if extended and len(subjects) < MOST_SUBJECTS and place in OPEN_SKY:
        kinds.append("bird")
    present = {subject.kind for subject in subjects} | reading.refused_figures
    return tuple(_unasked(kind) for kind in dict.fromkeys(kinds) if kind not in present)


def _unasked(name: str) -> Subject:
    kind = figure_kinds()[name]
    return Subject(kind=name, action=kind.actions[0], count=kind.count)


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
