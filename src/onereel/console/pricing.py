"""What a request would cost, before it is complete.

Not here: the charging itself (`onereel.providers.estimating`), or prices; each provider's `models.py` has its own.
"""

from collections.abc import Sequence

from onereel.console.fields import Field
from onereel.domain.usage import Charge
from onereel.providers.base import SubmitModel
from onereel.providers.estimating import charge_for
from onereel.providers.reading import Parsed

_PICTURE = "https://example.com/frame.png"


def price_of(card: SubmitModel, fields: Sequence[Field], body: Parsed) -> Charge:
    """The charge for the request as it stands; what is still missing and costs nothing is taken as given.

    Raises RequestError when the rest will not do.
    """
    return charge_for(card, _filled_in(fields, body))


def _filled_in(fields: Sequence[Field], body: Parsed) -> Parsed:
    filled = dict(body)
    for field in fields:
        top, _, inner = field.path.partition(".")
        if field.kind == "picture":
            filled[top.partition("[")[0]] = [_PICTURE, _PICTURE] if top.endswith("]") else 1
        elif field.kind == "long" and field.is_required:
            above = filled.get(top)
            if isinstance(above, dict):
                filled[top] = above | {inner: above.get(inner) or "…"}
            else:
                filled[top] = above or "…"
    return filled
