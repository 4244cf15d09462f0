"""What both languages call things: tables of phrases and what a plan makes of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.sketch.workbench import small_request

from onereel.engines.sketch.animatic.figures import figure_kinds
from onereel.engines.sketch.animatic.reading import MOST_SUBJECTS, read_plan
from onereel.engines.sketch.animatic.scenes import scene_kinds
from onereel.engines.sketch.animatic.styles import PLAIN, style_kinds
from onereel.engines.sketch.animatic.vocabulary import TIMES, WEATHERS
from onereel.engines.sketch.camera import Move
from onereel.engines.sketch.words import spoken

PLACES = {
    "beach": ("海边的沙滩", "a sandy beach", "at the seaside"),
    "sea": ("大海上", "the open ocean", "waves far out at sea"),
    "lake": ("湖面如镜", "a quiet pond", "小溪流过"),
    "mountain": ("群山之间", "high mountains", "悬崖上"),
    "forest": ("竹林深处", "deep in the woods", "密林"),
    "field": ("金色的麦田", "a green meadow", "薰衣草花田"),
    "garden": ("公园里", "in the backyard", "花园"),
    "desert": ("沙漠中", "sand dunes", "戈壁"),
    "city": ("摩天楼林立的城市", "the skyline of Shanghai", "downtown"),
    "street": ("古镇的老街", "an alley", "街头"),
    "snow": ("雪原", "the tundra", "a snow field"),
    "room": ("客厅的沙发上", "in the kitchen", "咖啡馆里"),
    "stage": ("舞台上", "a theater", "演唱会现场"),
    "space": ("宇宙深处", "a distant galaxy", "土星旁"),
    "underwater": ("海底世界", "a coral reef", "deep sea"),
    "sky": ("云海之上", "above the clouds", "高空"),
}
TIMES_NAMED = {
    "dawn": ("清晨", "at sunrise", "日出"), "day": ("正午", "a sunny afternoon", "白天"),
    "sunset": ("夕阳西下", "golden hour", "黄昏"), "night": ("深夜", "under the stars", "月光下"),
}  # fmt: skip
WEATHERS_NAMED = {
    "rain": ("细雨", "it is raining"), "storm": ("雷雨", "a thunderstorm"), "snow": ("飘雪", "heavy snowfall"),
    "fog": ("薄雾", "misty"), "cloudy": ("乌云密布", "overcast"), "clear": ("万里无云", "a cloudless sky"),
}  # fmt: skip
SEASONS_NAMED = {
    "spring": ("春天", "樱花盛开", "cherry blossom"), "summer": ("夏日", "summer"),
    "autumn": ("秋天的红叶", "autumn", "falling leaves"), "winter": ("冬天", "winter"),
}  # fmt: skip
SUBJECTS = {
    "person": ("一个女孩", "an old woman", "情侣"), "cat": ("小奶猫", "a kitten", "橘猫"),
    "dog": ("柯基", "a puppy", "小狗"), "horse": ("骏马", "a pony"), "bird": ("海鸥", "an eagle"),
    "fish": ("锦鲤", "tropical fish"), "deer": ("梅花鹿", "a stag"), "rabbit": ("白兔", "a bunny"),
    "mouse": ("老鼠", "mice"), "car": ("跑车", "a taxi"), "boat": ("帆船", "a yacht"),
    "robot": ("机器人", "an android"), "rocket": ("飞船", "a spaceship"), "balloon": ("热气球", "hot air balloons"),
    "butterfly": ("蝴蝶", "butterflies"), "lantern": ("孔明灯", "sky lanterns"), "fireworks": ("烟花", "fireworks"),
    "rider": ("骑士", "a knight"), "train": ("一列火车", "a steam train"), "plane": ("客机", "an airliner"),
    "flower": ("一朵玫瑰", "a sunflower"), "tree": ("一棵大树", "an oak"), "penguin": ("小企鹅", "penguins"),
}  # fmt: skip
ACTIONS_NAMED = {
    ("person", "dance"): ("女孩跳舞", "a woman is dancing"), ("person", "run"): ("男孩奔跑", "a man jogging"),
    ("person", "walk"): ("老人散步", "a man strolling"), ("person", "sit"): ("女孩坐着", "a girl sitting"),
    ("cat", "sleep"): ("猫在睡觉", "a cat asleep"), ("cat", "play"): ("小猫玩耍", "a kitten playing"),
    ("dog", "sleep"): ("小狗在睡觉", "a sleeping dog"), ("train", "drive"): ("火车驶过", "a train"),
    ("dog", "run"): ("小狗追逐", "a dog chasing"), ("horse", "run"): ("骏马奔腾", "a galloping horse"),
    ("bird", "fly"): ("鸟飞翔", "birds soaring"), ("fish", "swim"): ("鱼游动", "fish swimming"),
}  # fmt: skip
STYLES_NAMED = {
    "ink": ("水墨画", "ink wash"), "watercolour": ("水彩", "watercolor"), "oil": ("油画", "oil painting"),
    "cyberpunk": ("赛博朋克", "cyberpunk"), "mono": ("黑白", "film noir"), "vintage": ("复古胶片", "sepia"),
    "dream": ("梦幻", "a fairy tale"), "cartoon": ("卡通", "anime"), "pencil": ("素描", "pencil drawing"),
    "pixel": ("像素风", "pixel art"),
}  # fmt: skip
MOVES = {
    Move.PUSH_IN: ("镜头推进", "zoom in"), Move.PULL_OUT: ("镜头拉远", "pull back"),
    Move.LEFT: ("镜头左移", "pan left"),
    Move.RIGHT: ("镜头右摇", "pan right"), Move.UP: ("镜头上摇", "tilt up"), Move.DOWN: ("镜头下摇", "tilt down"),
    Move.ORBIT: ("环绕拍摄", "orbit"), Move.HANDHELD: ("手持镜头", "handheld"),
    Move.STATIC: ("固定机位", "static shot"),
}  # fmt: skip


def plan(prompt, **changes):
    return read_plan(small_request(prompt=prompt, **changes))


def rows(table):
    return [pytest.param(meaning, phrase, id=phrase) for meaning, phrases in table.items() for phrase in phrases]


@pytest.mark.parametrize(("place", "phrase"), rows(PLACES))
def test_places(place, phrase):
    assert plan(phrase).place == place


def test_every_place_figure_and_style_is_in_these_tables():
    assert set(PLACES) == set(scene_kinds())
    assert set(SUBJECTS) == set(figure_kinds())
    assert set(STYLES_NAMED) == set(style_kinds())


@pytest.mark.parametrize(("time", "phrase"), rows(TIMES_NAMED))
def test_times(time, phrase):
    assert plan(phrase).time == time


@pytest.mark.parametrize(("weather", "phrase"), rows(WEATHERS_NAMED))
def test_weathers(weather, phrase):
    assert plan(phrase).weather == weather


@pytest.mark.parametrize(("season", "phrase"), rows(SEASONS_NAMED))
def test_seasons(season, phrase):
    assert plan(phrase).season == season


@pytest.mark.parametrize(("kind", "phrase"), rows(SUBJECTS))
def test_subjects(kind, phrase):
    assert [subject.kind for subject in plan(phrase).subjects] == [kind]


@pytest.mark.parametrize(("expected", "phrase"), rows(ACTIONS_NAMED))
def test_actions(expected, phrase):
    subject = plan(phrase).subjects[0]

    assert (subject.kind, subject.action) == expected


@pytest.mark.parametrize(("style", "phrase"), rows(STYLES_NAMED))
def test_styles(style, phrase):
    assert plan(f"a lake, {phrase}").style == style


@pytest.mark.parametrize(("move", "phrase"), rows(MOVES))
def test_camera_words(move, phrase):
    assert plan(f"a lake, {phrase}").camera.move == move


@pytest.mark.parametrize(
    ("phrase", "place", "detail"),
    [("悬崖上的马", "mountain", "cliff"), ("a field of lavender", "field", "lavender"), ("雨后的老街", "street", "old"),
     ("惊涛骇浪的大海", "sea", "rough"), ("a ringed planet", "space", "rings")],
)  # fmt: skip
def test_a_place_has_the_details_that_are_named(phrase, place, detail):
    read = plan(phrase)

    assert read.place == place
    assert detail in read.details


@pytest.mark.parametrize(
    ("prompt", "unwanted", "gone"),
    [
        ("a cat and a dog on a beach", "dog", lambda read: all(item.kind != "dog" for item in read.subjects)),
        ("海边的城市", "城市", lambda read: read.place == "beach"),
        ("a lake at night", "night", lambda read: read.time != "night"),
        ("forest in the fog", "fog", lambda read: read.weather != "fog"),
        ("a cliff in the mountains", "cliff", lambda read: "cliff" not in read.details),
        ("卡通小猫", "卡通", lambda read: read.style == PLAIN),
        ("a lake", "bird, boat", lambda read: not read.subjects),
    ],
)
def test_what_the_negative_prompt_names_is_not_there(prompt, unwanted, gone):
    assert all(gone(plan(prompt, negative_prompt=unwanted, seed=seed, extend_prompt=True)) for seed in range(8))


def test_an_extended_prompt_keeps_its_own_subjects_and_prints_what_was_added():
    read = plan("a horse on a meadow", extend_prompt=True)

    assert [subject.kind for subject in read.subjects] == ["horse", "bird"]
    assert "added bird (fly)" in str(read)


def test_each_does_what_is_said_of_it():
    read = plan("a girl dances while a dog sits and a cat sleeps")

    assert [(item.kind, item.action) for item in read.subjects] == [
        ("person", "dance"),
        ("dog", "sit"),
        ("cat", "sleep"),
    ]


def test_a_prompt_that_is_not_extended_gets_nothing_beside_its_subjects():
    assert plan("a horse on a meadow").additions == ()


def test_who_plays_with_a_cat_holds_something_out_to_it():
    assert {subject.detail for subject in plan("一只小奶猫在跟大人玩耍").subjects} == {"wand"}


def test_words_that_are_merely_set_apart_are_no_speech():
    assert spoken("他说：“走吧。”整体氛围是“可爱”与“霸气”的融合") == "走吧。"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=1500), st.text(max_size=200), st.integers(0, 2**31 - 1), st.booleans())
def test_any_text_has_a_plan_that_can_be_drawn(prompt, unwanted, seed, extend):
    read = plan(prompt, negative_prompt=unwanted, seed=seed, extend_prompt=extend)

    assert read == plan(prompt, negative_prompt=unwanted, seed=seed, extend_prompt=extend)
    assert read.place in scene_kinds()
    assert read.time in TIMES
    assert read.weather in WEATHERS
    assert len(read.subjects) <= MOST_SUBJECTS
    assert all(subject.action in figure_kinds()[subject.kind].actions for subject in read.subjects)
    assert str(read)
