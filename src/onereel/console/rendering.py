"""Makes pages out of templates, with the headers that keep everything from outside out.

Not here: what a page shows.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import Response

from onereel import __version__
from onereel.console.statics import StaticFiles
from onereel.console.wording import LANGUAGES, Wording
from onereel.server.docs import PROVIDERS
from onereel.server.money import write_cny
from onereel.store.base import Key

_FEN: Final = 10_000
"""Millionths of one CNY."""
_THEMES: Final = ("auto", "light", "dark")


class Renderer:
    """The templates, ready to be filled."""

    def __init__(self, statics: StaticFiles, *, media_sources: tuple[str, ...] = ()) -> None:
        """`media_sources` are the origins, other than our own, that clips come from."""
        self._environment = Environment(
            loader=PackageLoader("onereel.console", "templates"),
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.filters |= {
            "cny": write_money,
            "exact": write_exact_money,
            "moment": write_moment,
            "seconds": write_seconds,
            "bytes": write_bytes,
            "indented": write_json,
        }
        self._environment.globals |= {
            "static": statics.addresses,
            "version": __version__,
            "languages": LANGUAGES,
            "themes": _THEMES,
            "providers": PROVIDERS,
        }
        self._headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": write_policy(media_sources),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    def respond(
        self,
        template: str,
        request: Request,
        *,
        words: Wording,
        key: Key | None,
        status: int = 200,
        values: dict[str, Any],
    ) -> Response:
        """A reply with a page."""
        text = self.render(template, words=words, key=key, request=request, **values)
        return Response(text, status_code=status, media_type="text/html", headers=self._headers)

    def render(self, template: str, *, words: Wording, key: Key | None, request: Request, **values: object) -> str:
        """A page, or a part of one, as HTML."""
        theme = request.cookies.get("onereel_theme", "auto")
        return self._environment.get_template(template).render(
            t=words,
            key=key,
            path=request.url.path,
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            theme=theme if theme in _THEMES else "auto",
            **values,
        )


def write_policy(media_sources: tuple[str, ...]) -> str:
    """The Content-Security-Policy: nothing but our own files, and clips where they are kept."""
    media = " ".join(("'self'", *media_sources))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {media} blob:",
            f"media-src {media}",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def write_money(millionths: int) -> str:
    """An amount, rounded to two decimal places where it is not tiny."""
    is_tiny = abs(millionths) < 10 * _FEN
    return write_exact_money(millionths if is_tiny else (millionths + _FEN // 2) // _FEN * _FEN)


def write_exact_money(millionths: int) -> str:
    """An amount with two decimal places, or as many as it needs."""
    whole, _, rest = write_cny(millionths).partition(".")
    return f"¥{whole}.{rest.rstrip('0').ljust(2, '0')}"


def write_moment(moment: datetime) -> str:
    """A moment as it is read before the page has put it into the visitor's time zone."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def write_seconds(span: timedelta | float) -> str:
    """A length of time, short."""
    seconds = span.total_seconds() if isinstance(span, timedelta) else float(span)
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min {int(seconds % 60)} s"
    if seconds < 86400:
        return f"{int(seconds // 3600)} h {int(seconds % 3600 // 60)} min"
    return f"{int(seconds // 86400)} d {int(seconds % 86400 // 3600)} h"


def write_bytes(count: int) -> str:
    """A size, short."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} kB"


def write_json(value: object) -> str:
    """JSON for people."""
    return json.dumps(value, ensure_ascii=False, indent=2)
