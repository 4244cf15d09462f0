"""Pictures that belong together are followed, others are not; a zoom, turn or shift is found and retraced exactly.

Not here: real footage; see bench/inbetween_decision.py.
"""

import cmath

import cv2
import numpy as np
import pytest
from tests.engines.sketch.workbench import photograph

from onereel.engines.sketch.inbetween.alignment import AT_REST, Similarity, align
from onereel.engines.sketch.inbetween.decision import Way, choose_way, compare
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.inbetween.pair import morph_of

WIDTH, HEIGHT = 384, 216


def picture(seed):
    """A photograph with fine detail, BGRA."""
    chance = np.random.default_rng(seed)
    marks = cv2.GaussianBlur(chance.integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8), (0, 0), 2)
    mixed = cv2.addWeighted(photograph(seed, width=WIDTH, height=HEIGHT), 0.7, marks, 0.6, -20)
    return cv2.cvtColor(mixed, cv2.COLOR_BGR2BGRA)


def seen_through(matrix, image):
    return cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)


def zoomed(image, factor, *, turn=0.0):
    return seen_through(cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), turn, factor), image)


def plain_ground_with(shape_at, *, angle):
    """A dark box on a plain ground."""
    image = np.full((HEIGHT, WIDTH, 4), 215, np.uint8)
    box = cv2.boxPoints((shape_at, (60, 110), angle)).astype(np.int32)
    cv2.fillConvexPoly(image, box, (30, 35, 40, 255), cv2.LINE_AA)
    image[..., 3] = 255
    return image


def test_a_picture_and_itself_stay():
    assert choose_way(compare(picture(1), picture(1))) is Way.STAY


@pytest.mark.parametrize(
    "last",
    [
        zoomed(picture(1), 1.05),
        zoomed(picture(1), 1.7),
        zoomed(picture(1), 1.0, turn=15),
        cv2.convertScaleAbs(picture(1), alpha=0.8),
        seen_through(np.array([[1, 0, 90], [0, 1, 0]], np.float32), picture(1)),
    ],
    ids=["a little nearer", "much nearer", "turned", "darker", "a quarter aside"],
)
def test_what_belongs_together_is_followed(last):
    assert choose_way(compare(picture(1), last)) is Way.FLOW


@pytest.mark.parametrize("seed", range(2, 10))
def test_what_has_nothing_in_common_is_not_followed(seed):
    assert choose_way(compare(picture(1), picture(seed))) is Way.TRANSITION


def test_a_thing_that_jumped_over_a_plain_ground_is_not_wiped():
    first = plain_ground_with((110, 110), angle=35)
    last = plain_ground_with((250, 105), angle=-20)

    assert choose_way(compare(first, last)) is not Way.TRANSITION


@pytest.mark.parametrize(("factor", "turn"), [(1.5, 0.0), (2.0, 0.0), (1.2, 20.0)])
def test_the_similarity_between_two_pictures_is_found(factor, turn):
    found = align(picture(1), zoomed(picture(1), factor, turn=turn)).similarity.factor

    assert abs(found) == pytest.approx(factor, rel=0.02)
    assert abs(np.degrees(cmath.phase(found))) == pytest.approx(turn, abs=1.0)


def test_no_similarity_is_claimed_between_strangers():
    assert align(picture(1), picture(2)).matches < 7


def test_the_stages_of_a_similarity_lead_from_rest_to_the_whole():
    whole = Similarity(1.8 * cmath.exp(0.4j), 12 - 7j)

    assert whole.part(0) == AT_REST
    assert whole.part(1).factor == pytest.approx(whole.factor)
    assert whole.part(1).offset == pytest.approx(whole.offset)
    assert abs(whole.part(0.5).factor) == pytest.approx(1.8**0.5)


def test_going_there_and_back_is_rest():
    places = np.dstack(np.meshgrid(np.arange(9, dtype=np.float32), np.arange(5, dtype=np.float32)))
    move = Similarity(1.3 + 0.2j, 4 + 5j)

    assert np.allclose(move.inverse().applied(move.applied(places)), places, atol=1e-4)


def test_half_way_through_a_zoom_lies_the_zoom_half_way():
    first, last = picture(1), zoomed(picture(1), 1.6)
    enlarger = Enlarger(width=WIDTH, height=HEIGHT)

    middle = morph_of(first, last, flows=compare(first, last).flows, enlarger=enlarger).between(0.5)

    truth = zoomed(picture(1), 1.6**0.5)
    inner = (slice(20, -20), slice(20, -20))
    error = np.mean(np.square(middle[inner].astype(float) - truth[inner]))
    faded = np.mean(np.square((first[inner].astype(float) + last[inner]) / 2 - truth[inner]))
    assert error < faded / 20
