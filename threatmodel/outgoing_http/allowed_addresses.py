"""To which addresses requests may be sent: none inside a network that the operator has not named.

What is asked for by a person of the team is sent by the server, which may reach what the person may not
(OWASP: Server-Side Request Forgery Prevention). The name is resolved once, every address it has is checked,
and the connection is made to a checked one, so a name that resolves to something else a moment later
changes nothing.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

URL_LENGTH: Final = 1_000
_PORTS: Final = {"https": 443, "http": 80}
_LOWEST_PORT: Final = 1024  # besides those of the schemes
# All that is assigned for the internet (IANA: IPv6 Global Unicast Address Space). Outside of it are networks
# of sites (fec0::/10), and forms with an IPv4 address inside: ::/96, ::ffff:0:0:0/96, 64:ff9b::/96 and more.
_ASSIGNED: Final = IPv6Network("2000::/3")
# Of it, those with an IPv4 address inside, which a gateway of the network may turn into a private one.
_TRANSLATED: Final = tuple(IPv6Network(net) for net in ("2002::/16", "2001::/32"))
Address = IPv4Address | IPv6Address


class InvalidAddress(ValueError):
    """Nothing may be sent to the address; the message says why."""


def url_checked(url: str) -> SplitResult:
    """Return the parts of an address to which requests may be sent. Raises InvalidAddress.

    Names are looked up only when something is sent.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise InvalidAddress(
            "This is not a valid address. Enter one such as https://hooks.example.com/…"
        ) from None
    if (
        parts.scheme not in _PORTS
        or not parts.hostname
        or not url.isascii()
        or not url.isprintable()
        or " " in url
    ):
        raise InvalidAddress("Enter an address such as https://hooks.example.com/…")
    if parts.username is not None or parts.password is not None:
        raise InvalidAddress("Remove the user name from the address.")
    if port != _PORTS[parts.scheme] and port < _LOWEST_PORT:
        raise InvalidAddress(f"Port {port} is not allowed: use {_PORTS[parts.scheme]}, or one above 1023.")
    if literal := _literal(parts.hostname):
        _check(parts, [literal])
    elif parts.scheme == "http" and not settings.WEBHOOK_NETWORKS:
        raise InvalidAddress("Use https: what is sent would be readable on its way.")
    return parts


def resolved(parts: SplitResult) -> list[Address]:
    """Return the addresses of the host, all of which may be connected to. Raises InvalidAddress, OSError."""
    host = str(parts.hostname)
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
    _check(parts, addresses)
    return addresses


def port_of(parts: SplitResult) -> int:
    """Return the port that the address names or that its scheme has."""
    return parts.port or _PORTS[parts.scheme]


def _check(parts: SplitResult, addresses: list[Address]) -> None:
    inside = [one for one in addresses if not _is_public(one)]
    if any(not _is_named(one) for one in inside):
        raise InvalidAddress(
            "This host is inside a private network. An operator of this instance can allow its network with "
            "BULKHEAD_WEBHOOK_NETWORKS."
        )
    if parts.scheme == "http" and len(inside) < len(addresses):
        raise InvalidAddress("Use https: what is sent would be readable on its way.")


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_public(address.ipv4_mapped)
        if address not in _ASSIGNED or any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


def _is_named(address: Address) -> bool:
    plain = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
    return any(plain in network for network in settings.WEBHOOK_NETWORKS)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
