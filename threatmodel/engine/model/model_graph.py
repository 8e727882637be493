"""The architecture as one graph: containment, relations and the boundaries a flow crosses.

A model never changes. `with_element`, `without_flow` and so on return another one that shares with it
whatever the edit does not touch: the indexes hold uids, so that an edited fact moves none of them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from threatmodel.engine.model.catalogue import CATALOGUE
from threatmodel.engine.model.elements import Element, Flow, Relation
from threatmodel.engine.model.graph_indexes import (
    Index,
    by_data_set,
    by_destination,
    by_kind,
    by_parent,
    by_source,
    index_of,
    reindexed,
    unindexed,
    with_uid,
    without_uid,
)
from threatmodel.engine.model.name_validation import name_in

_BOUNDARIES: Final = frozenset(kind.id for kind in CATALOGUE.kinds.values() if kind.boundary)


class Model:
    """Elements, relations and flows by uid, with the look-ups that analysis needs.

    A parent, relation or flow that names an element which does not exist is kept, and ignored by the
    look-ups until the element comes. Every look-up answers in the order of uids, so that nothing depends on
    the order in which files were read or edits were made. `as_of` is the day for which it is analyzed: by it
    the age of a date is known, so it is an input like the facts. Without a day no date is old.
    """

    __slots__ = (
        "_ancestors",
        "_carrying",
        "_children",
        "_holding",
        "_incoming",
        "_inside",
        "_into",
        "_kinds",
        "_out_of",
        "_outgoing",
        "_surroundings",
        "_zones",
        "as_of",
        "elements",
        "flows",
        "relations",
    )

    _carrying: Index
    _children: Index
    _holding: Index
    _incoming: Index
    _into: Index
    _kinds: Index
    _out_of: Index
    _outgoing: Index

    def __init__(
        self,
        elements: Mapping[str, Element] | None = None,
        relations: Iterable[Relation] = (),
        flows: Mapping[str, Flow] | None = None,
        *,
        as_of: date | None = None,
    ) -> None:
        self.as_of = as_of
        self.elements: Mapping[str, Element] = dict(elements or {})
        self.relations: tuple[Relation, ...] = tuple(relations)
        self.flows: Mapping[str, Flow] = dict(flows or {})
        # Computed on first use, as the indexes are. Versions with equal parents and kinds share them.
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._surroundings: dict[str, Mapping[str, str]] = {}
        self._inside: dict[str, Mapping[str, str]] = {}  # what surrounds all that sits directly inside
        self._zones: dict[str, tuple[str, ...]] = {}

    def __getattr__(self, name: str) -> Index:
        """Build an index on first use: iterating over the elements needs none."""
        made = _INDEXES.get(name)
        if made is None:
            raise AttributeError(name)
        index = made(self)
        setattr(self, name, index)
        return index

    # --- look-ups ---------------------------------------------------------------------------------

    def children(self, uid: str) -> tuple[Element, ...]:
        """Elements that sit directly inside `uid`."""
        return tuple([self.elements[child] for child in self.children_uids(uid)])

    def children_uids(self, uid: str) -> tuple[str, ...]:
        """Uids of the elements that sit directly inside `uid`."""
        return self._children.get(uid, ())

    def kind_of(self, uid: str) -> str:
        """The kind of an element, or an empty string when there is none of that uid."""
        element = self.elements.get(uid)
        return element.kind if element else ""

    def called(self, uid: str) -> str:
        """What an element is called by itself: a part of a workload with the name of that, shop/server."""
        element = self.elements[uid]
        parent = self.elements.get(element.parent) if element.parent is not None else None
        return name_in(parent.name, parent.kind, element.name) if parent is not None else element.name

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Uids of the elements of a kind."""
        return self._kinds.get(kind, ())

    def related(self, relation_type: str, uid: str) -> tuple[Element, ...]:
        """Targets of the relations of this type that start at `uid`."""
        return tuple([self.elements[target] for target in self.related_uids(relation_type, uid)])

    def related_uids(self, relation_type: str, uid: str) -> tuple[str, ...]:
        """Uids of the targets of the relations of this type that start at `uid`."""
        others = self._outgoing.get((relation_type, uid))
        return self._present(uid, others) if others else ()

    def related_to(self, relation_type: str, uid: str) -> tuple[Element, ...]:
        """Sources of the relations of this type that end at `uid`."""
        return tuple([self.elements[source] for source in self.related_to_uids(relation_type, uid)])

    def related_to_uids(self, relation_type: str, uid: str) -> tuple[str, ...]:
        """Uids of the sources of the relations of this type that end at `uid`."""
        others = self._incoming.get((relation_type, uid))
        return self._present(uid, others) if others else ()

    def flows_to(self, uid: str) -> tuple[Flow, ...]:
        """Flows that end at `uid`."""
        return tuple([self.flows[flow] for flow in self._into.get(uid, ())])

    def flows_from(self, uid: str) -> tuple[Flow, ...]:
        """Flows that start at `uid`."""
        return tuple([self.flows[flow] for flow in self._out_of.get(uid, ())])

    def holding_uids(self, data_set: str) -> tuple[str, ...]:
        """Uids of the elements that name this data set."""
        return self._holding.get(data_set, ())

    def carrying_uids(self, data_set: str) -> tuple[str, ...]:
        """Uids of the flows that name this data set."""
        return self._carrying.get(data_set, ())

    def ancestors(self, uid: str) -> tuple[str, ...]:
        """Uids of what `uid` sits inside, nearest first; a cycle of parents ends the walk."""
        known = self._ancestors.get(uid)
        if known is None:
            known = self._ancestors[uid] = self._walk_up(uid)
        return known

    def enclosing(self, uid: str, kind: str) -> str | None:
        """Uid of the nearest element of this kind that `uid` sits inside, or None."""
        known = self._surroundings.get(uid)
        if known is None:
            known = self._surroundings[uid] = self._around(uid)
        return known.get(kind)

    def enclosing_each(self, uid: str, kinds: Iterable[str]) -> list[str | None]:
        """The same for several kinds, in their order."""
        known = self._surroundings.get(uid)
        if known is None:
            known = self._surroundings[uid] = self._around(uid)
        return [known.get(kind) for kind in kinds]

    def is_within(self, uid: str, kind: str) -> bool:
        """Whether `uid` is of this kind or sits inside something that is."""
        element = self.elements.get(uid)
        return element is not None and (element.kind == kind or self.enclosing(uid, kind) is not None)

    def descendants(self, uid: str) -> set[str]:
        """Uids of everything inside `uid`, however deep, and `uid` itself."""
        found, waiting = {uid}, [uid]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found

    def zone_chain(self, uid: str) -> tuple[str, ...]:
        """Trust boundaries around `uid`, nearest first; a zone that is itself an end counts as its own."""
        known = self._zones.get(uid)
        if known is None:
            chain = (uid, *self.ancestors(uid)) if uid in self.elements else ()
            known = tuple([zone for zone in chain if self.elements[zone].kind in _BOUNDARIES])
            self._zones[uid] = known
        return known

    def crosses(self, flow: Flow) -> tuple[str, ...]:
        """Uids of the trust boundaries the flow passes: left, inside out, then entered, outside in."""
        left, entered = self.zone_chain(flow.source), self.zone_chain(flow.destination)
        return (*(z for z in left if z not in entered), *(z for z in reversed(entered) if z not in left))

    # --- the same with one edit -------------------------------------------------------------------

    def on_day(self, day: date) -> "Model":
        """Return the model to be analyzed for this day."""
        return self._copy(as_of=day)

    def with_element(self, element: Element) -> "Model":
        """Return the model with this element: added at the end, or in the place of the one of its uid."""
        uid, before = element.uid, self.elements.get(element.uid)
        elements = {**self.elements, uid: element}
        holding = reindexed(self._holding, before, element, elements)
        if before is None:
            children = with_uid(self._children, element.parent, uid)
            kinds = with_uid(self._kinds, element.kind, uid)
        elif (before.parent, before.kind) != (element.parent, element.kind):
            children = with_uid(without_uid(self._children, before.parent, uid), element.parent, uid)
            kinds = with_uid(without_uid(self._kinds, before.kind, uid), element.kind, uid)
        else:
            return self._copy(elements=elements, _holding=holding)
        return self._copy(
            elements=elements, _children=children, _kinds=kinds, _holding=holding, **_empty_place_caches()
        )

    def without_element(self, uid: str) -> "Model":
        """Return the model without this element; what names it stays and is ignored."""
        before = self.elements[uid]
        return self._copy(
            elements={known: element for known, element in self.elements.items() if known != uid},
            _children=without_uid(self._children, before.parent, uid),
            _kinds=without_uid(self._kinds, before.kind, uid),
            _holding=unindexed(self._holding, before),
            **_empty_place_caches(),
        )

    def with_flow(self, flow: Flow) -> "Model":
        """Return the model with this flow: added at the end, or in the place of the one of its uid."""
        uid, before = flow.uid, self.flows.get(flow.uid)
        flows = {**self.flows, uid: flow}
        carrying = reindexed(self._carrying, before, flow, flows)
        if before is None:
            into = with_uid(self._into, flow.destination, uid)
            out_of = with_uid(self._out_of, flow.source, uid)
        elif (before.source, before.destination) != (flow.source, flow.destination):
            into, out_of = by_destination(flows), by_source(flows)
        else:
            return self._copy(flows=flows, _carrying=carrying)
        return self._copy(flows=flows, _into=into, _out_of=out_of, _carrying=carrying)

    def without_flow(self, uid: str) -> "Model":
        """Return the model without this flow."""
        before = self.flows[uid]
        return self._copy(
            flows={known: flow for known, flow in self.flows.items() if known != uid},
            _into=without_uid(self._into, before.destination, uid),
            _out_of=without_uid(self._out_of, before.source, uid),
            _carrying=unindexed(self._carrying, before),
        )

    def with_relation(self, relation: Relation) -> "Model":
        """Return the model with this relation at the end."""
        return self._copy(
            relations=(*self.relations, relation),
            _outgoing=with_uid(self._outgoing, (relation.type, relation.source), relation.target),
            _incoming=with_uid(self._incoming, (relation.type, relation.target), relation.source),
        )

    def without_relation(self, relation: Relation) -> "Model":
        """Return the model without this relation, however often it was there."""
        return self._copy(
            relations=tuple([known for known in self.relations if known != relation]),
            _outgoing=without_uid(self._outgoing, (relation.type, relation.source), relation.target),
            _incoming=without_uid(self._incoming, (relation.type, relation.target), relation.source),
        )

    # --- inside -----------------------------------------------------------------------------------

    def _copy(self, **changes: Any) -> "Model":
        """Another model that shares everything with this one but the named parts."""
        other = Model.__new__(Model)
        for name in Model.__slots__:
            setattr(other, name, changes[name] if name in changes else getattr(self, name))
        return other

    def _present(self, uid: str, others: tuple[str, ...]) -> tuple[str, ...]:
        """The other ends that exist; none when `uid` itself does not."""
        elements = self.elements
        if uid not in elements:
            return ()
        if len(others) == 1:  # nearly always
            return others if others[0] in elements else ()
        return tuple([other for other in others if other in elements])

    def _around(self, uid: str) -> Mapping[str, str]:
        """The nearest element of each kind around this one; what sits in the same place shares them."""
        element = self.elements.get(uid)
        place = element.parent if element else None
        # Only what has something inside can be the last of a cycle of parents.
        if place is None or (uid in self._children and (uid == place or uid in self.ancestors(place))):
            return self._by_kind_of(self.ancestors(uid))
        known = self._inside.get(place)
        if known is None:
            known = self._inside[place] = self._by_kind_of(self.ancestors(uid))
        return known

    def _by_kind_of(self, places: tuple[str, ...]) -> dict[str, str]:
        return {self.elements[place].kind: place for place in reversed(places)}

    def _walk_up(self, uid: str) -> tuple[str, ...]:
        chain: list[str] = []
        elements = self.elements
        current = elements.get(uid)
        while current is not None and (parent := current.parent) is not None:
            if parent in chain or parent == uid or parent not in elements:
                break
            chain.append(parent)
            current = elements[parent]
        return tuple(chain)


def _empty_place_caches() -> dict[str, Any]:
    """Empty caches of what depends on parents and kinds."""
    return {"_ancestors": {}, "_inside": {}, "_surroundings": {}, "_zones": {}}


_INDEXES: Final[Mapping[str, Callable[[Model], Index]]] = {
    "_carrying": lambda model: by_data_set(model.flows),
    "_children": lambda model: by_parent(model.elements),
    "_holding": lambda model: by_data_set(model.elements),
    "_incoming": lambda model: index_of(((r.type, r.target), r.source) for r in model.relations),
    "_into": lambda model: by_destination(model.flows),
    "_kinds": lambda model: by_kind(model.elements),
    "_out_of": lambda model: by_source(model.flows),
    "_outgoing": lambda model: index_of(((r.type, r.source), r.target) for r in model.relations),
}
