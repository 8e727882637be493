"""The derived fact that what a pipeline makes runs somewhere."""

from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.model import Model


def feeds_production(facts: FactLookup, uid: str) -> Values:
    """Whether it builds or deploys what runs, or pushes to a registry that running images come from."""
    model = facts.model
    built = model.related_uids("builds", uid)
    runs = any(model.kind_of(e) == "workload" or model.related_to_uids("uses_image", e) for e in built)
    pushed = (flow.destination for flow in model.flows_from(uid))
    pulled = any(model.kind_of(target) == "registry" and _feeds(model, target) for target in pushed)
    return {"feeds_production": runs or pulled or bool(model.related_uids("deploys", uid))}


def _feeds(model: Model, registry: str) -> bool:
    images = model.related_to_uids("pulled_from", registry)
    return any(model.related_to_uids("uses_image", image) for image in images)
