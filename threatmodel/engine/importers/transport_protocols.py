"""Over which transport protocols an application protocol is spoken."""

from collections.abc import Collection
from typing import Final

TRANSPORTS: Final = ("tcp", "udp", "sctp")
_OVER_BOTH: Final = frozenset({"dns"})  # answers that are too long for a datagram are asked again over TCP
_OVER_EITHER: Final = frozenset({"gelf", "kerberos", "sip", "syslog"})
_OVER_UDP: Final = frozenset(
    {
        "coap", "dhcp", "h3", "http3", "ipfix", "ipsec", "mdns", "netflow", "ntp", "quic", "radius", "rtp",
        "sflow", "snmp", "statsd", "stun", "tftp", "turn", "vxlan", "wireguard",
    }
)  # fmt: skip  # service names of IANA, and those that no program offers over TCP by itself
_OVER_SCTP: Final = frozenset({"diameter-sctp", "m3ua", "ngap", "s1ap", "x2ap"})


def stated_transports(protocol: str, declared: Collection[str] = ()) -> tuple[str, ...]:
    """Return the transports that the protocol of a flow or the destination's port states; empty for none.

    `declared`: transports for which the destination declares the port. Lower case, ordered as TRANSPORTS.
    """
    if protocol in TRANSPORTS:
        return (protocol,)
    if protocol in _OVER_BOTH:
        return ("tcp", "udp")
    if found := tuple([one for one in TRANSPORTS if one in declared]):
        return found
    if protocol in _OVER_EITHER:
        return ("tcp", "udp")
    if protocol in _OVER_UDP:
        return ("udp",)
    if protocol in _OVER_SCTP:
        return ("sctp",)
    return ("tcp",) if protocol else ()
