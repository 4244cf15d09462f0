"""Pictures from outside: told, measured, proven and loaded with bounded memory; the names to import.

Not here: fetching and storing; `fetch.py` brings the bytes and `base.py` keeps them.
"""

from onereel.assets.image_check import check_image, verify_image
from onereel.assets.image_header import MAX_SIDE, ImageFacts, inspect_image
from onereel.assets.image_shrink import load_image, load_layered_image
from onereel.assets.image_text import decode_base64_image

__all__ = [
    "MAX_SIDE",
    "ImageFacts",
    "check_image",
    "decode_base64_image",
    "inspect_image",
    "load_image",
    "load_layered_image",
    "verify_image",
]
