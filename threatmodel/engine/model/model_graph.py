"""The architecture as one graph: containment, relations and the boundaries a flow crosses.

A model never changes. `with_element`, `without_flow` and so on return another one that shares with it
whatever the edit does not touch: the indexes hold uids, so that an edited fact moves none of them.
"""

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from threatmodel.engine.model.catalogue import CATALOGUE
from threatmodel.engine.model.elements import Element, Flow, Relation
from threatmodel.engine.model.name_validation import name_in

_Index = dict[Any, tuple[str, ...]]

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

    _carrying: _Index
    _children: _Index
    _holding: _Index
    _incoming: _Index
    _into: _Index
    _kinds: _Index
    _out_of: _Index
    _outgoing: _Index

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

    def __getattr__(self, name: str) -> _Index:
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
        return self._present(uid, others) if (others := self._outgoing.get((relation_type, uid))) else ()

    def related_to(self, relation_type: str, uid: str) -> tuple[Element, ...]:
        """Sources of the relations of this type that end at `uid`."""
        return tuple([self.elements[source] for source in self.related_to_uids(relation_type, uid)])

    def related_to_uids(self, relation_type: str, uid: str) -> tuple[str, ...]:
        """Uids of the sources of the relations of this type that end at `uid`."""
        return self._present(uid, self._incoming.get((relation_type, uid), ()))

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
        holding = _reindexed(self._holding, before, element, elements)
        if before is None:
            children = _with(self._children, element.parent, uid)
            kinds = _with(self._kinds, element.kind, uid)
        elif (before.parent, before.kind) != (element.parent, element.kind):
            children = _with(_without(self._children, before.parent, uid), element.parent, uid)
            kinds = _with(_without(self._kinds, before.kind, uid), element.kind, uid)
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
            _children=_without(self._children, before.parent, uid),
            _kinds=_without(self._kinds, before.kind, uid),
            _holding=_unindexed(self._holding, before),
            **_empty_place_caches(),
        )

    def with_flow(self, flow: Flow) -> "Model":
        """Return the model with this flow: added at the end, or in the place of the one of its uid."""
        uid, before = flow.uid, self.flows.get(flow.uid)
        flows = {**self.flows, uid: flow}
        carrying = _reindexed(self._carrying, before, flow, flows)
        if before is None:
            into, out_of = _with(self._into, flow.destination, uid), _with(self._out_of, flow.source, uid)
        elif (before.source, before.destination) != (flow.source, flow.destination):
            into, out_of = _by_destination(flows), _by_source(flows)
        else:
            return self._copy(flows=flows, _carrying=carrying)
        return self._copy(flows=flows, _into=into, _out_of=out_of, _carrying=carrying)

    def without_flow(self, uid: str) -> "Model":
        """Return the model without this flow."""
        before = self.flows[uid]
        return self._copy(
            flows={known: flow for known, flow in self.flows.items() if known != uid},
            _into=_without(self._into, before.destination, uid),
            _out_of=_without(self._out_of, before.source, uid),
            _carrying=_unindexed(self._carrying, before),
        )

    def with_relation(self, relation: Relation) -> "Model":
        """Return the model with this relation at the end."""
        return self._copy(
            relations=(*self.relations, relation),
            _outgoing=_with(self._outgoing, (relation.type, relation.source), relation.target),
            _incoming=_with(self._incoming, (relation.type, relation.target), relation.source),
        )

    def without_relation(self, relation: Relation) -> "Model":
        """Return the model without this relation, however often it was there."""
        return self._copy(
            relations=tuple([known for known in self.relations if known != relation]),
            _outgoing=_without(self._outgoing, (relation.type, relation.source), relation.target),
            _incoming=_without(self._incoming, (relation.type, relation.target), relation.source),
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
        if not others or uid not in elements:
            return ()
        if len(others) == 1:  # nearly always
            return others if others[0] in elements else ()
        return tuple([other for other in others if other in elements])

    def _around(self, uid: str) -> Mapping[str, str]:
        """The nearest element of each kind around this one; what sits in the same place shares them."""
        element = self.elements.get(uid)
        place = element.parent if element else None
        if place is None or uid == place or uid in self.ancestors(place):  # the last of a cycle of parents
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


def _by_parent(elements: Mapping[str, Element]) -> _Index:
    return _index((e.parent, e.uid) for e in elements.values() if e.parent is not None)


def _by_kind(elements: Mapping[str, Element]) -> _Index:
    return _index((e.kind, e.uid) for e in elements.values())


def _by_destination(flows: Mapping[str, Flow]) -> _Index:
    return _index((flow.destination, flow.uid) for flow in flows.values())


def _by_source(flows: Mapping[str, Flow]) -> _Index:
    return _index((flow.source, flow.uid) for flow in flows.values())


def data_sets_of(subject: Element | Flow | None) -> tuple[str, ...]:
    """Uids of the data sets that an element or flow names, each once, in its order."""
    fact = None if subject is None else subject.facts.get("data_sets")
    return () if fact is None or not isinstance(fact.value, list) else tuple(dict.fromkeys(fact.value))


def _by_data_set(subjects: Mapping[str, Element] | Mapping[str, Flow]) -> _Index:
    holding = [one for one in subjects.values() if "data_sets" in one.facts]
    return _index((data_set, one.uid) for one in holding for data_set in data_sets_of(one))


def _reindexed(
    index: _Index,
    before: Element | Flow | None,
    after: Element | Flow,
    subjects: Mapping[str, Element] | Mapping[str, Flow],
) -> _Index:
    """The index by data set when `after` comes in the place of `before`, or at the end of the subjects."""
    if data_sets_of(before) == data_sets_of(after):
        return index
    if before is not None:
        return _by_data_set(subjects)
    for data_set in data_sets_of(after):
        index = _with(index, data_set, after.uid)
    return index


def _unindexed(index: _Index, before: Element | Flow) -> _Index:
    for data_set in data_sets_of(before):
        index = _without(index, data_set, before.uid)
    return index


def _index(pairs: Iterable[tuple[Any, str]]) -> _Index:
    index: dict[Any, Any] = {}
    several: list[Any] = []
    for key, uid in pairs:
        known = index.get(key)
        if known is None:
            index[key] = (uid,)  # and that is all for most keys
        elif type(known) is list:
            known.append(uid)
        else:
            index[key] = [*known, uid]
            several.append(key)
    for key in several:
        index[key] = tuple(sorted(index[key]))
    return index


def _with(index: _Index, key: Any, uid: str) -> _Index:
    if key is None:
        return index
    uids = index.get(key, ())
    place = bisect(uids, uid)
    return {**index, key: (*uids[:place], uid, *uids[place:])}


def _without(index: _Index, key: Any, uid: str) -> _Index:
    """A copy of the index in which the key does not lead to the uid."""
    left = tuple([known for known in index.get(key, ()) if known != uid])
    edited = dict(index)
    edited.pop(key, None)
    if left:
        edited[key] = left
    return edited


_INDEXES: Final[Mapping[str, Callable[[Model], _Index]]] = {
    "_carrying": lambda model: _by_data_set(model.flows),
    "_children": lambda model: _by_parent(model.elements),
    "_holding": lambda model: _by_data_set(model.elements),
    "_incoming": lambda model: _index(((r.type, r.target), r.source) for r in model.relations),
    "_into": lambda model: _by_destination(model.flows),
    "_kinds": lambda model: _by_kind(model.elements),
    "_out_of": lambda model: _by_source(model.flows),
    "_outgoing": lambda model: _index(((r.type, r.source), r.target) for r in model.relations),
}
