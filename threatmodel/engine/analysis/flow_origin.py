"""How a flow came into the model, who stated what of it, and what follows from what was stated."""

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
    if protocol is None or not is_drawn(flow):
        return None
    return CATALOGUE.encrypted_by_protocol.get(str(protocol.value).lower())
