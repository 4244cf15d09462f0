"""Model id → what to do with it: the only place that decides by `model`.

Not here: what any model takes or answers; its provider's dialect says so.
"""

from collections.abc import Callable, Sequence

from onereel.domain.task import SKETCH_LANE
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import Dialect, ModelCard


class Catalog:
    """All models of all providers."""

    def __init__(
        self, dialects: Sequence[Dialect], *, lane_of: Callable[[str], str] = lambda _model: SKETCH_LANE
    ) -> None:
        """`lane_of` says which workers are to take the tasks of a model."""
        self.lane_of = lane_of
        self._dialects = {dialect.name: dialect for dialect in dialects}
        self._cards = {card.id: card for dialect in dialects for card in dialect.cards}

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """Every model, provider by provider."""
        return tuple(self._cards.values())

    @property
    def providers(self) -> tuple[str, ...]:
        """The name of every provider."""
        return tuple(self._dialects)

    def find(self, model: str) -> ModelCard:
        """The card of a model. Raises RequestError(UNKNOWN_MODEL)."""
        card = self._cards.get(model)
        if card is None:
            names = ", ".join(self._cards)
            raise RequestError(
                ErrorKind.UNKNOWN_MODEL,
                f"`model` is {_shorten(model)}, which is not a model here. There are: {names}.",
                field="model",
            )
        return card

    def dialect(self, provider: str) -> Dialect:
        """The dialect of a provider. Raises KeyError on a name that no card bears."""
        return self._dialects[provider]


def _shorten(text: str) -> str:
    """A caller's text, quoted, and short enough for an error message."""
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
