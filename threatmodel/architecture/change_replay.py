"""Brings a model in memory up to date with its rows, by reading only the rows that changed since.

The log of changes names the changed objects; their values are read from the rows. So only
operations/working_copy.py interprets operations, and an updated model equals one loaded from the database.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import F, Q

from threatmodel.architecture.consistent_reads import read_at_one_revision
from threatmodel.architecture.engine_mapper import element_from_row, flow_from_row, is_active_flow
from threatmodel.architecture.models import Change
from threatmodel.architecture.models import Element as ElementRow
from threatmodel.architecture.models import Flow as FlowRow
from threatmodel.architecture.models import Relation as RelationRow
from threatmodel.architecture.operations.batch import Json
from threatmodel.engine.analysis.model_edits import (
    Edit,
    ElementPut,
    ElementRemoved,
    FlowPut,
    FlowRemoved,
    RelationAdded,
    RelationRemoved,
)
from threatmodel.engine.model import Element, Flow, Model, Relation

MAX_CHANGES: Final = 1_000
MAX_TOUCHED: Final = (
    500  # elements, flows and relations; beyond it, loading and analyzing everything costs less
)


class CannotReplay(Exception):
    """The log does not connect the model in memory with the rows, or has too many changes."""


@dataclass(frozen=True, slots=True)
class LogPosition:
    """A position in the log of a model: the newest change included, None before the first."""

    seq: int
    change: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Replay:
    """The edits that bring a model to the rows as they are at `position`.

    `touched` are the uids of elements and flows whose rows or names may differ. They are more than those with
    an edit: an object may have been deleted and restored.
    """

    position: LogPosition
    edits: tuple[Edit, ...] = ()
    touched: frozenset[str] = frozenset()


def log_position(*, model_id: uuid.UUID, seq: int) -> LogPosition:
    """Return the position of the rows at `seq`."""
    changes = Change.objects.filter(model_id=model_id, seq=seq)
    return LogPosition(seq, changes.values_list("id", flat=True).first())


def replay_changes(*, model_id: uuid.UUID, model: Model, position: LogPosition) -> Replay:
    """Return the edits from the model, as it was at `position`, to the present rows.

    At most nine queries. Raises CannotReplay, ThreatModel.DoesNotExist.
    """
    if log_position(model_id=model_id, seq=position.seq) != position:
        raise CannotReplay("the log was replaced")
    seq, read = read_at_one_revision(model_id=model_id, read=lambda: _read(model_id, model, position.seq))
    if read is None:
        return Replay(position)
    if seq - position.seq != read.changes:
        raise CannotReplay("changes are missing")
    return Replay(LogPosition(seq, read.newest), tuple(read.edits()), read.touched())


@dataclass(slots=True)
class _References:
    """The uids in operations: of elements and flows, and of relations that of their source."""

    elements: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)  # elements that were deleted, possibly restored since
    flows: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)

    def add(self, op: Json) -> None:
        if op["op"] == "shift":
            return  # an analysis ignores positions
        if op["on"] == "relation":
            self.sources.add(op["source"])
        elif op["on"] == "flow":
            self.flows.add(op["uid"])
        else:
            self.elements.add(op["uid"])
            if op["op"] == "del":
                self.deleted.add(op["uid"])

    def check(self) -> None:
        if len(self.elements) + len(self.flows) + len(self.sources) > MAX_TOUCHED:
            raise CannotReplay("too much has changed")


def _read(model_id: uuid.UUID, model: Model, seq: int) -> "_ChangedRows | None":
    """Read the rows that the changes after `seq` name; None when there are none."""
    newer = Change.objects.filter(model_id=model_id, seq__gt=seq).order_by("seq")
    changes = list(newer.values_list("id", "ops")[: MAX_CHANGES + 1])
    if not changes:
        return None
    if len(changes) > MAX_CHANGES:
        raise CannotReplay("there are too many changes")
    named = _References()
    for _, ops in changes:
        for op in ops:
            named.add(op)
        named.check()
    read = _ChangedRows(model_id, model, changes=len(changes), newest=changes[-1][0])
    read.take(named)
    return read


class _ChangedRows:
    """The rows that the changes name, beside the model before the changes."""

    def __init__(self, model_id: uuid.UUID, model: Model, *, changes: int, newest: uuid.UUID) -> None:
        self.changes = changes
        self.newest = newest
        self._model_id = model_id
        self._before = model
        self._elements: dict[str, Element | None] = {}  # as they are now; None for deleted ones
        self._flows: dict[str, Flow | None] = {}
        self._relations: set[Relation] = set()
        self._sources: set[str] = set()  # the ends by which relations were read
        self._targets: set[str] = set()

    def take(self, named: _References) -> None:
        """Read the named rows, and those that depend on added or deleted elements."""
        self._read_elements(named.elements)
        moved = named.deleted | {uid for uid in named.elements if self._existed(uid) != self._exists(uid)}
        self._read_elements({child for uid in moved for child in self._before.children_uids(uid)})
        attached = (
            flow.uid for uid in moved for flow in (*self._before.flows_to(uid), *self._before.flows_from(uid))
        )
        self._read_flows(named.flows.union(attached), moved)
        self._read_relations(named.sources | moved, moved)

    def edits(self) -> Iterable[Edit]:
        """Yield the edits that lead from the model before to the present rows."""
        yield from self._relation_edits()
        for uid, flow in sorted(self._flows.items()):
            now = (
                flow
                if flow is not None and self._exists(flow.source) and self._exists(flow.destination)
                else None
            )
            if now is not None and now != self._before.flows.get(uid):
                yield FlowPut(now)
            elif now is None and uid in self._before.flows:
                yield FlowRemoved(uid)
        for uid, element in sorted(self._elements.items()):
            if element is not None and element != self._before.elements.get(uid):
                yield ElementPut(element)
            elif element is None and self._existed(uid):
                yield ElementRemoved(uid)

    def touched(self) -> frozenset[str]:
        """Return the uids of the rows read, and of flows whose name contains a renamed element."""
        renamed = [uid for uid, element in self._elements.items() if self._is_renamed(uid, element)]
        called = (
            flow.uid
            for uid in renamed
            for flow in (*self._before.flows_to(uid), *self._before.flows_from(uid))
        )
        return frozenset({*self._elements, *self._flows, *called})

    def _relation_edits(self) -> Iterable[Edit]:
        if not self._sources:
            return
        before = {one for one in self._before.relations if self._is_read(one)}
        now = {one for one in self._relations if self._exists(one.source) and self._exists(one.target)}
        yield from (RelationRemoved(one) for one in sorted(before - now, key=_order))
        yield from (RelationAdded(one) for one in sorted(now - before, key=_order))

    def _is_read(self, relation: Relation) -> bool:
        return relation.source in self._sources or relation.target in self._targets

    def _is_renamed(self, uid: str, element: Element | None) -> bool:
        before = self._before.elements.get(uid)
        return before is not None and (element is None or element.name != before.name)

    def _existed(self, uid: str) -> bool:
        return uid in self._before.elements

    def _exists(self, uid: str) -> bool:
        """Whether the element exists now; one that was not read is unchanged."""
        return self._elements[uid] is not None if uid in self._elements else self._existed(uid)

    # --- reading -------------------------------------------------------------------------------

    def _read_elements(self, uids: set[str]) -> None:
        wanted = uids - self._elements.keys()
        if not wanted:
            return
        self._elements.update(dict.fromkeys(wanted))
        rows = ElementRow.objects.filter(model_id=self._model_id, uid__in=wanted, gone_at=None)
        for row in rows.annotate(parent_uid=F("parent__uid")):
            self._elements[row.uid] = element_from_row(row, row.parent_uid)

    def _read_flows(self, uids: set[str], ends: set[str]) -> None:
        if not uids and not ends:
            return
        self._flows.update(dict.fromkeys(uids))
        at_ends = Q(source__uid__in=ends) | Q(destination__uid__in=ends)
        rows = FlowRow.objects.filter(Q(uid__in=uids) | at_ends, model_id=self._model_id, gone_at=None)
        for row in rows.annotate(from_uid=F("source__uid"), to_uid=F("destination__uid")):
            if is_active_flow(row):
                self._flows[row.uid] = flow_from_row(row, row.from_uid, row.to_uid)

    def _read_relations(self, sources: set[str], targets: set[str]) -> None:
        if not sources:
            return
        self._sources, self._targets = sources, targets
        at_ends = Q(source__uid__in=sources) | Q(target__uid__in=targets)
        rows = RelationRow.objects.filter(at_ends, model_id=self._model_id)
        for type_, source, target in rows.values_list("type", "source__uid", "target__uid"):
            self._relations.add(Relation(type_, source, target))


def _order(relation: Relation) -> tuple[str, str, str]:
    return relation.type, relation.source, relation.target
