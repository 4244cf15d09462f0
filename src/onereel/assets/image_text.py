"""Pictures that come inside a request as text: plain base64 or a data URI.

Not here: whether the bytes are a picture; `images.check_image` tells.
"""

import binascii
import re

from onereel.errors import ErrorKind, ImageError

_DATA_URI = re.compile(r"data:(?P<type>[^;,\s]*)(?P<parameters>(?:;[^;,\s]*)*),", re.IGNORECASE)
_LONGEST_PREFIX = 256


def decode_base64_image(text: str, *, max_bytes: int, require_content_type: bool = False) -> bytes:
    """The bytes of a picture given as base64 or as `data:image/png;base64,...`; whitespace is ignored.

    `require_content_type` takes the data URI only. The size is judged before anything is decoded. Raises ImageError.
    """
    start = len(text) - len(text.lstrip())
    match = _DATA_URI.match(text, start, start + _LONGEST_PREFIX)
    if match is not None:
        _check_prefix(match)
        start = match.end()
    elif require_content_type:
        raise _invalid("must be a data URI with its content type, as in data:image/png;base64,iVBORw0...")
    encoded = "".join(text[start:].split())
    if not encoded:
        raise _invalid("is empty; put the base64 of a PNG, JPEG or WebP file here")
    if _decoded_size(encoded) > max_bytes:
        raise ImageError(
            ErrorKind.IMAGE_TOO_LARGE,
            f"the picture is {_decoded_size(encoded)} bytes and may have {max_bytes} at most; send a smaller one",
        )
    try:
        return _decode(encoded)
    except ValueError as error:
        raise _invalid(
            "is no valid base64; use the standard alphabet (A-Z a-z 0-9 + /) with its padding (=), plain or as data URI"
        ) from error


def _check_prefix(match: re.Match[str]) -> None:
    if not match["parameters"].lower().endswith(";base64"):
        raise _invalid("is a data URI without base64; write data:image/png;base64,...")
    if not match["type"].lower().startswith("image/"):
        raise _invalid("is a data URI whose content type is not image/png, image/jpeg or image/webp")


def _decode(encoded: str) -> bytes:
    if len(encoded) % 4 != 0 or encoded.endswith("==="):
        # Some versions of Python let padding pass that stands for nothing.
        raise ValueError("wrong padding")
    return binascii.a2b_base64(encoded, strict_mode=True)


def _decoded_size(encoded: str) -> int:
    padding = len(encoded) - len(encoded.rstrip("="))
    return len(encoded) // 4 * 3 - min(padding, 2)


def _invalid(what: str) -> ImageError:
    return ImageError(ErrorKind.IMAGE_INVALID, f"the picture {what}")
