"""What the clients of a chaos run wish for is read by the true dialects, and the same at every try.

Not here: what becomes of it.
"""

from collections import Counter

from bench.chaos.vendors import Misbehaviour, Vendors
from bench.chaos.wishes import DRAWN, FRAMES, TEXT, TRANSITION, Wishes, read_task_id

NAMES = [f"submit-{number:06}" for number in range(2000)]


def wishes(**changes):
    return Wishes(**{"callback_url": "http://127.0.0.1:9/hook", "routed": {}, "share": 0.2, "upload": 7} | changes)


def test_without_vendors_all_is_drawn():
    assert {wishes().body(name)["model"] for name in NAMES} == {DRAWN}


def test_with_vendors_as_many_wishes_go_to_them_as_were_asked_for():
    models = Counter(wishes(routed={TEXT: 2, FRAMES: 1, TRANSITION: 1}).body(name)["model"] for name in NAMES)
    assert set(models) == {DRAWN, TEXT, FRAMES, TRANSITION}
    assert 0.17 < 1 - models[DRAWN] / len(NAMES) < 0.23


def test_the_same_submit_is_the_same_wish():
    ours, theirs = (wishes(routed={TEXT: 2, FRAMES: 1, TRANSITION: 1}) for _ in range(2))
    assert [ours.body(name) for name in NAMES] == [theirs.body(name) for name in NAMES]


def test_no_two_submits_have_the_same_words():
    assert len({str(wishes().body(name)["input"]) for name in NAMES}) == len(NAMES)


def test_the_id_is_found_in_the_reply_of_each_model():
    told = {"content": [{"type": "output_text", "text": '{"task_id":"w"}'}]}
    replies = [{"data": {"task_id": "k"}}, {"Resp": {"video_id": 3}}, {"task_id": "v"}, {"output": [told]}]
    assert [read_task_id(reply) for reply in replies] == ["k", "3", "v", "w"]


def test_a_run_without_vendors_has_no_routes(tmp_path):
    Vendors().write_routing(tmp_path)
    assert (list(tmp_path.iterdir()), Vendors().settings, Vendors().routed) == ([], {}, {})
    assert Misbehaviour().share > 0
