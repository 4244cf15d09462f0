"""What a request would be charged, before the media that it refers to are there: the code that charges submits.

Not here: prices; each provider's `models.py` holds its own table.
"""

from typing import Final

from onereel.domain.media import Picture
from onereel.domain.usage import Charge
from onereel.providers.base import Found, SubmitModel
from onereel.providers.reading import Parsed

_PICTURE: Final = Picture(asset_id="image-placeholder.png", width=1280, height=720)
_TRACK: Final = "track-placeholder.mp3"
_SEED: Final = 1


def charge_for(card: SubmitModel, body: Parsed) -> Charge:
    """The charge for a submit as it is read; its pictures and its sound are taken as fetched and fit.

    No price depends on what is in them. Raises RequestError when the request will not do.
    """
    wish = card.read(body)
    found = Found(pictures=dict.fromkeys(wish.needs, _PICTURE), track=_TRACK)
    return wish.plan(found, _SEED).charge
