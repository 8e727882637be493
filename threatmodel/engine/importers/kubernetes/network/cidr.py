"""Blocks of addresses, and whether those of pods may be among them, or none but private ones are."""

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Where clusters take the addresses of pods and nodes from: RFC 1918, RFC 6598 and RFC 4193.
_PRIVATE: Final[tuple[_Network, ...]] = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)


_LOOPBACK: Final[tuple[_Network, ...]] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1"))


def block_may_hold_pods(peer: Section) -> bool:
    """Whether a peer is a block of addresses that leaves in private ones."""
    block = peer.section("ipBlock")
    return may_hold_pods(block.text("cidr"), (text for text, _line in block.texts("except")))


def may_leave_out_pods(peer: Section) -> bool:
    """Whether a peer is a block of addresses without some private ones, which those of pods may be."""
    excepted = (_network(text) for text, _line in peer.section("ipBlock").texts("except"))
    return any(one is not None and any(_private_parts(one)) for one in excepted)


def holds_all_pods(cidr: str) -> bool:
    """Whether a block holds every address, if of one version; pods are taken to have one of IPv4."""
    return cidr.strip() == "0.0.0.0/0"


def may_hold_pods(text: str, without: Iterable[str] = ()) -> bool:
    """Whether a block of addresses leaves in private ones, which those of pods may be.

    Which addresses pods get, no manifest says; many network plugins match them with blocks as well.
    """
    cidr = _network(text)
    if cidr is None:
        return False
    excepted = [network for one in without if (network := _network(one)) is not None]
    return any(not any(_covers(left_out, part) for left_out in excepted) for part in _private_parts(cidr))


def are_private(cidrs: Iterable[str]) -> bool:
    """Whether these are blocks of private addresses alone, and at least one."""
    networks = [_network(cidr) for cidr in cidrs]
    return bool(networks) and all(
        network is not None and any(_covers(private, network) for private in (*_PRIVATE, *_LOOPBACK))
        for network in networks
    )


def _private_parts(cidr: _Network) -> Iterator[_Network]:
    for private in _PRIVATE:
        if _covers(cidr, private):
            yield private
        elif _covers(private, cidr):
            yield cidr


def _covers(outer: _Network, inner: _Network) -> bool:
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # of one version


def _network(text: str) -> _Network | None:
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None
