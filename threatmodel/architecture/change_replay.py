"""Brings a model that somebody keeps in memory forward to its rows, by reading what its changes touched.

The log of changes says what was touched; what became of it is read from the rows. So
operations/working_copy.py stays the only place that knows what an operation means, and a model that was
followed equals one that is loaded.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import F, Q

from threatmodel.architecture.engine_mapper import element_value, flow_counts, flow_value
from threatmodel.architecture.models import Change
from threatmodel.architecture.models import Element as ElementRow
from threatmodel.architecture.models import Flow as FlowRow
from threatmodel.architecture.models import Relation as RelationRow
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.selectors import at_one_seq
from threatmodel.engine.analysis.edits import (
    Edit,
    ElementPut,
    ElementRemoved,
    FlowPut,
    FlowRemoved,
    RelationAdded,
    RelationRemoved,
)
from threatmodel.engine.model import Element, Flow, Model, Relation

CHANGES_MOST: Final = 1_000
TOUCHED_MOST: Final = (
    500  # elements, flows and relations; to load and analyse everything costs less beyond it
)


class CannotFollow(Exception):
    """The changes do not lead from the model that is kept to the rows, or there are too many of them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the log of its model something stands: the newest change that it knows, None before any."""

    seq: int
    change: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Step:
    """The edits that lead to the rows as they are at `place`.

    `touched` are the uids of elements and flows whose rows, or what they are called, may differ from before:
    more than have an edit, as somebody may have taken a thing away and brought the same one back.
    """

    place: Place
    edits: tuple[Edit, ...] = ()
    touched: frozenset[str] = frozenset()


def place_of(*, model_id: uuid.UUID, seq: int) -> Place:
    """Return the place of the rows at `seq`."""
    changes = Change.objects.filter(model_id=model_id, seq=seq)
    return Place(seq, changes.values_list("id", flat=True).first())


def follow(*, model_id: uuid.UUID, model: Model, place: Place) -> Step:
    """Return what leads from the model, as it was at `place`, to the rows as they are.

    At most nine queries. Raises CannotFollow, ThreatModel.DoesNotExist.
    """
    if place_of(model_id=model_id, seq=place.seq) != place:
        raise CannotFollow("the log has changed")
    seq, read = at_one_seq(model_id=model_id, read=lambda: _read(model_id, model, place.seq))
    if read is None:
        return Step(place)
    if seq - place.seq != read.changes:
        raise CannotFollow("changes are missing")
    return Step(Place(seq, read.newest), tuple(read.edits()), read.touched())


@dataclass(slots=True)
class _Named:
    """What operations name: elements and flows by uid, relations by the uid of their source."""

    elements: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)  # elements that went, if only for a while
    flows: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)

    def note(self, op: Json) -> None:
        if op["op"] == "shift":
            return  # positions mean nothing to an analysis
        if op["on"] == "relation":
            self.sources.add(op["source"])
        elif op["on"] == "flow":
            self.flows.add(op["uid"])
        else:
            self.elements.add(op["uid"])
            if op["op"] == "del":
                self.deleted.add(op["uid"])

    def check(self) -> None:
        if len(self.elements) + len(self.flows) + len(self.sources) > TOUCHED_MOST:
            raise CannotFollow("too much has changed")


def _read(model_id: uuid.UUID, model: Model, seq: int) -> "_Read | None":
    """Read what the changes after `seq` touched; None when there are none."""
    newer = Change.objects.filter(model_id=model_id, seq__gt=seq).order_by("seq")
    changes = list(newer.values_list("id", "ops")[: CHANGES_MOST + 1])
    if not changes:
        return None
    if len(changes) > CHANGES_MOST:
        raise CannotFollow("there are too many changes")
    named = _Named()
    for _, ops in changes:
        for op in ops:
            named.note(op)
        named.check()
    read = _Read(model_id, model, changes=len(changes), newest=changes[-1][0])
    read.take(named)
    return read


class _Read:
    """The rows that the changes touched, beside the model as it was before them."""

    def __init__(self, model_id: uuid.UUID, model: Model, *, changes: int, newest: uuid.UUID) -> None:
        self.changes = changes
        self.newest = newest
        self._model_id = model_id
        self._before = model
        self._elements: dict[str, Element | None] = {}  # as they are now; None for what is not there
        self._flows: dict[str, Flow | None] = {}
        self._relations: set[Relation] = set()
        self._sources: set[str] = set()  # the ends by which relations were read
        self._targets: set[str] = set()

    def take(self, named: _Named) -> None:
        """Read what is named, and what depends on elements that came or went."""
        self._read_elements(named.elements)
        moved = named.deleted | {uid for uid in named.elements if self._was(uid) != self._is(uid)}
        self._read_elements({child for uid in moved for child in self._before.children_uids(uid)})
        hanging = (
            flow.uid for uid in moved for flow in (*self._before.flows_to(uid), *self._before.flows_from(uid))
        )
        self._read_flows(named.flows.union(hanging), moved)
        self._read_relations(named.sources | moved, moved)

    def edits(self) -> Iterable[Edit]:
        """Yield what differs from the model as it was."""
        yield from self._relation_edits()
        for uid, flow in sorted(self._flows.items()):
            now = flow if flow is not None and self._is(flow.source) and self._is(flow.destination) else None
            if now is not None and now != self._before.flows.get(uid):
                yield FlowPut(now)
            elif now is None and uid in self._before.flows:
                yield FlowRemoved(uid)
        for uid, element in sorted(self._elements.items()):
            if element is not None and element != self._before.elements.get(uid):
                yield ElementPut(element)
            elif element is None and self._was(uid):
                yield ElementRemoved(uid)

    def touched(self) -> frozenset[str]:
        """The uids of what was read, and of flows that are called by an element that has another name now."""
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
        now = {one for one in self._relations if self._is(one.source) and self._is(one.target)}
        yield from (RelationRemoved(one) for one in sorted(before - now, key=_order))
        yield from (RelationAdded(one) for one in sorted(now - before, key=_order))

    def _is_read(self, relation: Relation) -> bool:
        return relation.source in self._sources or relation.target in self._targets

    def _is_renamed(self, uid: str, element: Element | None) -> bool:
        before = self._before.elements.get(uid)
        return before is not None and (element is None or element.name != before.name)

    def _was(self, uid: str) -> bool:
        return uid in self._before.elements

    def _is(self, uid: str) -> bool:
        """Whether the element is there now; one that was not read is as it was."""
        return self._elements[uid] is not None if uid in self._elements else self._was(uid)

    # --- reading -------------------------------------------------------------------------------

    def _read_elements(self, uids: set[str]) -> None:
        wanted = uids - self._elements.keys()
        if not wanted:
            return
        self._elements.update(dict.fromkeys(wanted))
        rows = ElementRow.objects.filter(model_id=self._model_id, uid__in=wanted, gone_at=None)
        for row in rows.annotate(parent_uid=F("parent__uid")):
            self._elements[row.uid] = element_value(row, row.parent_uid)

    def _read_flows(self, uids: set[str], ends: set[str]) -> None:
        if not uids and not ends:
            return
        self._flows.update(dict.fromkeys(uids))
        at_ends = Q(source__uid__in=ends) | Q(destination__uid__in=ends)
        rows = FlowRow.objects.filter(Q(uid__in=uids) | at_ends, model_id=self._model_id, gone_at=None)
        for row in rows.annotate(from_uid=F("source__uid"), to_uid=F("destination__uid")):
            if flow_counts(row):
                self._flows[row.uid] = flow_value(row, row.from_uid, row.to_uid)

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
