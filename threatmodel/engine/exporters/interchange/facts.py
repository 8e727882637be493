"""Facts of elements and flows, as export formats ask for them."""

from typing import Any

from threatmodel.engine.model import CATALOGUE, Element, Flow


def fact_of(subject: Element | Flow, name: str) -> Any:
    """Return the value of a fact, or None where it is unknown."""
    fact = subject.facts.get(name)
    return None if fact is None else fact.value


def protocol_of(flow: Flow) -> str:
    """Return the protocol of a flow with its port, such as tcp/5432, as far as they are known."""
    protocol, port = fact_of(flow, "protocol"), fact_of(flow, "port")
    return "/".join(str(one) for one in (protocol, port) if one not in (None, ""))


def trust_of(zone: Element) -> str:
    """Return the trust level of a zone as stated, else as its kind suggests; empty without either."""
    kind = CATALOGUE.kinds.get(zone.kind)
    return fact_of(zone, "trust_level") or (kind.trust if kind else "")
