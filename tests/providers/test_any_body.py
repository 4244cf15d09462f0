"""No body, however odd, is answered with anything but a plan that can be made or an error that can be sent.

Not here: which bodies are right (`tests/providers/<name>/test_reading.py`).
"""

import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onereel.errors import RequestError
from onereel.providers.base import Found, Role, Wish
from onereel.providers.reading import parse_body, read_model_name
from tests.builders import build_picture
from tests.providers.support import CARDS, DIALECTS, read_parsed

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
every_card = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)

TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([2**63, -(2**80), 10**40])
WORDS = st.sampled_from(["url", "local", "", "5", "pro", "1080p", "1280*720", "data:image/png;base64,AAAA", "http://a"])
KNOWN_NAMES = sorted(
    {"prompt", "role", "content", "type", "text", "size", "duration", "seed", "audio_url", "shot_type"}
)


def objects_of_known_names(inner):
    """Objects whose names are those of nested fields, so that what is nested is reached."""
    return st.dictionaries(st.sampled_from(KNOWN_NAMES), inner, max_size=3)


ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3) | objects_of_known_names(inner)
    ),
    max_leaves=8,
)


def bodies_of(card):
    """The card's example with any of its fields replaced, and others beside them."""
    fields = {name: ANYTHING for name in card.body.__struct_fields__ if name != "model"}
    return st.builds(
        lambda strange, changed: {**strange, **card.example, **changed},
        st.dictionaries(TEXTS, ANYTHING, max_size=2),
        st.fixed_dictionaries({}, optional=fields),
    )


@every_card
@patient
@given(data=st.data(), first=st.tuples(*[st.integers(1, 10_000)] * 2), last=st.tuples(*[st.integers(1, 10_000)] * 2))
def test_any_body_is_read_or_refused_in_json(card, data, first, last):
    content = json.dumps(data.draw(bodies_of(card))).encode()
    try:
        parsed = parse_body(content)
        assert read_model_name(parsed) == card.id
        wish = read_parsed(card, parsed)
        if isinstance(wish, Wish):
            assert_makeable(wish, first, last)
    except RequestError as error:
        assert_tellable(card.provider, error)


def assert_makeable(wish: Wish, first: tuple[int, int], last: tuple[int, int]) -> None:
    """The plan for pictures of any size is one that an engine can draw and a store can keep."""
    sizes = {Role.FIRST_FRAME: first, Role.LAST_FRAME: last, Role.WATERMARK: first}
    pictures = {role: build_picture(width=size[0], height=size[1]) for role, size in sizes.items()}
    plan = wish.plan(Found(pictures=pictures), 5)
    request = plan.request
    assert (request.width % 2, request.height % 2) == (0, 0)
    assert min(request.width, request.height, request.frame_count, plan.charge.tokens) > 0
    assert 0 <= request.seed <= 2_147_483_647
    msgspec.json.encode(plan.request)
    msgspec.json.decode(plan.echo)


def assert_tellable(provider: str, error: RequestError) -> None:
    """The error is the caller's own and can be sent."""
    reply = DIALECTS[provider].write_error(error, request_id="r", reference="1")
    assert 400 <= reply.status < 500
    assert msgspec.json.decode(msgspec.json.encode(reply.body)) == reply.body


@pytest.mark.parametrize("provider", DIALECTS)
@patient
@given(content=st.binary(max_size=60) | st.builds(lambda text: json.dumps(text).encode(), ANYTHING))
def test_any_bytes_are_an_object_or_refused_in_json(provider, content):
    try:
        assert isinstance(parse_body(content), dict)
    except RequestError as error:
        assert_tellable(provider, error)


@every_card
@pytest.mark.parametrize("depth", [50, 300, 900, 5000])
def test_a_field_nested_at_any_depth_is_refused_or_ignored(card, depth):
    for name in [*card.body.__struct_fields__, "unknown"]:
        nested = '{"content":[' * depth + "]}" * depth
        fields = {**card.example, name: 0, "model": card.id}
        content = json.dumps(fields).replace(f'"{name}": 0', f'"{name}": {nested}').encode()
        try:
            read_parsed(card, parse_body(content))
        except RequestError as error:
            assert_tellable(card.provider, error)
