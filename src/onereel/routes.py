"""The routing of this program: the operator's file, held against the models that there are.

Not here: what the file may say (`routing.py`).
"""

from random import SystemRandom

from onereel.config import Settings, look_up, read_document
from onereel.domain.clock import system_clock
from onereel.providers.base import SubmitModel
from onereel.providers.registry import build_dialects
from onereel.routing import Routing, read_routing


def routable_models() -> tuple[str, ...]:
    """The models that make videos, provider by provider."""
    dialects = build_dialects(clock=system_clock, random=SystemRandom())
    return tuple(card.id for dialect in dialects for card in dialect.cards if isinstance(card, SubmitModel))


def load_routing(settings: Settings) -> Routing:
    """What the operator's file says; nothing where there is none. Raises ConfigurationError."""
    return read_routing(
        read_document(settings), models=routable_models(), look_up=look_up, public_url=settings.public_url
    )
