"""Which IP addresses lie on the public internet, counting those that hide another one inside.

Not here: names and URLs; `urls.py` parses them and `fetch.py` resolves them.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TypeAlias

IPAddress: TypeAlias = IPv4Address | IPv6Address

# What `is_global` lets pass, in some version of Python at least: protocol assignments, the 6to4 relays, and the address
# at which Azure serves a machine its own metadata.
_NOT_PUBLIC_FOUR = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv4Network("168.63.129.16/32"))
# The same: Teredo and 6to4, both given up and both with an IPv4 address inside, and documentation.
_NOT_PUBLIC_SIX = (IPv6Network("2001::/32"), IPv6Network("2002::/16"), IPv6Network("3fff::/20"))
_UNICAST = IPv6Network("2000::/3")
_TRANSLATED = IPv6Network("64:ff9b::/96")
_INTERFACE_OF_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: IPAddress) -> bool:
    """Whether a server may be sent there: global unicast, and so is every address embedded in it.

    Private, loopback, link-local, shared (100.64/10), multicast, reserved and unspecified addresses are not, nor is
    any service that a cloud gives its machines at a fixed address.
    """
    if isinstance(address, IPv4Address):
        return _is_public_four(address)
    carried = _carried_whole(address)
    if carried is not None:
        return _is_public_four(carried)
    if address not in _UNICAST or not address.is_global or any(address in network for network in _NOT_PUBLIC_SIX):
        return False
    if int(address) >> 32 & 0xFFFFFFFF in _INTERFACE_OF_ISATAP:
        return _is_public_four(_last_four(address))
    return True


def _is_public_four(address: IPv4Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address in network for network in _NOT_PUBLIC_FOUR)


def _carried_whole(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to this one really goes to: mapped (::ffff:0:0/96) or translated (NAT64)."""
    return _last_four(address) if address in _TRANSLATED else address.ipv4_mapped


def _last_four(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)
