"""What operators set for the containers that they make: no default of Kubernetes (operators.yaml)."""

from threatmodel.engine.importers.products.operators import POD_KINDS, SET_BY_OPERATORS
from threatmodel.engine.model import Fact


def without_guesses(kind: str, facts: dict[str, Fact]) -> dict[str, Fact]:
    """Return facts of the pods of a kind without the defaults that its operator overrides."""
    entry = POD_KINDS.get(kind)
    if entry is None or not entry.makes_containers:
        return facts
    return {
        name: fact
        for name, fact in facts.items()
        if name not in SET_BY_OPERATORS or fact.source.origin != "default"
    }
