"""Addresses from outside, parsed strictly: one reading or none, so that no two parsers can disagree about the host.

Not here: DNS and connections; `fetch.py` looks names up, and only there can a name turn out to be private.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import quote, urljoin

from onereel.assets.addresses import IPAddress, is_public
from onereel.errors import ConfigurationError, FetchRefused

MAX_URL_LENGTH: Final = 2048
"""Characters."""

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.IGNORECASE
)
_AUTHORITY = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9_.-]+))(?::(?P<port>[0-9]{1,5}))?")
_FOUR = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_UNWELCOME = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ufeff\ud800-\udfff]")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_KEPT_IN_PATHS = "%/:@!$&'()*+,;=-._~[]?"
_PRIVATE_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa", ".localdomain")


@dataclass(frozen=True, kw_only=True, slots=True)
class HostPort:
    """A host and a port as they stand in a URL; the name, not what it resolves to."""

    host: str
    """A name in lower case, or an IP address in its usual form, without brackets."""
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, kw_only=True, slots=True)
class WebAddress:
    """A URL that has exactly one reading."""

    scheme: str
    """`http` or `https`."""
    place: HostPort
    literal: IPAddress | None
    """The host where it is an address and no name."""
    path: str
    """Begins with a slash; percent-encoded."""
    query: str
    """Without the question mark; percent-encoded; empty where there is none."""
    written_host: str
    """Host and port as the caller wrote them, for texts."""


def parse_url(text: str) -> WebAddress:
    """Read an http or https URL of at most MAX_URL_LENGTH characters. Raises FetchRefused."""
    if len(text) > MAX_URL_LENGTH:
        raise FetchRefused(f"the address is longer than {MAX_URL_LENGTH} characters; give a shorter one")
    if _UNWELCOME.search(text):
        raise FetchRefused("the address contains spaces, backslashes or control characters; percent-encode them")
    match = _URL.fullmatch(text)
    if match is None:
        raise FetchRefused("the address must begin with http:// or https:// and name a host")
    scheme, authority = match["scheme"].lower(), match["authority"]
    if "@" in authority:
        raise FetchRefused("the address contains a user name or password; give one without")
    try:
        place, literal = _parse_authority(authority, default_port=_DEFAULT_PORTS[scheme])
    except ValueError as error:
        raise FetchRefused(f"the address names no host that we take: {error}") from error
    return WebAddress(
        scheme=scheme,
        place=place,
        literal=literal,
        path=quote(match["path"], safe=_KEPT_IN_PATHS) or "/",
        query=quote(match["query"] or "", safe=_KEPT_IN_PATHS),
        written_host=authority,
    )


def parse_redirect(location: str, *, base: WebAddress) -> WebAddress:
    """Where a Location header leads from `base`. Raises FetchRefused."""
    try:
        joined = urljoin(f"{base.scheme}://{base.place}{base.path}", location)
    except ValueError as error:
        raise FetchRefused("the redirect is no valid address") from error
    return parse_url(joined)


def parse_allowance(text: str) -> HostPort:
    """Read an operator's `host:port`, as in `127.0.0.1:18099`, `[::1]:80` or `minio.internal:9000`.

    It allows URLs with exactly this host and port, whatever the name resolves to. Raises ConfigurationError.
    """
    try:
        place, _ = _parse_authority(text, default_port=0)
    except ValueError as error:
        raise ConfigurationError(f"--allow-private {text!r}: {error}; write host:port") from error
    if place.port == 0:
        raise ConfigurationError(f"--allow-private {text!r}: the port is missing; write host:port")
    return place


def check_callback_url(url: str, *, allow: AbstractSet[HostPort] = frozenset()) -> None:
    """Refuse a URL that can be seen to lead into a private network, without any look-up. Raises FetchRefused.

    A public name that resolves to a private address passes here; it is refused when the delivery is made.
    """
    address = parse_url(url)
    if address.place in allow:
        return
    if address.literal is not None:
        is_outside = is_public(address.literal)
    else:
        host = address.place.host
        is_outside = "." in host and not host.endswith(_PRIVATE_ENDINGS)
    if not is_outside:
        raise FetchRefused(not_public_text(address))


def not_public_text(address: WebAddress) -> str:
    """What a caller is told whose address leads into a private network."""
    return (
        f"{address.written_host} is not on the public internet; give a public address,"
        f" or an operator can allow it with --allow-private {address.place}"
    )


def _parse_authority(authority: str, *, default_port: int) -> tuple[HostPort, IPAddress | None]:
    """Raises ValueError, whose text says what is wrong with the host."""
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise ValueError(
            "write a host name of letters, digits and hyphens (an international one in its xn-- form), an IPv4 address"
            " or an IPv6 address in brackets, and after a colon the port, if any"
        )
    port = default_port
    if match["port"] is not None:
        port = int(match["port"])
        if not 1 <= port <= 65535:
            raise ValueError("the port must be 1 to 65535")
    literal = _parse_literal(match)
    host = match["name"].lower() if literal is None else str(literal)
    return HostPort(host=host, port=port), literal


def _parse_literal(match: re.Match[str]) -> IPAddress | None:
    """The address that stands in place of a host name, or None for a well-formed name."""
    if match["six"] is not None:
        try:
            return IPv6Address(match["six"])
        except ValueError as error:
            raise ValueError("what stands in brackets is no IPv6 address") from error
    name = match["name"]
    if _FOUR.fullmatch(name):
        try:
            return IPv4Address(name)
        except ValueError as error:
            raise ValueError("an IPv4 address has four numbers from 0 to 255") from error
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise ValueError("write an IPv4 address as four decimal numbers")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("a host name is made of labels of 1 to 63 letters, digits and hyphens, with no dot at its end")
    return None
