"""A fake can be told what to do, tells what it has seen, and misbehaves by chance as its seed has it.

Not here: what each misbehaviour does to a client (`tests/contracts/test_upstreams.py`).
"""

import time
from urllib.error import HTTPError

import pytest

from tests.fakes.caller import Caller, read_document
from tests.fakes.running import running_fake


def submit(fake, name, **changes):
    document = read_document("vidu", "start_end2video")
    return Caller(fake).repeat(document, callback_url=None, payload=name, **changes)


def test_the_ledger_tells_what_was_taken_how_often_and_when(tmp_path):
    video = tmp_path / "clip.mp4"
    video.write_bytes(b"\x00\x00\x00\x18ftypmp42")
    with running_fake("vidu", seconds=0, spread=0, video=video) as fake:
        before = time.time()
        names = [submit(fake, name).json()["task_id"] for name in ("a", "b", "a")]
        after = time.time()
        assert fake.wait(orders=3, create=3) == {"create": 3, "orders": 3}
        ledger = fake.ledger
    assert (ledger["orders"], ledger["counts"]) == ({"a": 2, "b": 1}, {"create": 3, "orders": 3})
    assert list(ledger["jobs"]) == names
    assert [(job["order"], job["state"]) for job in ledger["jobs"].values()] == [
        ("a", "succeeded"),
        ("b", "succeeded"),
        ("a", "succeeded"),
    ]
    assert all(before <= job["taken_at"] <= job["finished_at"] <= after for job in ledger["jobs"].values())


def test_what_is_forgotten_is_gone_and_what_is_under_way_can_be_ended():
    with running_fake("vidu", seconds=600) as fake:
        submit(fake, "a")
        assert [job["state"] for job in fake.ledger["jobs"].values()] == ["waiting"]
        fake.finish()
        assert [job["state"] for job in fake.ledger["jobs"].values()] == ["succeeded"]
        fake.script({"start": "limited"})
        fake.clear()
        assert fake.ledger == {"orders": {}, "jobs": {}, "refusals": [], "counts": {}}
        assert submit(fake, "b").status_code == 200


def test_a_fake_can_have_places_for_so_many_jobs():
    with running_fake("vidu", seconds=600, concurrency=2) as fake:
        answers = [submit(fake, name) for name in ("a", "b", "c")]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json()["reason"] == "QuotaExceeded"
        fake.finish()
        assert submit(fake, "c").status_code == 200


def test_the_ledger_tells_what_was_refused_and_how_each_job_was_to_go():
    with running_fake("vidu", seconds=600) as fake:
        fake.script({"start": "moderated"}, {"start": "limited"}, {"end": "failed", "link": "missing"})
        for name in ("a", "b", "c"):
            submit(fake, name, prompt=f"wish {name}")
        ledger = fake.ledger
    assert ledger["refusals"] == [["wish a", "moderated"], ["wish b", "limited"]]
    (job,) = ledger["jobs"].values()
    told = {part: job["fate"][part] for part in ("start", "end", "polls", "link")}
    assert told == {"start": "answered", "end": "failed", "polls": "answered", "link": "missing"}
    assert job["prompt"] == "wish c"


def test_chance_leaves_out_what_it_is_told_to():
    lost = ("hang_up", "silent", "truncated", "garbage", "fault_after")
    with running_fake("vidu", seconds=600, misbehave=1.0, without=lost) as fake:
        for number in range(60):
            submit(fake, str(number))
        ledger = fake.ledger
    assert {job["fate"]["start"] for job in ledger["jobs"].values()} == {"answered"}
    assert {start for _, start in ledger["refusals"]} == {"limited", "moderated", "fault_before"}


def test_a_script_is_read_strictly():
    with running_fake("vidu") as fake:
        for wrong in ({"start": "no_such_thing"}, {"strat": "hang_up"}):
            with pytest.raises(HTTPError, match="400"):
                fake.script(wrong)
        with pytest.raises(HTTPError, match="400"):
            fake.change(secnods=1)


def test_chance_misbehaves_alike_with_the_same_seed():
    def outcomes(seed):
        with running_fake("vidu", seconds=0, seed=seed, misbehave=0.5) as fake:
            found = []
            for number in range(12):
                try:
                    found.append(submit(fake, str(number)).status_code)
                except OSError as error:
                    found.append(type(error).__name__)
            return found, fake.ledger["orders"]

    assert outcomes(3) == outcomes(3)
    assert outcomes(3) != outcomes(4)
