"""The shape of an asset id, which is also a file name and part of a URL.

Not here: how ids are minted; `onereel.domain.ids` does that.
"""

import re

from onereel.assets.base import CONTENT_TYPES

_NAME = re.compile(rf"[A-Za-z0-9-]{{1,128}}\.(?P<suffix>{'|'.join(CONTENT_TYPES)})", re.ASCII)


def content_type_of(asset_id: str) -> str | None:
    """What an asset of this name is served as, or None when no asset can have this name."""
    match = _NAME.fullmatch(asset_id)
    return None if match is None else CONTENT_TYPES[match["suffix"]]


def check_asset_id(asset_id: str) -> None:
    """Raises ValueError when no asset can have this name."""
    if content_type_of(asset_id) is None:
        raise ValueError(
            f"no asset id: {asset_id!r}; letters, digits and hyphens, a dot, one of {', '.join(CONTENT_TYPES)}"
        )
