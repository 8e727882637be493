"""How a flow came into the model, who stated what of it, and what follows from what was stated."""

from collections.abc import Mapping
from typing import Any

from threatmodel.engine.model import CATALOGUE, Flow


def is_drawn(flow: Flow) -> bool:
    """Whether a person drew the flow, here or in another tool; else it was inferred from files."""
    return flow.origin != "inferred"


def encryption_stated(flow: Flow) -> bool:
    """Whether the flow was drawn, or a person stated if it is encrypted; else its encryption was inferred."""
    encrypted = flow.facts.get("encrypted")
    return is_drawn(flow) or (encrypted is not None and encrypted.source.origin == "person")


def is_encrypted(flow: Flow) -> bool | None:
    """Whether it is encrypted: as was stated, else by the protocol of a drawn flow; None when unknown."""
    stated = flow.facts.get("encrypted")
    if stated is not None:
        return stated.value is True
    protocol = flow.facts.get("protocol")
    return None if protocol is None else _by_protocol(protocol.value, flow.origin)


def is_stored_encrypted(facts: Mapping[str, Mapping[str, Any]], origin: str) -> bool | None:
    """Return what `is_encrypted` says of a flow with these facts by name, as the database keeps them."""
    if "encrypted" in facts:
        return facts["encrypted"]["value"] is True
    return _by_protocol(facts["protocol"]["value"], origin) if "protocol" in facts else None


def _by_protocol(protocol: object, origin: str) -> bool | None:
    if origin == "inferred":
        return None
    return CATALOGUE.encrypted_by_protocol.get(str(protocol).lower())
