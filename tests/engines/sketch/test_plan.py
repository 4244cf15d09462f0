"""Reading prompts: what the words of both languages are understood to mean."""

import pytest
from tests.engines.sketch.workbench import small_request

from onereel.domain.request import Amplitude
from onereel.engines.sketch.animatic.figures import figure_kinds
from onereel.engines.sketch.animatic.reading import music_mood, read_plan, sounds_of
from onereel.engines.sketch.animatic.scenes import scene_kinds
from onereel.engines.sketch.animatic.vocabulary import TIMES, WEATHERS
from onereel.engines.sketch.camera import Move
from onereel.engines.sketch.sound.ambiences import ambiences
from onereel.engines.sketch.words import find, spoken, without_speech


def plan(prompt, **changes):
    return read_plan(small_request(prompt=prompt, **changes))


@pytest.mark.parametrize(
    ("prompt", "place", "time", "kinds"),
    [
        ("海边有一个人跳舞的视频", "beach", None, ["person"]),
        ("一只小猫在草地上愉快的玩耍，夕阳", "field", "sunset", ["cat"]),
        ("a brown dog in a park at sunset", "garden", "sunset", ["dog"]),
        ("hot air balloons over golden desert dunes at sunrise", "desert", "dawn", ["balloon"]),
        ("A red sports car drives down the street at night", "street", "night", ["car"]),
        ("a sailboat", "sea", None, ["boat"]),
        ("一匹白马在雪山下奔跑", "mountain", None, ["horse"]),
        ("a rocket flies past a planet", "space", "night", ["rocket"]),
        ("深海里的一群鱼", "underwater", "day", ["fish"]),
        ("a cat sleeps on the sofa", "room", None, ["cat"]),
    ],
)
def test_place_time_and_subjects_are_read_in_both_languages(prompt, place, time, kinds):
    read = plan(prompt)

    assert read.place == place
    assert time is None or read.time == time
    assert [subject.kind for subject in read.subjects] == kinds


def test_what_a_subject_does_is_something_it_can():
    assert plan("a person dancing by the sea").subjects[0].action == "dance"
    assert plan("一只小狗在奔跑").subjects[0].action == "run"
    assert plan("a dancing cat").subjects[0].action in figure_kinds()["cat"].actions


def test_a_running_cat_brings_no_runner_with_it():
    assert [subject.kind for subject in plan("running cat").subjects] == ["cat"]


def test_how_many_and_in_which_colour():
    subject = plan("三只白色的猫").subjects[0]

    assert (subject.count, subject.colour) == (3, "f4f1ea")


def test_a_number_belongs_to_the_nearest_figure():
    read = plan("小猫将军骑着战马，老鼠组成的军队向前冲锋")

    assert [(subject.kind, subject.count) for subject in read.subjects] == [("rider", 1), ("mouse", 12)]


def test_who_rides_a_horse_is_part_of_the_rider():
    assert plan("a cat knight on a horse").subjects[0].detail == "cat"
    assert plan("a knight riding through the forest").subjects[0].detail == "person"


def test_a_boat_among_mountains_is_on_a_lake():
    assert plan("水墨山水，一叶小舟").place == "lake"


def test_daylight_makes_no_white_cat():
    assert plan("白天，一只猫").subjects[0].colour is None


def test_what_is_quoted_is_a_subtitle_and_no_place():
    read = plan("一只小猫将军站在悬崖上，说：“青海长云暗雪山，孤城遥望玉门关。”")

    assert read.subtitle == "青海长云暗雪山，孤城遥望玉门关。"
    assert read.place == "mountain"


def test_the_negative_prompt_keeps_things_out():
    read = plan("a meadow with a dog and a cat, rain", negative_prompt="cat, rain")

    assert [subject.kind for subject in read.subjects] == ["dog"]
    assert read.weather != "rain"


def test_a_named_time_counts_more_than_a_golden_colour():
    assert plan("golden dunes at sunrise").time == "dawn"


@pytest.mark.parametrize(
    ("words", "move"),
    [("镜头缓缓推进", Move.PUSH_IN), ("zoom out slowly", Move.PULL_OUT), ("the camera pans left", Move.LEFT),
     ("手持拍摄", Move.HANDHELD), ("固定镜头", Move.STATIC), ("镜头环绕", Move.ORBIT)],
)  # fmt: skip
def test_camera_words_are_read(words, move):
    read = plan(f"a lake, {words}")

    assert (read.camera.move, read.camera.asked) == (move, True)


def test_amplitude_makes_the_camera_move_further():
    assert plan("sea", amplitude=Amplitude.LARGE).camera.strength > plan("sea").camera.strength


def test_the_same_request_has_the_same_plan_and_another_seed_may_differ():
    assert plan("hello", seed=3) == plan("hello", seed=3)
    assert len({str(plan("hello", seed=seed)) for seed in range(12)}) > 4


def test_an_extended_prompt_gains_life_and_says_so():
    read = plan("a lake", extend_prompt=True)

    assert read.subjects
    assert read.additions


@pytest.mark.parametrize(("seconds", "shots"), [(3, 1), (5, 2), (10, 3)])
def test_longer_clips_have_more_shots_when_asked(seconds, shots):
    assert plan("sea", multi_shot=True, frame_count=12 * seconds).shots == shots
    assert plan("sea", frame_count=12 * seconds).shots == 1


def test_a_plan_prints_as_a_line_that_names_what_is_seen():
    line = str(plan("a cat on a beach at sunset"))

    assert all(word in line for word in ("cat", "beach", "sunset"))


def test_every_word_of_every_scene_leads_to_it():
    for name, kind in scene_kinds().items():
        for word in kind.words.split():
            assert plan(word.replace("-", " ")).place == name, word


def test_every_word_of_every_figure_leads_to_it():
    for name, kind in figure_kinds().items():
        for word in kind.words.split():
            assert [hit.name for hit in find(word, {name: kind.words})] == [name]


@pytest.mark.parametrize(("vocabulary", "attribute"), [(TIMES, "time"), (WEATHERS, "weather")])
def test_every_word_of_time_and_weather_is_understood(vocabulary, attribute):
    for name, words in vocabulary.items():
        for word in words.split():
            read = getattr(plan(f"lake {word}"), attribute)
            assert read == name or word in " ".join(vocabulary[read].split()), word


def test_every_sound_that_a_scene_or_a_figure_names_exists():
    named = {sound for kind in (*scene_kinds().values(), *figure_kinds().values()) for sound in kind.sounds}

    assert named <= set(ambiences())


def test_rain_is_heard_outdoors_and_birds_are_quiet_at_night():
    assert "rain" in sounds_of(plan("a lake in the rain"))
    assert "birds" not in sounds_of(plan("forest at night"))


def test_the_music_follows_the_mood():
    assert music_mood(plan("an epic battle on a mountain")) == "epic"


def test_a_word_inside_a_longer_one_does_not_count():
    words = {"mountain": "山", "snowy": "雪山"}

    assert [hit.name for hit in find("远处的雪山", words)] == ["snowy"]


def test_english_words_are_whole_words():
    assert find("a scattered catalogue", {"cat": "cat"}) == []
    assert [hit.name for hit in find("two Cats", {"cat": "cat"})] == ["cat"]


def test_speech_is_found_between_all_kinds_of_quotation_marks():
    assert spoken('he says "hello" and 「你好」') == "hello 你好"
    assert "hello" not in without_speech('he says "hello"')
