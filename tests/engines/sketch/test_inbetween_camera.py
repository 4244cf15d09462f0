"""The camera of a clip between pictures does what the words say, measured by optical flow in the finished file.

Not here: reading words into a plan of a drawn scene.
"""

import cv2
import numpy as np
import pytest
from tests.engines.sketch.test_inbetween import between
from tests.engines.sketch.workbench import HEIGHT, WIDTH, difference, photograph

from onereel.domain.request import Amplitude
from onereel.engines.sketch.camera import Move, read_move
from onereel.engines.sketch.inbetween.flow import find_flows


def motion(first, second):
    """Where the picture went, in pixels: to the right, downwards, and how much it grew."""
    small = [cv2.cvtColor(frame, cv2.COLOR_BGR2BGRA) for frame in (first, second)]
    flow = find_flows(*small).forward
    places = np.dstack(np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))) - np.array([WIDTH / 2, HEIGHT / 2])
    right, down = np.median(flow, axis=(0, 1))
    return float(right), float(down), float(np.mean(np.sum(flow * places, axis=2)))


@pytest.mark.parametrize(
    ("words", "move"),
    [
        ("The camera slowly pushes in on the door", Move.PUSH_IN),
        ("镜头缓缓推进，一只猫抬起头", Move.PUSH_IN),
        ("the camera zooms out", Move.PULL_OUT),
        ("镜头拉远，露出整座城市", Move.PULL_OUT),
        ("panning left over the roofs", Move.LEFT),
        ("镜头左移", Move.LEFT),
        ("pan to the right", Move.RIGHT),
        ("镜头向右摇", Move.RIGHT),
        ("tilt up to the sky", Move.UP),
        ("上摇", Move.UP),
        ("镜头下降", Move.DOWN),
        ("the camera orbits around her", Move.ORBIT),
        ("环绕拍摄", Move.ORBIT),
        ("handheld camera", Move.HANDHELD),
        ("手持镜头", Move.HANDHELD),
        ("固定镜头", Move.STATIC),
        ("a cat on a meadow", None),
        ('she says "pan left"', None),
    ],
)
def test_the_words_of_two_languages_name_the_move(words, move):
    assert read_move(words) is move


@pytest.mark.parametrize("twice", [False, True], ids=["from a first frame", "from a picture to itself"])
@pytest.mark.parametrize(
    ("words", "axis", "sign"),
    [
        ("pan left", 0, 1),
        ("镜头右摇", 0, -1),
        ("tilt up", 1, 1),
        ("下摇", 1, -1),
        ("推进", 2, 1),
        ("pull out", 2, -1),
    ],
)
def test_what_is_seen_moves_against_the_camera(tmp_path, words, axis, sign, twice):
    picture = photograph(1)

    frames = between(tmp_path, picture, picture if twice else None, frame_count=9, prompt=words)

    assert motion(frames[0], frames[4])[axis] * sign > 1


@pytest.mark.parametrize("words", ["pan left", "orbit", "handheld"])
def test_the_seed_varies_the_move(tmp_path, words):
    one = between(tmp_path / "one", photograph(1), frame_count=9, prompt=words, seed=1)
    other = between(tmp_path / "other", photograph(1), frame_count=9, prompt=words, seed=2)

    assert difference(one[-1], other[-1]) > 1


def test_fast_motion_goes_out_and_back_twice(tmp_path):
    picture = photograph(1)

    slow = between(tmp_path / "slow", picture, picture, frame_count=25)
    fast = between(tmp_path / "fast", picture, picture, frame_count=25, fast_motion=True)

    assert difference(slow[12], slow[0]) > 3 * difference(fast[12], fast[0])
    assert difference(fast[6], fast[0]) > difference(slow[6], slow[0])


def test_no_move_tears_open_the_border(tmp_path):
    picture = photograph(1)

    for words in ("pan left", "tilt up", "orbit"):
        last = between(tmp_path / words, picture, frame_count=9, prompt=words, amplitude=Amplitude.LARGE)[-1]
        streaks = [np.abs(np.diff(edge.astype(int), axis=0)).max() for edge in (last[:, :4], last[:, -4:])]
        assert all(streak > 0 for streak in streaks)
        for edge in (last[:, :6], last[:, -6:]):
            assert np.abs(np.diff(edge.astype(int), axis=1)).mean() > 0.2


def test_the_same_request_gives_the_same_frames(tmp_path):
    first, last = photograph(1), photograph(2)

    one, other = (between(tmp_path / name, first, last, frame_count=9) for name in ("one", "other"))

    assert all(np.array_equal(frame, again) for frame, again in zip(one, other, strict=True))
