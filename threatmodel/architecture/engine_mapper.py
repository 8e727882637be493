"""Maps rows of a model, or a past state of it, to the engine's graph for analysis."""

from django.utils import timezone

from threatmodel.architecture.models import Element as ElementRow
from threatmodel.architecture.models import Flow as FlowRow
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.importers.image_facts import drawn_image_facts
from threatmodel.engine.model import Element, Flow, Model, Relation
from threatmodel.engine.model.serialization import facts_from_json, source_from_json


def engine_model(working_copy: WorkingCopy) -> Model:
    """Return the active part of the architecture, without gone elements and what is attached to them.

    It is to be analyzed for the present day, by which dates among the facts are old or not.
    """
    live = {uid: row for uid, row in working_copy.elements.items() if row.gone_at is None}
    elements = {uid: element_from_row(row, working_copy.nodes[uid].parent) for uid, row in live.items()}
    flows = {
        uid: flow_from_row(row, *working_copy.ends[uid])
        for uid, row in working_copy.flows.items()
        if is_active_flow(row) and live.keys() >= set(working_copy.ends[uid])
    }
    relations = [
        Relation(type_, source, target)
        for type_, source, target in sorted(working_copy.relations)
        if source in live and target in live
    ]
    return Model(elements=elements, relations=relations, flows=flows, as_of=timezone.localdate())


def is_active_flow(row: FlowRow) -> bool:
    """Whether a flow is active: neither gone from the files nor rejected by a person."""
    return row.gone_at is None and row.facts.get("review", {}).get("value") != "rejected"


def element_from_row(row: ElementRow, parent: str | None) -> Element:
    """Map a row; `parent` is the uid of its parent.

    What is known of an image by its name holds for one that is drawn as well, unless something else is said.
    """
    facts = facts_from_json(row.facts)
    if row.kind == "image" and "repository" not in facts:
        facts = {**drawn_image_facts(row.name), **facts}
    return Element(
        uid=row.uid,
        kind=row.kind,
        name=row.name,
        parent=parent,
        facts=facts,
        source=source_from_json(row.source),
    )


def flow_from_row(row: FlowRow, source: str, destination: str) -> Flow:
    """Map a row; `source` and `destination` are the uids of its ends."""
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
