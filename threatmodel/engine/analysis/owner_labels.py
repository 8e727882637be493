"""Whether a file that could name the owner of a workload does not: teams may record it elsewhere."""

from threatmodel.engine.analysis.fact_lookup import FactLookup


def owner_unlabeled(facts: FactLookup, uid: str) -> bool:
    """Whether an element has no owner only because no label or annotation names one; no person says so."""
    if facts.fact(uid, "owner") != "":
        return False
    return facts.model.elements[uid].facts["owner"].source.origin == "default"
