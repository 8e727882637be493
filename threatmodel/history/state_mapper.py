"""A past state of the architecture as a model of the engine."""

from datetime import date

from django.utils import timezone

from threatmodel.engine.model import Element, Flow, Model, Relation
from threatmodel.engine.model.serialization import facts_from_json, source_from_json
from threatmodel.history.architecture_diff import without_gone
from threatmodel.history.architecture_state import State


def state_model(state: State, *, as_of: date | None = None) -> Model:
    """Return what is there of a past state, as engine_model does of the rows, to be analyzed for a day.

    Without one that is today.
    """
    there = without_gone(state)
    elements = {
        uid: Element(
            uid=uid,
            kind=one["kind"],
            name=one["name"],
            parent=one["parent"],
            facts=facts_from_json(one["facts"]),
            source=source_from_json(one["source"]),
        )
        for uid, one in sorted(there.elements.items())
    }
    flows = {
        uid: Flow(
            uid=uid,
            source=one["source"],
            destination=one["destination"],
            name=one["name"],
            facts=facts_from_json(one["facts"]),
            origin=one["origin"],
            why=one["why"],
            provenance=source_from_json(one["provenance"]),
        )
        for uid, one in sorted(there.flows.items())
        if one["facts"].get("review", {}).get("value") != "rejected"
    }
    relations = [Relation(*key) for key in sorted(there.relations)]
    return Model(elements=elements, relations=relations, flows=flows, as_of=as_of or timezone.localdate())
