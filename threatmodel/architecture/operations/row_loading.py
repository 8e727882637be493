"""Loads the rows that a batch needs, or all rows of a model, into a working copy."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone

from threatmodel.architecture.consistent_reads import model_seq
from threatmodel.architecture.models import Element, Flow, Relation
from threatmodel.architecture.operations.ancestry import (
    NodeRow,
    descendant_keys,
    nodes_of,
    nodes_with_ancestors,
)
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.loaded_graph import Node
from threatmodel.architecture.operations.working_copy import WorkingCopy

# Above this many operations it is cheaper to load the whole model than to name rows one by one.
_LOAD_ALL_FROM: Final = 1_000


@dataclass(frozen=True, slots=True)
class LoadedArchitecture:
    """The whole architecture of a model as it was at `seq`, or a little later.

    Who writes from it must check that the model has not changed: see apply.apply_prepared.
    """

    seq: int
    working_copy: WorkingCopy


def architecture_load(
    *, model_id: uuid.UUID, actor: str = "", newest: int | None = None
) -> LoadedArchitecture:
    """Load every row of a model. Four queries whatever the size. Raises ThreatModel.DoesNotExist.

    The seq is read first: rows that are newer than it make a later check fail, never pass wrongly.
    `newest` is that of the model as the caller has just read it, where they have.
    """
    seq = model_seq(model_id) if newest is None else newest
    return LoadedArchitecture(
        seq, _working_copy(model_id, actor=actor, now=timezone.now(), rows=_all_rows(model_id))
    )


def working_copy_load(*, model_id: uuid.UUID, ops: Sequence[Json], actor: str, now: datetime) -> WorkingCopy:
    """Load the rows that the operations change, and kind and ancestors of the elements they refer to.

    The cost depends on the operations, not on the size of the model.
    """
    if len(ops) > _LOAD_ALL_FROM:
        return _working_copy(model_id, actor=actor, now=now, rows=_all_rows(model_id))
    needed = _RequiredRows.by(ops)
    if needed.is_plain:
        touched = Element.objects.filter(model_id=model_id, uid__in=needed.elements)
        rows = _Rows(list(touched) if needed.elements else [], [], [])
        return _working_copy(model_id, actor=actor, now=now, rows=rows)
    nodes = nodes_with_ancestors(model_id=model_id, uids=needed.uids, containers=needed.containers)
    rows = _needed_rows(model_id, needed, nodes)
    if ends := rows.ends - {node.id for node in nodes}:
        nodes += nodes_of(model_id=model_id, keys=ends)
    working_copy = _working_copy(model_id, actor=actor, now=now, rows=rows, nodes=nodes)
    working_copy.names = {node.uid: node.name for node in nodes}
    if needed.adds:
        working_copy.total = Element.objects.filter(model_id=model_id).count()
    return working_copy


@dataclass(slots=True)
class _RequiredRows:
    """The uids that a list of operations changes and refers to."""

    elements: set[str] = field(default_factory=set)  # changed
    flows: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)  # of relations that change
    deleted: set[str] = field(default_factory=set)  # elements whose children, flows and relations change
    moved: set[str] = field(default_factory=set)  # elements whose parent may change
    turned: set[str] = field(
        default_factory=set
    )  # those that may get another kind, which their flows must fit
    others: set[str] = field(default_factory=set)  # elements that are only referenced
    shifts: bool = False  # descendants move along
    adds: bool = False

    @classmethod
    def by(cls, ops: Iterable[Json]) -> "_RequiredRows":
        """Return what these operations need; each has been validated."""
        needed = cls()
        for op in ops:
            needed._add(op)
        return needed

    @property
    def is_plain(self) -> bool:
        """Whether only elements change, and nothing else is needed, not even their ancestors."""
        more = (self.flows, self.sources, self.deleted, self.moved, self.others)
        return not any(more)

    @property
    def uids(self) -> set[str]:
        """All elements that are needed."""
        return self.elements | self.sources | self.others

    @property
    def containers(self) -> set[str]:
        """The elements whose descendants are needed."""
        return self.deleted | self.moved

    def _add(self, op: Json) -> None:
        if op["on"] == "relation":
            self.sources.add(op["source"])
            self.others.add(op["target"])
        elif op["on"] == "flow":
            self._add_flow(op)
        else:
            self._add_element(op)

    def _add_flow(self, op: Json) -> None:
        self.flows.add(op["uid"])
        props = op.get("props", {})
        self.others.update(props[end] for end in ("source", "destination") if end in props)
        self._add_data_sets(props)

    def _add_element(self, op: Json) -> None:
        self.elements.add(op["uid"])
        props = op.get("props", {})
        if op["op"] == "del":
            self.deleted.add(op["uid"])
        if op["op"] == "shift":
            self.shifts = True
        if op["op"] == "shift" or "parent" in props or "kind" in props:
            self.moved.add(op["uid"])
        if "kind" in props:
            self.adds = True
            self.turned.add(op["uid"])
        if props.get("parent") is not None:
            self.others.add(props["parent"])
        self._add_data_sets(props)

    def _add_data_sets(self, props: Json) -> None:
        fact = (props.get("facts") or {}).get("data_sets")
        names = fact.get("value") if fact else None
        if isinstance(names, list):
            self.others.update(name for name in names if isinstance(name, str) and "\x00" not in name)


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


def _needed_rows(model_id: uuid.UUID, needed: _RequiredRows, nodes: list[NodeRow]) -> _Rows:
    keys = {node.uid: node.id for node in nodes}
    deleted = {keys[uid] for uid in needed.deleted if uid in keys}
    joined = deleted | {keys[uid] for uid in needed.turned if uid in keys}
    inside = {node.id for node in nodes if node.parent_id in deleted}
    if needed.shifts:
        inside |= descendant_keys(nodes, needed.containers)
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


def _working_copy(
    model_id: uuid.UUID, *, actor: str, now: datetime, rows: _Rows, nodes: list[NodeRow] | None = None
) -> WorkingCopy:
    if nodes is None:
        nodes = [NodeRow.of(element) for element in rows.elements]
    uids = {node.id: node.uid for node in nodes}
    flows = {flow.uid: flow for flow in rows.flows if flow.source_id in uids and flow.destination_id in uids}
    return WorkingCopy(
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
