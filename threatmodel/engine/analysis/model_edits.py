"""Edits of a model, the resulting model, and the dependencies they invalidate (dependency_tracking.py)."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.analysis.dependency_tracking import (
    AROUND,
    CARRYING,
    CHILDREN,
    ELEMENT,
    EVERYTHING,
    FACT,
    FLOW,
    FLOWS_FROM,
    FLOWS_TO,
    HOLDING,
    KIND,
    KIND_OF,
    NAME,
    PLACE,
    RELATED,
    RELATED_TO,
    Dependency,
)
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, data_sets_of
from threatmodel.engine.model.struct_base import Record

SUBJECT: Final = "subject"  # an element that rules apply to
SUBJECT_FLOW: Final = "flow"  # a flow that rules apply to
ANY: Final = "*"  # everything of an element that is no fact, such as its line


class InvalidEdit(ValueError):
    """The edit names something that the model does not have."""


class FactSet(Record, frozen=True):
    """Set a fact of an element or flow, or remove it (None)."""

    uid: str
    name: str
    fact: Fact | None


class ElementPut(Record, frozen=True):
    """Add an element, or replace the one of its uid."""

    element: Element


class ElementMoved(Record, frozen=True):
    """Put an element inside another one, or inside nothing."""

    uid: str
    parent: str | None


class ElementRenamed(Record, frozen=True):
    """Give an element another name."""

    uid: str
    name: str


class ElementRemoved(Record, frozen=True):
    """Remove an element. Its children, relations and flows stay, without effect."""

    uid: str


class FlowPut(Record, frozen=True):
    """Add a flow, or replace the one of its uid."""

    flow: Flow


class FlowRemoved(Record, frozen=True):
    """Remove a flow."""

    uid: str


class RelationAdded(Record, frozen=True):
    """Add a relation."""

    relation: Relation


class RelationRemoved(Record, frozen=True):
    """Remove a relation."""

    relation: Relation


Edit = (
    FactSet
    | ElementPut
    | ElementMoved
    | ElementRenamed
    | ElementRemoved
    | FlowPut
    | FlowRemoved
    | RelationAdded
    | RelationRemoved
)


class EditBatch:
    """The edits of one batch: the resulting model, and the dependencies they invalidate."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.dependencies: set[Dependency] = set()
        self.subjects: set[Dependency] = set()  # to be evaluated in any case
        self.facts: dict[str, set[str]] = defaultdict(set)  # whose facts differ, if only by their provenance
        self.called: set[str] = set()  # whose display name may differ, such as parts of a renamed workload

    def apply(self, edit: Edit) -> None:
        """Apply one edit to the result of those before."""
        match edit:
            case FactSet(uid, name, fact):
                self._set_fact(uid, name, fact)
            case ElementPut(element):
                self._put_element(element)
            case ElementMoved(uid, parent):
                self._put_element(replace(self._element(uid), parent=parent))
            case ElementRenamed(uid, name):
                self._put_element(replace(self._element(uid), name=name))
            case ElementRemoved(uid):
                self._element(uid)
                self._change_element(uid, self.model.without_element(uid))
            case FlowPut(flow):
                self._change_flow(flow.uid, self.model.with_flow(flow))
            case FlowRemoved(uid):
                self._flow(uid)
                self._change_flow(uid, self.model.without_flow(uid))
            case RelationAdded(relation):
                self._change_relation(relation, self.model.with_relation(relation))
            case RelationRemoved(relation):
                self._change_relation(relation, self.model.without_relation(relation))

    def check(self, uid: str) -> None:
        """Raise InvalidEdit when there is no such element or flow."""
        if uid not in self.model.flows:
            self._element(uid)

    def _set_fact(self, uid: str, name: str, fact: Fact | None) -> None:
        flow = self.model.flows.get(uid)
        subject = flow or self._element(uid)
        facts = {known: value for known, value in subject.facts.items() if known != name}
        if fact is not None:
            facts[name] = fact
        if isinstance(subject, Flow):
            self._change_flow(uid, self.model.with_flow(replace(subject, facts=facts)))
        else:
            self._put_element(replace(subject, facts=facts))

    def _put_element(self, element: Element) -> None:
        self._change_element(element.uid, self.model.with_element(element))

    def _change_element(self, uid: str, after: Model) -> None:
        old, new = self.model.elements.get(uid), after.elements.get(uid)
        self.dependencies |= {(ELEMENT, uid), (EVERYTHING,)}
        self.dependencies |= {(HOLDING, data_set) for data_set in _other_data_sets(old, new)}
        if _naming(old) != _naming(new):
            self.called |= {uid, *after.children_uids(uid)}
        if old is None or new is None or (old.kind, old.parent) != (new.kind, new.parent):
            self._invalidate_place(uid, after, old, new)
        if old is None or new is None:
            self._invalidate_ends(uid)
            facts = (one.facts for one in (old, new) if one is not None)
            self.dependencies |= {(FACT, uid, name) for known in facts for name in known}
        else:
            names = _differing_facts(old.facts, new.facts)
            self.dependencies |= {(FACT, uid, name) for name in names}
            if old.name != new.name:
                self.dependencies.add((NAME, uid))
            self.facts[uid] |= names if old.source == new.source else {*names, ANY}
        self.model = after

    def _invalidate_place(self, uid: str, after: Model, old: Element | None, new: Element | None) -> None:
        inside = self.model.descendants(uid) | after.descendants(uid)
        self.dependencies |= {(PLACE, place) for place in inside}
        for place in inside:
            before, then = _around(self.model, place), _around(after, place)
            self.dependencies |= {(AROUND, place, kind) for kind, _ in before.items() ^ then.items()}
        if old is None or new is None or old.kind != new.kind:
            self.dependencies.add((KIND_OF, uid))
        for element in (old, new):
            if element is not None:
                self.dependencies |= {(CHILDREN, element.parent), (KIND, element.kind)}
        self.subjects.add((SUBJECT, uid))

    def _invalidate_ends(self, uid: str) -> None:
        """An element was added or removed, and with it its relations and flows."""
        for relation in self.model.relations:
            if uid in {relation.source, relation.target}:
                self._invalidate_relation(relation)
        for flow in (*self.model.flows_to(uid), *self.model.flows_from(uid)):
            self.subjects.add((SUBJECT_FLOW, flow.uid))

    def _change_flow(self, uid: str, after: Model) -> None:
        self.dependencies |= {(FLOW, uid), (EVERYTHING,)}
        self.subjects.add((SUBJECT_FLOW, uid))
        old, new = self.model.flows.get(uid), after.flows.get(uid)
        self.dependencies |= {(CARRYING, data_set) for data_set in _other_data_sets(old, new)}
        for flow in (old, new):
            if flow is not None:
                self.dependencies |= {(FLOWS_TO, flow.destination), (FLOWS_FROM, flow.source)}
        self.model = after

    def _change_relation(self, relation: Relation, after: Model) -> None:
        self.dependencies.add((EVERYTHING,))
        self._invalidate_relation(relation)
        self.model = after

    def _invalidate_relation(self, relation: Relation) -> None:
        self.dependencies.add((RELATED, relation.type, relation.source))
        self.dependencies.add((RELATED_TO, relation.type, relation.target))

    def _element(self, uid: str) -> Element:
        element = self.model.elements.get(uid)
        if element is None:
            raise InvalidEdit(f"Element or flow {uid} does not exist.")
        return element

    def _flow(self, uid: str) -> Flow:
        flow = self.model.flows.get(uid)
        if flow is None:
            raise InvalidEdit(f"Flow {uid} does not exist.")
        return flow


def _naming(element: Element | None) -> tuple[str, str, str | None] | None:
    """What the element and its children are called by."""
    return None if element is None else (element.name, element.kind, element.parent)


def _around(model: Model, uid: str) -> dict[str, str]:
    """The nearest element of each kind that an element sits inside."""
    return {model.kind_of(place): place for place in reversed(model.ancestors(uid))}


def _differing_facts(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _other_data_sets(before: Element | Flow | None, after: Element | Flow | None) -> set[str]:
    """The data sets that only one of them names."""
    return {*data_sets_of(before)} ^ {*data_sets_of(after)}
