"""The parts to lay out as a tree, with the links between the children of each zone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from threatmodel.architecture.layout.boxes import COMPACT_KINDS, Rect, is_hidden_at_first

_OUTSIDE_KINDS: Final = frozenset({"actor", "internet"})
ROOT: Final = ""  # the key of the drawing itself among zones


@dataclass(frozen=True, slots=True)
class Part:
    """What layout must know of an element."""

    uid: str
    kind: str
    parent: str | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The new places, and what people should know about them (empty: nothing)."""

    rects: Mapping[str, Rect]
    problem: str = ""


@dataclass(frozen=True, order=True, slots=True)
class Link:
    """A flow as the zone sees it that holds both ends: between two of its children."""

    source: str  # the child that is, or holds, where the flow begins
    target: str
    start: str  # the box where it begins
    end: str


class Tree:
    """The parts by parent. Children come in the order in which they are drawn, what is compact last."""

    def __init__(self, parts: Iterable[Part], links: Iterable[tuple[str, str]]) -> None:
        self.parts = {part.uid: part for part in parts}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self.children: dict[str, list[str]] = defaultdict(list)
        for part in sorted(self.parts.values(), key=_order):
            self.children[self.parent(part.uid)].append(part.uid)
        # People, the internet, and zones of mostly these: flows begin with them.
        self.outside = frozenset(uid for uid in self.parts if self._is_outside(uid))
        self._links: dict[str, list[Link]] = defaultdict(list)
        for zone, link in sorted({found for ends in links if (found := self._seen_from(*ends))}):
            self._links[zone].append(link)

    def parent(self, uid: str) -> str:
        """Return what holds the part. Parts that hold each other in a circle lie in the drawing itself."""
        return self.ancestors(uid)[0]

    def ancestors(self, uid: str) -> tuple[str, ...]:
        """Return all that holds the part, nearest first; the last is the drawing."""
        if (known := self._ancestors.get(uid)) is None:
            parent = self.parts[uid].parent
            inside = parent is not None and parent in self.parts and not self._holds_itself(uid)
            known = (parent, *self.ancestors(parent)) if inside and parent is not None else (ROOT,)
            self._ancestors[uid] = known
        return known

    def _holds_itself(self, uid: str) -> bool:
        seen = {uid}
        at = self.parts[uid].parent
        while at is not None and at in self.parts and at not in seen:
            seen.add(at)
            at = self.parts[at].parent
        return at == uid

    def is_box(self, uid: str) -> bool:
        """Whether it is drawn as one box: it holds nothing, or it is a workload."""
        return self.parts[uid].kind == "workload" or not self.children.get(uid)

    def is_separate(self, uid: str) -> bool:
        """Whether it is a box, or a zone of people, who stand beside what they use."""
        return self.is_box(uid) or uid in self.outside

    def _is_outside(self, uid: str) -> bool:
        if self.parts[uid].kind in _OUTSIDE_KINDS:
            return True
        inside = self.children.get(uid, ())
        people = sum(self.parts[child].kind in _OUTSIDE_KINDS for child in inside)
        return 2 * people > len(inside) and not any(self.children.get(child) for child in inside)

    def links(self, zone: str) -> Sequence[Link]:
        """Return the links between two children of the zone, in a fixed order."""
        return self._links.get(zone, ())

    def _seen_from(self, source: str, target: str) -> tuple[str, Link] | None:
        """Return the innermost zone that holds both ends and what it sees, unless one end holds the other."""
        if source not in self.parts or target not in self.parts:
            return None
        start, end = self._way_in(source), self._way_in(target)
        depth = next((n for n, (a, b) in enumerate(zip(start, end, strict=False)) if a != b), 0)
        if not depth:
            return None
        return start[depth - 1], Link(start[depth], end[depth], start[-1], end[-1])

    def _way_in(self, uid: str) -> list[str]:
        """Return the zones from the drawing inwards, and at last the box in which the part is drawn."""
        way = [*reversed(self.ancestors(uid)), uid]
        box = next((n for n, at in enumerate(way) if at != ROOT and self.parts[at].kind == "workload"), None)
        return way if box is None else way[: box + 1]


def _order(part: Part) -> tuple[bool, bool, str, str]:
    return part.kind in COMPACT_KINDS, is_hidden_at_first(part.kind), part.kind, part.uid
