"""Reads the forms that pages send.

Not here: what any form means.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from onereel.errors import ErrorKind, RequestError
from onereel.server.bodies import read_body

SMALL: Final = 64 * 1024
_TYPE: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 200


async def read_form(request: Request, *, limit: int = SMALL) -> Mapping[str, str]:
    """The fields by name; of several with one name, the last. Raises RequestError."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise RequestError(ErrorKind.MALFORMED_BODY, f"The body is no form: it takes {_TYPE}.")
    body = await read_body(request, limit=limit)
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise RequestError(ErrorKind.MALFORMED_BODY, "The form cannot be read. Load the page anew.") from error
