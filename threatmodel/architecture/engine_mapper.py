"""The rows of a model, or a past state of it, as the engine's graph, for analysis."""

from threatmodel.architecture.models import Element as ElementRow
from threatmodel.architecture.models import Flow as FlowRow
from threatmodel.architecture.operations.working_copy import Overlay
from threatmodel.engine.model import Element, Flow, Model, Relation
from threatmodel.engine.model.serialization import facts_from_json, source_from_json


def engine_model(overlay: Overlay) -> Model:
    """Return what is there of the architecture: what is gone, or hangs on something gone, is left out."""
    live = {uid: row for uid, row in overlay.elements.items() if row.gone_at is None}
    elements = {uid: element_value(row, overlay.nodes[uid].parent) for uid, row in live.items()}
    flows = {
        uid: flow_value(row, *overlay.ends[uid])
        for uid, row in overlay.flows.items()
        if flow_counts(row) and live.keys() >= set(overlay.ends[uid])
    }
    relations = [
        Relation(type_, source, target)
        for type_, source, target in sorted(overlay.relations)
        if source in live and target in live
    ]
    return Model(elements=elements, relations=relations, flows=flows)


def flow_counts(row: FlowRow) -> bool:
    """Whether a flow is there: the files hold it or somebody drew it, and nobody said there is none."""
    return row.gone_at is None and row.facts.get("review", {}).get("value") != "rejected"


def element_value(row: ElementRow, parent: str | None) -> Element:
    """Return what a row says; `parent` is the uid behind its key."""
    return Element(
        uid=row.uid,
        kind=row.kind,
        name=row.name,
        parent=parent,
        facts=facts_from_json(row.facts),
        source=source_from_json(row.source),
    )


def flow_value(row: FlowRow, source: str, destination: str) -> Flow:
    """Return what a row says; the ends are the uids behind its keys."""
    return Flow(
        uid=row.uid,
        source=source,
        destination=destination,
        name=row.name,
        facts=facts_from_json(row.facts),
        origin=row.origin,  # type: ignore[arg-type]  # a constraint of the table
        why=row.why,
        provenance=source_from_json(row.provenance),
    )
