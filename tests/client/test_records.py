"""Prices and task records, as a onereel tells them to both clients.

Not here: the answers of true servers (`tests/server`, `tests/cli`).
"""

from decimal import Decimal

import pytest

from onereel import Estimate, NotCancellable, UnexpectedAnswer, Unsupported, VideoNotFound
from tests.client.support.world import told

KLING = "kling-v2-6-text2video"
PRICED = {"object": "estimate", "model": KLING, "price": "1.500000", "currency": "CNY", "tokens": 1275, "credits": 0}


def page(numbers, *, after=None):
    return told({"object": "list", "data": [{"id": number} for number in numbers], "next_after": after})


class TestEstimates:
    def test_the_submit_is_what_is_asked_about(self, client, world):
        world.then(told(PRICED))
        estimate = client.videos.estimate(model=KLING, prompt="海", duration=5, idempotency_key="k")
        assert estimate == Estimate(price=Decimal("1.500000"), tokens=1275, raw=PRICED)
        assert world.paths == ["POST /v1/estimates"]
        assert world.bodies == [{"model": KLING, "input": "海", "duration": 5}]

    @pytest.mark.parametrize("model", ["paiwo-v5.6-itv2", "viduq2-pro"])
    def test_frames_are_neither_needed_nor_sent(self, client, world, model):
        world.then(told(PRICED))
        client.videos.estimate(model=model, first_frame="no such file.png")
        assert len(world.requests) == 1

    def test_what_the_model_cannot_do_is_not_asked(self, client, world):
        with pytest.raises(Unsupported):
            client.videos.estimate(model=KLING, duration=7)
        assert world.requests == []

    @pytest.mark.parametrize("price", [None, "", "much", "NaN", "Infinity", "-1", [], {}])
    def test_a_price_that_is_none_is_not_believed(self, client, world, price):
        world.then(told(PRICED | {"price": price}))
        with pytest.raises(UnexpectedAnswer):
            client.videos.estimate(model=KLING)


class TestModels:
    def test_those_that_both_know_in_the_clients_order(self, client, world):
        listed = [{"id": "vidu-get"}, {"id": KLING}, {"id": "wan2.6-t2v"}, {"id": 7}, None]
        world.then(told({"object": "list", "data": listed}))
        assert client.videos.models() == ("wan2.6-t2v", KLING)

    @pytest.mark.parametrize("listed", [None, "x", {}, 3])
    def test_no_list_is_no_model(self, client, world, listed):
        world.then(told({"data": listed}))
        assert client.videos.models() == ()


class TestRecords:
    def test_pages_are_joined_up_to_the_limit(self, client, world):
        world.then(page(range(100), after="99"), page(range(100, 130), after="129"))
        found = client.tasks.newest(130, state="running", key_id="a&b")
        assert [one["id"] for one in found] == list(range(130))
        assert [str(request.url.query, "ascii") for request in world.requests] == [
            "state=running&key_id=a%26b&limit=100",
            "state=running&key_id=a%26b&after=99&limit=30",
        ]

    def test_a_server_that_never_ends_is_not_followed_for_ever(self, client, world):
        world.then(page([], after="again"))
        assert client.tasks.newest(130) == ()

    @pytest.mark.parametrize("answer", [{}, {"data": None}, {"data": [1]}, {"data": "x"}])
    def test_what_is_no_list_is_told(self, client, world, answer):
        world.then(told(answer))
        with pytest.raises(UnexpectedAnswer):
            client.tasks.newest()

    def test_one_is_shown_by_an_id_that_is_no_path(self, client, world):
        world.then(told({"id": "1"}))
        assert client.tasks.show("../1?x") == {"id": "1"}
        assert world.requests[0].url.raw_path == b"/v1/tasks/..%2F1%3Fx"

    def test_one_is_cancelled_or_why_not_is_told(self, client, world):
        world.then(
            told({"id": "1", "state": "cancelled"}),
            told({"error": {"code": "not_cancellable", "message": "It has succeeded."}}, status=409),
            told({"error": {"code": "task_not_found", "message": "There is none."}}, status=404),
        )
        assert client.tasks.cancel("1")["state"] == "cancelled"
        with pytest.raises(NotCancellable):
            client.tasks.cancel("1")
        with pytest.raises(VideoNotFound):
            client.tasks.cancel("1")
        assert world.paths == ["POST /v1/tasks/1/cancel"] * 3
