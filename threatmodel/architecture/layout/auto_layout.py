"""Lays out a whole drawing from the inside out: the contents first, then the zone around them.

In each zone, boxes that flows connect are drawn from left to right (layered_layout.py). These drawings, the
zones inside and unconnected boxes fill a page (page_packing.py), with compact kinds in small rows below.
Boxes that have flows with the zones beside them are placed left and right of all this, and so are zones of
people.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from threatmodel.architecture.layout.boxes import (
    COMPACT_KINDS,
    CONTAINER_KINDS,
    Block,
    column,
    framed,
    leaf_block,
    of_one_width,
    workload_block,
)
from threatmodel.architecture.layout.columns import Flows
from threatmodel.architecture.layout.graphviz_program import DotFailed
from threatmodel.architecture.layout.layered_layout import layered_drawings
from threatmodel.architecture.layout.layout_cost import page_area
from threatmodel.architecture.layout.layout_tree import ROOT, Layout, Link, Part, Tree
from threatmodel.architecture.layout.page_packing import Pieces, page
from threatmodel.architecture.layout.shelf_packing import compact_grid, pack_shelves

MARGIN: Final = 40.0  # of the whole drawing
_MAX_FLOWS: Final = 500  # flows that connect boxes of one zone
_MAX_DENSITY: Final = 1.2  # flows for each box: then Graphviz takes more than seconds


def layout_all(parts: Iterable[Part], links: Iterable[tuple[str, str]]) -> Layout:
    """Return a rectangle for every part.

    Equal input gives equal output. When Graphviz fails, flows are ignored and `problem` says so. Links to
    unknown parts are ignored.
    """
    (block,), problem = blocks(Tree(parts, links), [ROOT])
    rects = block.rects_at(MARGIN, MARGIN)
    return Layout({uid: rect.rounded() for uid, rect in rects.items()}, problem)


def blocks(tree: Tree, uids: Sequence[str]) -> tuple[list[Block], str]:
    """Return a block for each of these parts, and what people should know of it (empty: nothing)."""
    try:
        arrangement = _Arrangement(tree, uids)
        return [arrangement.block(uid) for uid in uids], ""
    except DotFailed as fault:
        arrangement = _Arrangement(Tree(tree.parts.values(), ()), uids)
        problem = f"The architecture is drawn in rows, because {str(fault)[:1].lower()}{str(fault)[1:]}."
        return [arrangement.block(uid) for uid in uids], problem


def box(tree: Tree, uid: str) -> Block:
    """Return a workload with what it holds, or a single thing."""
    inside = tree.children.get(uid, ())
    part = tree.parts[uid]
    if not inside:
        return leaf_block(uid, part.kind, part.name)
    containers = [box(tree, child) for child in inside if tree.parts[child].kind in CONTAINER_KINDS]
    rest = [box(tree, child) for child in inside if tree.parts[child].kind not in CONTAINER_KINDS]
    return workload_block(uid, containers, rest, name=part.name)


@dataclass(frozen=True, slots=True)
class _Zone:
    """What a zone holds, by how it is drawn."""

    connected: Sequence[Sequence[str]]  # boxes that flows connect with each other
    neighbors: Sequence[str]  # boxes and zones of people that flows connect with zones, perhaps by each other
    rest: Sequence[str]  # zones, and boxes that flows connect with nothing here
    compact: Sequence[str]  # of these, what is drawn small, or holds nothing else


class _Arrangement:
    """Blocks of these parts, each with all that it holds."""

    def __init__(self, tree: Tree, uids: Iterable[str]) -> None:
        self.tree = tree
        self.zones = {uid: _zone_of(tree, uid) for uid in self._within(uids) if self._is_zone(uid)}
        across = [link for uid in self.zones for link in tree.links(uid)]
        self.first = set(tree.outside)
        for link in across:
            if link.source in tree.outside:
                self.first.update(self._way(link.target, link.end))
        self.entered = {link.end for link in across if self._is_beside(link.source, link.target)}
        self.left = {link.start for link in across if self._is_beside(link.target, link.source)}
        self.connected = self._connected_drawings()

    def _within(self, uids: Iterable[str]) -> list[str]:
        found = list(uids)
        for uid in found:
            found += self.tree.children.get(uid, ())
        return found

    def _is_zone(self, uid: str) -> bool:
        return uid == ROOT or not self.tree.is_box(uid)

    def _is_beside(self, uid: str, zone: str) -> bool:
        """Whether the part is placed left or right of the zone."""
        return self.tree.is_separate(uid) and not self.tree.is_separate(zone)

    def _way(self, zone: str, uid: str) -> list[str]:
        """Return what one enters on the way from a zone into a part of it, that part as well."""
        path = [uid, *self.tree.ancestors(uid)]
        return path[: path.index(zone)]

    def block(self, uid: str) -> Block:
        """Return a part with all that it holds, or the whole drawing."""
        if not self._is_zone(uid):
            return box(self.tree, uid)
        content = self._content(uid)
        return content if uid == ROOT else framed(uid, content, name=self.tree.parts[uid].name)

    def _connected_drawings(self) -> dict[str, list[Block]]:
        """Return drawings of connected boxes by zone, from one run of Graphviz: its start takes longest."""
        zones = [
            (uid, group, links)
            for uid, zone in self.zones.items()
            for group, links in _with_links(zone.connected, self.tree.links(uid))
        ]
        flows = [self._flows(group, links) for _, group, links in zones]
        found: dict[str, list[Block]] = defaultdict(list)
        for (uid, _, _), drawn in zip(zones, layered_drawings(flows), strict=True):
            found[uid].append(drawn)
        return found

    def _flows(self, group: Sequence[str], links: Iterable[Link]) -> Flows:
        return Flows(
            [box(self.tree, uid) for uid in group],
            _edges(links, group),
            entered=[place for place, uid in enumerate(group) if uid in self.entered],
            left=[place for place, uid in enumerate(group) if uid in self.left],
        )

    def _content(self, uid: str) -> Block:
        """Return what is inside a zone, zones of people left of it unless that needs too large a page."""
        zone = self.zones[uid]
        people = {each for each in zone.neighbors if not self.tree.is_box(each)}
        beside = self._drawn(uid, zone)
        if not people:
            return beside
        near = [each for each in zone.neighbors if each not in people]
        drawn = self._drawn(uid, replace(zone, neighbors=near, rest=[*zone.rest, *sorted(people)]))
        limit = _PEOPLE_LEFT_FACTOR * page_area(drawn.width, drawn.shown)
        return beside if page_area(beside.width, beside.shown) <= limit else drawn

    def _drawn(self, uid: str, zone: _Zone) -> Block:
        blocks = dict(zip(zone.rest, _aligned([self.block(child) for child in zone.rest]), strict=True))
        edges = _edges(self.tree.links(uid), list(blocks))
        first = [place for place, child in enumerate(blocks) if child in self.first]
        main = page(Pieces([*blocks.values(), *self.connected.get(uid, ())], edges, first))
        core = column([part for part in (main, self._compact(zone.compact, main.width)) if part.rects])
        return self._beside(uid, zone.neighbors, core) if zone.neighbors else core

    def _from_outside(self, link: Link) -> Link:
        """Return the link as if people had begun it, who stand on the left whatever is sent to them."""
        outside = self.tree.outside
        if link.target not in outside or link.source in outside:
            return link
        return Link(link.target, link.source, link.end, link.start)

    def _compact(self, uids: Sequence[str], width: float) -> Block:
        """Return rows of what is small, and below them frames that hold nothing else."""
        small = [box(self.tree, uid) for uid in uids if self.tree.is_box(uid)]
        frames = [self.block(uid) for uid in uids if not self.tree.is_box(uid)]
        rows = []
        if small:
            rows.append(compact_grid(small, width=width))
        if frames:
            rows.append(pack_shelves(frames, width=width) if width else page(Pieces(frames)))
        return column(rows)

    def _beside(self, uid: str, neighbors: Sequence[str], core: Block) -> Block:
        """Return the core of a zone between its neighbors, those that flows lead to on the right."""
        keys = {key: place for place, key in enumerate([_CORE, *neighbors])}
        links = [_to_core(self._from_outside(link), keys) for link in self.tree.links(uid)]
        touched: dict[int, list[float]] = defaultdict(list)
        for link in links:
            for end, inside in ((link.source, link.end), (link.target, link.start)):
                if _CORE in (link.source, link.target) and end != _CORE:
                    rect = core.rects[inside]
                    touched[keys[end]].append(rect.y + rect.height / 2)
        blocks = [core, *(self.block(beside) for beside in neighbors)]
        levels = {place: sum(ys) / len(ys) for place, ys in touched.items()}
        return layered_drawings([Flows(blocks, _edges(links, keys), levels=levels)])[0]


def _aligned(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return a few boxes at one width; among many a long name would make all of them too wide."""
    return of_one_width(blocks) if len(blocks) <= _MAX_ALIGNED else blocks


_MAX_ALIGNED: Final = 8  # boxes
_PEOPLE_LEFT_FACTOR: Final = 1.7  # pages larger by this are worth it when people stand on the left
_CORE: Final = ""  # the key of the core of a zone among its neighbors


def _to_core(link: Link, keys: Collection[str]) -> Link:
    source = link.source if link.source in keys else _CORE
    target = link.target if link.target in keys else _CORE
    return Link(source, target, link.start, link.end)


def _edges(links: Iterable[Link], keys: Iterable[str]) -> Counter[tuple[int, int]]:
    places = {key: place for place, key in enumerate(keys)}
    return Counter(
        (places[link.source], places[link.target])
        for link in links
        if link.source in places and link.target in places and link.source != link.target
    )


def _with_links(
    connected: Sequence[Sequence[str]], links: Iterable[Link]
) -> Iterator[tuple[Sequence[str], Sequence[Link]]]:
    """Yield each group with the links that begin there."""
    of_box = {uid: number for number, group in enumerate(connected) for uid in group}
    found: list[list[Link]] = [[] for _ in connected]
    for link in links:
        if link.source in of_box:
            found[of_box[link.source]].append(link)
    return zip(connected, found, strict=True)


def _zone_of(tree: Tree, uid: str) -> _Zone:
    children = tree.children.get(uid, ())
    links = tree.links(uid)
    # All zones but those of people count as one, of which a box is a neighbor or not.
    ends = {(_core_or_self(tree, link.source), _core_or_self(tree, link.target)) for link in links}
    groups = _without_crowded(ends)
    connected = [sorted(group) for group in groups if _CORE not in group and all(map(tree.is_box, group))]
    neighbors = set[str]().union(*groups).difference(*connected, [_CORE])
    drawn = neighbors.union(*connected)
    rest = [child for child in children if child not in drawn]
    linked = {end for link in links for end in (link.source, link.target)}
    small = {child for child in rest if tree.parts[child].kind in COMPACT_KINDS and child not in linked}
    compact = [child for child in rest if child in small]
    return _Zone(connected, sorted(neighbors), [child for child in rest if child not in small], compact)


def _core_or_self(tree: Tree, uid: str) -> str:
    return uid if tree.is_separate(uid) else _CORE


def _without_crowded(links: Collection[tuple[str, str]]) -> list[set[str]]:
    """Return what links connect, but for crowds.

    A crowd has more flows than anybody could follow, or Graphviz could draw in time.
    """
    leaving = Counter(source for source, _ in links)
    groups = [(group, sum(leaving[uid] for uid in group)) for group in _connected(links)]
    return [group for group, inside in groups if inside <= max(_MAX_FLOWS, _MAX_DENSITY * len(group))]


def _connected(links: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Return the sets of what links connect, in whatever direction."""
    near: dict[str, set[str]] = defaultdict(set)
    for a, b in links:
        near[a].add(b)
        near[b].add(a)
    seen: set[str] = set()
    found = []
    for start in sorted(near):
        if start not in seen:
            component, waiting = {start}, [start]
            while waiting:
                fresh = near[waiting.pop()] - component
                component |= fresh
                waiting += fresh
            seen |= component
            found.append(component)
    return found
