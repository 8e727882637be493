"""The architecture as one graph: containment, relations and the boundaries a flow crosses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from threatmodel.engine.model.catalogue import CATALOGUE
from threatmodel.engine.model.elements import Element, Flow, Relation


class Model:
    """Elements, relations and flows by uid, with the look-ups that analysis needs.

    Build it once and read it: nothing here changes after construction. A parent, relation or flow
    that names an element which does not exist is kept, and ignored by the look-ups.
    """

    __slots__ = (
        "_ancestors",
        "_children",
        "_incoming",
        "_outgoing",
        "_zones",
        "elements",
        "flows",
        "relations",
    )

    def __init__(
        self,
        elements: Mapping[str, Element] | None = None,
        relations: Iterable[Relation] = (),
        flows: Mapping[str, Flow] | None = None,
    ) -> None:
        self.elements: dict[str, Element] = dict(elements or {})
        self.relations: tuple[Relation, ...] = tuple(relations)
        self.flows: dict[str, Flow] = dict(flows or {})
        self._children: dict[str, list[Element]] = defaultdict(list)
        self._outgoing: dict[tuple[str, str], list[Element]] = defaultdict(list)
        self._incoming: dict[tuple[str, str], list[Element]] = defaultdict(list)
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._zones: dict[str, tuple[str, ...]] = {}
        self._index()

    def _index(self) -> None:
        for element in self.elements.values():
            if element.parent is not None:
                self._children[element.parent].append(element)
        for relation in self.relations:
            source, target = self.elements.get(relation.source), self.elements.get(relation.target)
            if source is not None and target is not None:
                self._outgoing[(relation.type, relation.source)].append(target)
                self._incoming[(relation.type, relation.target)].append(source)

    def children(self, uid: str) -> tuple[Element, ...]:
        """Elements that sit directly inside `uid`, in the order they were added."""
        return tuple(self._children.get(uid, ()))

    def related(self, relation_type: str, uid: str) -> tuple[Element, ...]:
        """Targets of the relations of this type that start at `uid`."""
        return tuple(self._outgoing.get((relation_type, uid), ()))

    def related_to(self, relation_type: str, uid: str) -> tuple[Element, ...]:
        """Sources of the relations of this type that end at `uid`."""
        return tuple(self._incoming.get((relation_type, uid), ()))

    def ancestors(self, uid: str) -> tuple[str, ...]:
        """Uids of what `uid` sits inside, nearest first; a cycle of parents ends the walk."""
        known = self._ancestors.get(uid)
        if known is None:
            known = self._ancestors[uid] = self._walk_up(uid)
        return known

    def _walk_up(self, uid: str) -> tuple[str, ...]:
        chain: list[str] = []
        current = self.elements.get(uid)
        while current is not None and current.parent is not None:
            if current.parent in chain or current.parent == uid or current.parent not in self.elements:
                break
            chain.append(current.parent)
            current = self.elements[current.parent]
        return tuple(chain)

    def zone_chain(self, uid: str) -> tuple[str, ...]:
        """Trust boundaries around `uid`, nearest first; a zone that is itself an end counts as its own."""
        known = self._zones.get(uid)
        if known is None:
            chain = (uid, *self.ancestors(uid)) if uid in self.elements else ()
            known = self._zones[uid] = tuple(zone for zone in chain if self._is_boundary(zone))
        return known

    def crosses(self, flow: Flow) -> tuple[str, ...]:
        """Uids of the trust boundaries the flow passes: left, inside out, then entered, outside in."""
        left, entered = self.zone_chain(flow.source), self.zone_chain(flow.destination)
        return (*(z for z in left if z not in entered), *(z for z in reversed(entered) if z not in left))

    def _is_boundary(self, uid: str) -> bool:
        kind = CATALOGUE.kinds.get(self.elements[uid].kind)
        return kind is not None and kind.boundary
