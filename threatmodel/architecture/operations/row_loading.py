"""Loads rows of a model into memory: those a batch touches, or all of them with their seq."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone

from threatmodel.architecture.models import Element, Flow, Relation
from threatmodel.architecture.operations.ancestry import Needed, NodeRow, keys_inside, nodes_around, nodes_of
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.working_copy import Node, Overlay
from threatmodel.architecture.selectors import model_seq

# Above this many operations it is cheaper to load the whole model than to name rows one by one.
_LOAD_ALL_FROM: Final = 1_000


@dataclass(frozen=True, slots=True)
class Present:
    """The whole architecture of a model as it was at `seq`, or a little later.

    What is written from it must check that the model has not moved: see operations.apply_prepared.
    """

    seq: int
    overlay: Overlay


def present_load(*, model_id: uuid.UUID, actor: str = "") -> Present:
    """Load every row of a model. Four queries whatever the size. Raises ThreatModel.DoesNotExist.

    The seq is read first: rows that are newer than it make a later check fail, never pass wrongly.
    """
    seq = model_seq(model_id)
    return Present(seq, _overlay(model_id, actor=actor, now=timezone.now(), rows=_all_rows(model_id)))


def overlay_load(*, model_id: uuid.UUID, ops: Sequence[Json], actor: str, now: datetime) -> Overlay:
    """Load what the operations touch in full; of what they refer to, its kind and what it sits in.

    What that costs depends on the operations and not on the model.
    """
    if len(ops) > _LOAD_ALL_FROM:
        return _overlay(model_id, actor=actor, now=now, rows=_all_rows(model_id))
    needed = Needed.by(ops)
    if needed.is_plain:
        touched = Element.objects.filter(model_id=model_id, uid__in=needed.elements)
        rows = _Rows(list(touched) if needed.elements else [], [], [])
        return _overlay(model_id, actor=actor, now=now, rows=rows)
    nodes = nodes_around(model_id=model_id, uids=needed.uids, holding=needed.holding)
    rows = _needed_rows(model_id, needed, nodes)
    if ends := rows.ends - {node.id for node in nodes}:
        nodes += nodes_of(model_id=model_id, keys=ends)
    overlay = _overlay(model_id, actor=actor, now=now, rows=rows, nodes=nodes)
    overlay.names = {node.uid: node.name for node in nodes}
    if needed.adds:
        overlay.total = Element.objects.filter(model_id=model_id).count()
    return overlay


@dataclass(frozen=True, slots=True)
class _Rows:
    elements: list[Element]
    flows: list[Flow]
    relations: list[Relation]

    @property
    def ends(self) -> set[uuid.UUID]:
        """Keys of the elements that flows and relations join."""
        flows = {key for flow in self.flows for key in (flow.source_id, flow.destination_id)}
        return flows | {key for link in self.relations for key in (link.source_id, link.target_id)}


def _all_rows(model_id: uuid.UUID) -> _Rows:
    # Flows before elements: an element deleted in between leaves a flow that is skipped, not a broken one.
    flows = list(Flow.objects.filter(model_id=model_id).order_by("uid"))
    relations = list(Relation.objects.filter(model_id=model_id))
    return _Rows(list(Element.objects.filter(model_id=model_id).order_by("uid")), flows, relations)


def _needed_rows(model_id: uuid.UUID, needed: Needed, nodes: list[NodeRow]) -> _Rows:
    keys = {node.uid: node.id for node in nodes}
    deleted = {keys[uid] for uid in needed.deleted if uid in keys}
    joined = deleted | {keys[uid] for uid in needed.turned if uid in keys}
    inside = {node.id for node in nodes if node.parent_id in deleted}
    if needed.shifts:
        inside |= keys_inside(nodes, needed.holding)
    elements = {keys[uid] for uid in needed.elements if uid in keys} | inside
    sources = {keys[uid] for uid in needed.sources if uid in keys} | joined
    return _Rows(
        list(Element.objects.filter(model_id=model_id, pk__in=elements)) if elements else [],
        _flows(model_id, needed.flows, joined),
        _relations(model_id, sources, joined),
    )


def _flows(model_id: uuid.UUID, uids: set[str], ends: set[uuid.UUID]) -> list[Flow]:
    """Return the flows of these uids, and all at these ends."""
    if not uids and not ends:
        return []
    at_ends = Q(source_id__in=ends) | Q(destination_id__in=ends)
    return list(Flow.objects.filter(Q(uid__in=uids) | at_ends, model_id=model_id))


def _relations(model_id: uuid.UUID, sources: set[uuid.UUID], targets: set[uuid.UUID]) -> list[Relation]:
    """Return the relations from these sources, and to these targets."""
    if not sources:
        return []
    return list(
        Relation.objects.filter(Q(source_id__in=sources) | Q(target_id__in=targets), model_id=model_id)
    )


def _overlay(
    model_id: uuid.UUID, *, actor: str, now: datetime, rows: _Rows, nodes: list[NodeRow] | None = None
) -> Overlay:
    if nodes is None:
        nodes = [NodeRow.of(element) for element in rows.elements]
    uids = {node.id: node.uid for node in nodes}
    flows = {flow.uid: flow for flow in rows.flows if flow.source_id in uids and flow.destination_id in uids}
    return Overlay(
        model_id=model_id,
        now=now,
        actor=actor,
        nodes={
            node.uid: Node(node.id, node.kind, uids.get(node.parent_id) if node.parent_id else None)
            for node in nodes
        },
        elements={element.uid: element for element in rows.elements},
        flows=flows,
        ends={uid: (uids[flow.source_id], uids[flow.destination_id]) for uid, flow in flows.items()},
        relations={
            (link.type, uids[link.source_id], uids[link.target_id]): link
            for link in rows.relations
            if link.source_id in uids and link.target_id in uids
        },
        total=len(rows.elements),
    )
