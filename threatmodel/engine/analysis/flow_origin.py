"""How a flow came into the model, and who stated what of it."""

from threatmodel.engine.model import Flow


def is_drawn(flow: Flow) -> bool:
    """Whether a person drew the flow, here or in another tool; else it was inferred from files."""
    return flow.origin != "inferred"


def encryption_stated(flow: Flow) -> bool:
    """Whether the flow was drawn, or a person stated if it is encrypted; else its encryption was inferred."""
    encrypted = flow.facts.get("encrypted")
    return is_drawn(flow) or (encrypted is not None and encrypted.source.origin == "person")
