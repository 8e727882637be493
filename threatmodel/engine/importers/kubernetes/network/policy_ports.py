"""Ports that rules of policies name, and the traffic that is evaluated against them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.transport_protocols import TRANSPORTS, stated_transports
from threatmodel.engine.model import Flow
from threatmodel.engine.model.struct_base import Record

_HIGHEST: Final = 65_535
_SEVERAL: Final = ("tcp", "udp")  # what traffic without one transport goes over


class Traffic(Record, frozen=True):
    """What a flow carries to its destination: a port of 0 and an empty transport are unknown.

    `named`: the ports of the destination that have a name. `is_assumed`: neither the flow nor the destination
    states the transport.
    """

    port: int
    transport: str
    named: Mapping[str, int]
    is_assumed: bool = False

    def by_transport(self) -> tuple["Traffic", ...]:
        """The traffic over each transport where it goes over several, as DNS does over TCP and UDP."""
        if self.transport:
            return (self,)
        return tuple([replace(self, transport=one) for one in _SEVERAL])


class PortRange(Record, frozen=True):
    """One entry of a rule's ports; `name` when the port is given by name, `transport` when it counts."""

    first: int
    last: int
    name: str = ""
    transport: str = ""

    def opens(self, traffic: Traffic) -> bool:
        """Whether the traffic may be among these; what is not known is given the benefit."""
        is_other = bool(self.transport and traffic.transport) and self.transport != traffic.transport
        return self._has_port(traffic) and (traffic.is_assumed or not is_other)

    def covers(self, traffic: Traffic) -> bool:
        """Whether all of the traffic is among these, as far as its port is known."""
        return self._has_port(traffic) and self.transport in ("", traffic.transport)

    def _has_port(self, traffic: Traffic) -> bool:
        port = traffic.port
        if not port:
            return True
        return traffic.named.get(self.name, port) == port if self.name else self.first <= port <= self.last

    def match(self, traffic: Traffic) -> bool | None:
        """Whether it is about the traffic; None when that is not known."""
        if self.transport and traffic.transport and self.transport != traffic.transport:
            return False
        if traffic.port:
            first = traffic.named.get(self.name, 0) if self.name else self.first
            last = first if self.name else self.last
            if not first <= traffic.port <= last:
                return False
        is_any = not self.name and (self.first, self.last) == (0, _HIGHEST)
        is_known = (is_any or bool(traffic.port)) and (not self.transport or bool(traffic.transport))
        return True if is_known else None


def port_of(flow: Flow) -> int:
    """The port a flow leads to; 0 when it is not known."""
    port = flow.facts.get("port")
    return port.value if port is not None and isinstance(port.value, int) else 0


def traffic_of(flow: Flow, named: Mapping[str, int], declared: Collection[str]) -> Traffic:
    """What a flow carries, as far as its facts say, and the transports that its destination declares.

    TCP is assumed where neither says it.
    """
    protocol = flow.facts.get("protocol")
    spoken = str(protocol.value) if protocol is not None else ""
    stated = stated_transports(spoken, declared)
    transport = stated[0] if len(stated) == 1 else "" if stated else "tcp"
    return Traffic(port_of(flow), transport, named, not stated)


def policy_port(entry: Section) -> PortRange:
    """One entry of `ports` of a NetworkPolicy."""
    text = entry.number_or_text("port")
    first = parse_int(text or "0")
    word = _transport(entry)
    transport = word if word in TRANSPORTS else ""  # Cilium has ANY
    if first is None:
        return PortRange(0, 0, text, transport)
    return PortRange(first, entry.integer("endPort") or first or _HIGHEST, "", transport)


def admin_ports(rule: Section) -> tuple[PortRange, ...]:
    """The `ports` (v1alpha1) and `protocols` (v1alpha2) of a rule of an administrator's policy."""
    return (*_numbered(rule), *_by_protocol(rule))


def _numbered(rule: Section) -> Iterator[PortRange]:
    for entry in rule.sections("ports"):
        if "namedPort" in entry:
            yield PortRange(0, 0, entry.text("namedPort"))
        number, span = entry.section("portNumber"), entry.section("portRange")
        if number:
            port = number.integer("port") or 0
            yield PortRange(port, port, "", _transport(number))
        if span:
            yield PortRange(span.integer("start") or 0, span.integer("end") or _HIGHEST, "", _transport(span))


def _by_protocol(rule: Section) -> Iterator[PortRange]:
    for entry in rule.sections("protocols"):
        if "destinationNamedPort" in entry:
            yield PortRange(0, 0, entry.text("destinationNamedPort"))
        for transport in TRANSPORTS:
            if transport in entry.data:  # null or empty: all ports of it
                yield _destination(entry.section(transport).section("destinationPort"), transport)


def _destination(port: Section, transport: str) -> PortRange:
    number, span = port.integer("number"), port.section("range")
    if number is not None:
        return PortRange(number, number, "", transport)
    return PortRange(span.integer("start") or 0, span.integer("end") or _HIGHEST, "", transport)


def _transport(entry: Section) -> str:
    return entry.text("protocol", "TCP").strip().lower()
