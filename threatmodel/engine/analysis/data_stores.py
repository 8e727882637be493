"""What keeps data for others: stores and queues, by their kind or by the purpose of a workload."""

from typing import Final

from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.model import CATALOGUE

_KINDS: Final = CATALOGUE.stores - {"log-sink"}  # which takes records and hands none out


def is_store(facts: FactLookup, uid: str) -> bool:
    """Whether it keeps data inside the system; an element that is gone during an edit keeps none."""
    kind = facts.model.kind_of(uid)
    return kind in _KINDS or (kind == "workload" and facts.fact(uid, "purpose") in CATALOGUE.store_purposes)


def is_store_or_tool(facts: FactLookup, uid: str) -> bool:
    """Whether what is called keeps data or offers tools to agents, also outside the system."""
    is_storing = is_store(facts, uid) or facts.fact(uid, "purpose") in CATALOGUE.store_purposes
    return is_storing or facts.fact(uid, "ai_role") == "tool-server"
