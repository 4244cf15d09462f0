"""The client's tables say what the server's say: every model, every field, every limit, every code.

Not here: that the server's tables are true (`tests/providers`).
"""

import msgspec
import pytest

from onereel.client.aio.transport import HOME_HEADER
from onereel.client.dialects import kling, paiwo, vidu, wan
from onereel.client.dialects.registry import MODELS
from onereel.client.refusals import BY_CODE
from onereel.client.retries import Safety, may_repeat
from onereel.client.states import State
from onereel.domain.task import State as TaskState
from onereel.errors import ErrorKind
from onereel.providers.base import QueryModel, SubmitModel, UploadModel
from onereel.providers.checks import SEED_LIMIT
from onereel.providers.paiwo import wire as paiwo_wire
from onereel.providers.vidu import wire as vidu_wire
from onereel.providers.wan import wire as wan_wire
from onereel.server.app import _HOME
from onereel.server.bodies import STATUS
from tests.providers.support import CARDS, models_of

NEUTRAL = {
    "kling-v2-6-text2video": {"input", "negative_prompt", "mode", "sound", "aspect_ratio", "duration"},
    "paiwo-v5.6-itv2": {
        "input",
        "first_frame_img",
        "last_frame_img",
        "duration",
        "quality",
        "negative_prompt",
        "seed",
        "generate_audio_switch",
    },
    "viduq2-pro": {"input", "images", "duration", "seed", "resolution", "bgm"},
    "wan2.6-t2v": {"input", "parameters", "prompt", "negative_prompt", "audio_url", "size", "duration", "seed"},
}
"""The fields of the wire that the neutral names come to."""


def fields_of(card):
    """All fields of a submit but the model's name; Wan's are one object deeper, too."""
    inner = [wan_wire.Input, wan_wire.Parameters] if card.provider == "wan" else []
    names = {field.name for shape in (card.body, *inner) for field in msgspec.structs.fields(shape)}
    return names - {"model"}


def test_every_model_of_the_server_is_known():
    submits = {card.id for card in CARDS.values() if isinstance(card, SubmitModel)}
    assert set(MODELS) == submits
    assert {card.id for card in CARDS.values() if isinstance(card, UploadModel)} == {paiwo.PICTURE}


@pytest.mark.parametrize("name", MODELS)
def test_every_field_is_a_neutral_name_or_an_option(name):
    assert fields_of(CARDS[name]) == NEUTRAL[name] | set(MODELS[name].options)


@pytest.mark.parametrize("name", MODELS)
def test_its_query_is_of_the_same_provider(name):
    query = CARDS[MODELS[name].query]
    assert isinstance(query, QueryModel)
    assert (query.provider, query.waits) == (CARDS[name].provider, MODELS[name].only_streams)


def test_the_limits():
    server = {name: models_of(name) for name in ("kling", "paiwo", "vidu", "wan")}
    assert kling.TEXT_TO_VIDEO.prompt_limit == kling.TEXT_TO_VIDEO.negative_limit == server["kling"].PROMPT_LIMIT
    assert paiwo.TRANSITION.prompt_limit == paiwo.TRANSITION.negative_limit == server["paiwo"].PROMPT_LIMIT
    assert vidu.START_END_TO_VIDEO.prompt_limit == server["vidu"].PROMPT_LIMIT
    assert wan.TEXT_TO_VIDEO.prompt_limit == server["wan"].PROMPT_LIMIT
    assert wan.TEXT_TO_VIDEO.negative_limit == server["wan"].NEGATIVE_PROMPT_LIMIT
    assert wan.TEXT_TO_VIDEO.durations == tuple(range(server["wan"].SHORTEST, server["wan"].LONGEST + 1))
    assert vidu.START_END_TO_VIDEO.durations == tuple(range(server["vidu"].SHORTEST, server["vidu"].LONGEST + 1))
    assert {wan.TEXT_TO_VIDEO.seeds.stop, vidu.START_END_TO_VIDEO.seeds.stop} == {SEED_LIMIT + 1}
    assert set(paiwo.TRANSITION.durations) == literals(paiwo_wire.Transition, "duration")


def test_the_sizes():
    server = {name: models_of(name) for name in ("kling", "wan")}
    assert {
        size: (kling.SIZES[size]["mode"], kling.SIZES[size]["aspect_ratio"]) for size in kling.SIZES if "x" in size
    } == {f"{width}x{height}": choice for choice, (width, height) in server["kling"].SIZES.items()}
    assert {size["size"] for size in wan.SIZES.values()} == set(server["wan"].FEN_PER_SECOND)
    assert set(paiwo.SIZES) == literals(paiwo_wire.Transition, "quality")
    assert set(vidu.SIZES) == literals(vidu_wire.StartEndToVideo, "resolution")


def literals(shape, name):
    schema = msgspec.json.schema(shape)
    return set(schema["$defs"][shape.__name__]["properties"][name]["enum"])


def test_the_states():
    assert [state.value for state in State] == [state.value for state in TaskState]
    for dialect, words in (
        (kling, models_of("kling").STATUS),
        (paiwo, models_of("paiwo").STATUS),
        (wan, models_of("wan").STATUS),
    ):
        for state, word in words.items():
            understood = dialect.STATES[word]
            assert understood.is_terminal == state.is_terminal
            if state in {TaskState.SUCCEEDED, TaskState.FAILED}:
                assert understood.value == state.value


def test_the_codes():
    assert set(BY_CODE) == {kind.value for kind in ErrorKind}


def test_what_the_server_refuses_for_good_is_never_sent_again():
    for_good = {status for kind, status in STATUS.items() if kind not in {ErrorKind.UNAVAILABLE, ErrorKind.INTERNAL}}
    for status in for_good | {400}:
        assert not may_repeat(status, safety=Safety.SUBMIT, keeps_keys=True, retry_after=None)


def test_the_header_by_which_a_onereel_is_known():
    assert _HOME[0].decode() == HOME_HEADER
