"""Checks that more than one dialect makes, each raising an error that names the field and the cure.

Not here: any provider's limits; they come in as parameters.
"""

from onereel.domain.media import Picture
from onereel.errors import ErrorKind, RequestError

SEED_LIMIT = 2_147_483_647
"""The greatest seed in all the documents."""


def check_prompt(
    text: str, *, field: str, limit: int, kind: ErrorKind = ErrorKind.PROMPT_TOO_LONG, required: bool = True
) -> str:
    """The text itself, when it has at most `limit` characters and, if required, at least one that is not blank."""
    if required and not text.strip():
        raise RequestError(ErrorKind.MISSING_FIELD, f"`{field}` is empty: it takes the prompt.", field=field)
    if len(text) > limit:
        raise RequestError(
            kind, f"`{field}` has {len(text)} characters: at most {limit} are allowed. Shorten it.", field=field
        )
    return text


def choose_seed(wanted: int | None, drawn: int) -> int:
    """The caller's seed, or the freshly drawn one where the caller left it open."""
    return drawn if wanted is None else wanted


def check_side_ratio(picture: Picture, *, field: str, limit: int) -> None:
    """Refuse a picture whose long side is `limit` times the short one, or more."""
    long_side, short_side = max(picture.width, picture.height), min(picture.width, picture.height)
    if long_side >= limit * short_side:
        raise RequestError(
            ErrorKind.IMAGE_SIZE_INVALID,
            f"`{field}` is {picture.width}x{picture.height}: crop it, the sides must be closer than {limit}:1.",
            field=field,
        )


def check_similar_size(first: Picture, last: Picture, *, field: str, low: float, high: float) -> None:
    """Refuse a pair of frames whose resolutions, width by width or height by height, differ too much."""
    for name, ratio in (("width", first.width / last.width), ("height", first.height / last.height)):
        if not low <= ratio <= high:
            raise RequestError(
                ErrorKind.IMAGE_SIZE_INVALID,
                f"`{field}`: the first frame is {first.width}x{first.height}, the last {last.width}x{last.height}; "
                f"first / last {name} is {ratio:.2f} and must be {low} to {high}. Resize one of them.",
                field=field,
            )


def fit_short_side(picture: Picture, *, short_side: int, widest: float) -> tuple[int, int]:
    """Even width and height with the picture's ratio (held within `widest`:1) and the given short side."""
    return _laid_as(picture, even(short_side * _elongation(picture, widest)), short_side)


def fit_area(picture: Picture, *, area: int, widest: float) -> tuple[int, int]:
    """Even width and height with the picture's ratio (held within `widest`:1) and about the given area in pixels."""
    elongation = _elongation(picture, widest)
    long_side = (area * elongation) ** 0.5
    return _laid_as(picture, even(long_side), even(long_side / elongation))


def _elongation(picture: Picture, widest: float) -> float:
    """Long side over short side."""
    return min(max(picture.width, picture.height) / min(picture.width, picture.height), widest)


def _laid_as(picture: Picture, long_side: int, short_side: int) -> tuple[int, int]:
    """Width and height, lying or standing as the picture does."""
    return (long_side, short_side) if picture.width >= picture.height else (short_side, long_side)


def even(length: float) -> int:
    """The nearest even whole number; H.264 in 4:2:0 needs even sides."""
    return max(2, round(length / 2) * 2)
