"""All models that the client knows, by name.

Not here: what is known of each (the files beside this one).
"""

from collections.abc import Mapping
from typing import Final

from onereel.client.dialects import kling, paiwo, vidu, wan
from onereel.client.dialects.base import Model
from onereel.client.errors import Unsupported

MODELS: Final[Mapping[str, Model]] = {
    model.id: model for model in (*paiwo.MODELS, *wan.MODELS, *kling.MODELS, *vidu.MODELS)
}


def find_model(name: str) -> Model:
    """The model of that name. Raises Unsupported, which names all there are."""
    model = MODELS.get(name)
    if model is None:
        raise Unsupported(f"There is no model {name!r}: there are {', '.join(MODELS)}.", "model")
    return model
