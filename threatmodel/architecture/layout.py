"""Where everything is drawn: Graphviz for what is connected, grids for what is not.

Workloads are boxes of a fixed size that hold their containers. Zones (clusters, namespaces, networks …)
are boxes around boxes. What no flow touches is put on shelves beside the rest of its zone, and
credentials, configuration and images in small rows below, so that a hundred workloads stay readable.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from threatmodel.architecture.dot import Cluster, DotFailed, draw
from threatmodel.architecture.packing import (
    COMPACT_KINDS,
    CONTAINER_KINDS,
    GAP,
    HEADER,
    PADDING,
    Block,
    Rect,
    chips,
    column,
    framed,
    leaf_block,
    shelves,
    workload_block,
)

_ROOT: Final = ""
_MARGIN: Final = 40.0  # of the whole drawing


@dataclass(frozen=True, slots=True)
class Part:
    """What layout must know of an element."""

    uid: str
    kind: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The new places, and what people should know about them (empty: nothing)."""

    rects: Mapping[str, Rect]
    problem: str = ""


def arrange(parts: Iterable[Part], links: Iterable[tuple[str, str]]) -> Layout:
    """Return a place for every part.

    Equal input gives equal output. When Graphviz cannot help, everything is put on shelves and `problem`
    says so. Links that name something else than a part are ignored.
    """
    tree = _Tree(parts, links)
    try:
        block, problem = _Drawn(tree).block(), ""
    except DotFailed as fault:
        block = _shelved(tree, _ROOT)
        problem = f"The architecture is drawn in rows, since {str(fault)[:1].lower()}{str(fault)[1:]}."
    rects = block.rects_at(_MARGIN, _MARGIN)
    return Layout({uid: _rounded(rect) for uid, rect in rects.items() if uid != _ROOT}, problem)


def _rounded(rect: Rect) -> Rect:
    return Rect(round(rect.x), round(rect.y), round(rect.width), round(rect.height))


class _Tree:
    """The parts by parent, and the links between those boxes that Graphviz is to place."""

    def __init__(self, parts: Iterable[Part], links: Iterable[tuple[str, str]]) -> None:
        self.parts = {part.uid: part for part in parts}
        self.children: dict[str, list[str]] = defaultdict(list)
        for part in sorted(
            self.parts.values(), key=lambda part: (part.kind in COMPACT_KINDS, part.kind, part.uid)
        ):
            self.children[self.parent(part.uid)].append(part.uid)
        drawn = {(self.box_of(source), self.box_of(target)) for source, target in links}
        self.links = sorted((a, b) for a, b in drawn if a and b and a != b)
        self.linked = {uid for link in self.links for uid in link}

    def parent(self, uid: str) -> str:
        parent = self.parts[uid].parent
        return parent if parent in self.parts and parent is not None else _ROOT

    def is_box(self, uid: str) -> bool:
        """Graphviz sees it as one box: it holds nothing, or it is a workload."""
        return self.parts[uid].kind == "workload" or not self.children.get(uid)

    def box_of(self, uid: str) -> str | None:
        """Return the box in which something is drawn; of a zone, the first box inside it."""
        if uid not in self.parts:
            return None
        chain = [uid]
        while (parent := self.parent(chain[-1])) != _ROOT and parent not in chain:
            chain.append(parent)
        outermost = next((above for above in reversed(chain) if self.parts[above].kind == "workload"), None)
        if outermost is not None:
            return outermost
        return uid if self.is_box(uid) else self._first_box(uid)

    def _first_box(self, zone: str) -> str | None:
        inside = self.children.get(zone, [])
        return next((self.box_of(uid) for uid in inside), None)


def _box(tree: _Tree, uid: str) -> Block:
    """Return a workload with what it holds, or a single thing."""
    inside = tree.children.get(uid, [])
    if not inside:
        return leaf_block(uid, tree.parts[uid].kind)
    containers = [_box(tree, child) for child in inside if tree.parts[child].kind in CONTAINER_KINDS]
    rest = [_box(tree, child) for child in inside if tree.parts[child].kind not in CONTAINER_KINDS]
    return workload_block(uid, containers, rest)


def _shelved(tree: _Tree, uid: str) -> Block:
    """Return everything inside on shelves, without Graphviz."""
    if uid != _ROOT and tree.is_box(uid):
        return _box(tree, uid)
    content = _tray(tree, tree.children.get(uid, ()), {})
    return content if uid == _ROOT else framed(uid, content)


def _tray(tree: _Tree, uids: Iterable[str], islands: Mapping[str, Block]) -> Block:
    """Return these parts of one zone on shelves, the small ones in rows below."""
    small = [uid for uid in uids if tree.parts[uid].kind in COMPACT_KINDS and tree.is_box(uid)]
    large = [_shelved(tree, uid) for uid in uids if uid not in small]
    rows = [shelves([*islands.values(), *large])] if islands or large else []
    if small:
        rows.append(chips([_box(tree, uid) for uid in small]))
    return column(rows)


class _Drawn:
    """One drawing by Graphviz.

    Connected boxes of one zone that nothing outside is connected to (an island) are drawn by themselves and
    put on the shelves of their zone: side by side instead of one below the other.
    """

    def __init__(self, tree: _Tree) -> None:
        self.tree = tree
        self.names: dict[str, str] = {}  # of a node or cluster in the drawing: uid, or tray of a zone
        self.islands: dict[str, dict[str, Block]] = defaultdict(dict)  # by zone
        self.on_islands: set[str] = set()
        self.blocks: dict[str, Block] = {}

    def block(self) -> Block:
        for component in _components(self.tree.links):
            zones = {self.tree.parent(uid) for uid in component}
            if len(zones) == 1 and len(component) < len(self.tree.linked):
                self._draw_island(zones.pop(), component)
        self.busy = self._busy_zones()
        if _ROOT not in self.busy:
            return self._quiet(_ROOT)
        root = self._cluster(_ROOT, "drawing")
        kept = [link for link in self.tree.links if link[0] not in self.on_islands]
        edges = [(self.names[a], self.names[b]) for a, b in kept]
        drawing = self._read(root, [*edges, *self._tray_edges(kept)])
        # What belongs to no zone (registries, images …) goes below everything, as wide as the rest.
        below = self._tray_of(_ROOT, width=drawing.width)
        return column([drawing, below], gap=2 * GAP) if below.rects else drawing

    def _tray_edges(self, links: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return edges that draw each tray to the right of what its zone holds, where flows end."""
        depths = _depths(links)
        last: dict[str, str] = {}  # by zone, the deepest box at any level inside it
        for uid in sorted(depths, key=lambda uid: (depths[uid], uid)):
            zone = self.tree.parent(uid)
            last[zone] = uid
            while zone != _ROOT:
                zone = self.tree.parent(zone)
                last[zone] = uid
        trays = {zone: self.names[_tray_key(zone)] for zone in last if _tray_key(zone) in self.names}
        return [(self.names[last[zone]], tray) for zone, tray in trays.items()]

    def _draw_island(self, zone: str, component: Collection[str]) -> None:
        names = {uid: f"n{place}" for place, uid in enumerate(sorted(component))}
        blocks = {uid: _box(self.tree, uid) for uid in names}
        root = Cluster("island", {names[uid]: (block.width, block.height) for uid, block in blocks.items()})
        edges = [(names[a], names[b]) for a, b in self.tree.links if a in names]
        drawing = draw(root, edges, padding=PADDING, header=HEADER)
        rects: dict[str, Rect] = {}
        for uid, name in names.items():
            x, y, *_ = drawing.boxes[name]
            rects.update(blocks[uid].rects_at(x, y))
        self.islands[zone][min(component)] = Block(drawing.width, drawing.height, rects)
        self.on_islands.update(component)

    def _busy_zones(self) -> set[str]:
        """Zones that hold, at any depth, a box which Graphviz places."""
        busy: set[str] = set()
        for uid in self.tree.linked - self.on_islands:
            zone = self.tree.parent(uid)
            while zone not in busy:
                busy.add(zone)
                zone = self.tree.parent(zone) if zone != _ROOT else _ROOT
        return busy

    def _quiet(self, uid: str) -> Block:
        """Return a zone, or what it holds, of which Graphviz places nothing but islands."""
        if uid != _ROOT and self.tree.is_box(uid):
            return _box(self.tree, uid)
        content = self._tray_of(uid)
        return content if uid == _ROOT else framed(uid, content)

    def _tray_of(self, zone: str, *, width: float | None = None) -> Block:
        """Return what Graphviz does not place of a zone: islands, what is not connected, small parts."""
        rest = [
            uid
            for uid in self.tree.children.get(zone, ())
            if uid not in self.busy and uid not in self.tree.linked
        ]
        small = [uid for uid in rest if self.tree.parts[uid].kind in COMPACT_KINDS and self.tree.is_box(uid)]
        large = [
            *self.islands.get(zone, {}).values(),
            *(self._quiet(uid) for uid in rest if uid not in small),
        ]
        rows = [shelves(large, width=width)] if large else []
        if small:
            rows.append(chips([_box(self.tree, uid) for uid in small], width=width))
        return column(rows)

    def _cluster(self, zone: str, name: str) -> Cluster:
        cluster = Cluster(name)
        for uid in self.tree.children.get(zone, ()):
            if uid in self.busy:
                inner = f"cluster{len(self.names)}"
                self.names[uid] = inner
                cluster.clusters.append(self._cluster(uid, inner))
            elif uid in self.tree.linked and uid not in self.on_islands:
                self._add_node(cluster, uid, _box(self.tree, uid))
        tray = self._tray_of(zone) if zone != _ROOT else Block(0, 0, {})
        if tray.rects:
            self._add_node(cluster, _tray_key(zone), tray)
        return cluster

    def _add_node(self, cluster: Cluster, key: str, block: Block) -> None:
        name = self.names[key] = f"n{len(self.names)}"
        cluster.nodes[name] = (block.width, block.height)
        self.blocks[key] = block

    def _read(self, root: Cluster, edges: list[tuple[str, str]]) -> Block:
        drawing = draw(root, edges, padding=PADDING, header=HEADER)
        rects: dict[str, Rect] = {}
        for key, name in self.names.items():
            if name not in drawing.boxes:
                raise DotFailed("Graphviz left something out")
            x, y, width, height = drawing.boxes[name]
            if key in self.blocks:
                rects.update(self.blocks[key].rects_at(x, y))
            else:
                rects[key] = Rect(x, y, width, height)
        return Block(drawing.width, drawing.height, rects)


def _tray_key(zone: str) -> str:
    return f"tray of {zone}"


def _depths(links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the longest way to each box from where flows begin; a cycle is cut at its first box."""
    after: dict[str, list[str]] = defaultdict(list)
    waiting: dict[str, int] = {}  # links from boxes whose depth is not known yet
    for a, b in links:
        after[a].append(b)
        waiting.setdefault(a, 0)
        waiting[b] = waiting.get(b, 0) + 1
    depths = dict.fromkeys(sorted(waiting), 0)
    ready = [uid for uid in depths if not waiting[uid]]
    while waiting:
        uid = ready.pop() if ready else min(waiting)
        if waiting.pop(uid, None) is None:
            continue
        for other in after[uid]:
            if other in waiting:
                depths[other] = max(depths[other], depths[uid] + 1)
                waiting[other] -= 1
                if not waiting[other]:
                    ready.append(other)
    return depths


def _components(links: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Return the sets of boxes that links connect, in whatever direction."""
    near: dict[str, list[str]] = defaultdict(list)
    for a, b in links:
        near[a].append(b)
        near[b].append(a)
    seen: set[str] = set()
    found = []
    for start in sorted(near):
        if start not in seen:
            component, waiting = {start}, [start]
            while waiting:
                for other in near[waiting.pop()]:
                    if other not in component:
                        component.add(other)
                        waiting.append(other)
            seen |= component
            found.append(component)
    return found


# --- adding to a drawing that people know ------------------------------------------------------


def extend(parts: Iterable[Part], present: Mapping[str, Rect]) -> Layout:
    """Return places for the parts that have none, and for those that make room for them.

    New parts go below what their parent holds; the parent grows, what was below or right of it moves on.
    Everything else stays where people know it.
    """
    tree = _Tree(parts, ())
    # What lies in a frame without a place is placed anew together with it.
    rects = {
        uid: rect for uid, rect in present.items() if uid in tree.parts and _is_framed(tree, uid, present)
    }
    new = [uid for uid in tree.parts if uid not in rects]
    tops: dict[str, list[str]] = defaultdict(list)
    for uid in new:
        if (parent := tree.parent(uid)) == _ROOT or parent in rects:
            tops[parent].append(uid)
    for parent, uids in tops.items():
        _place_below(tree, rects, parent, uids)
    moved = {uid: _rounded(rect) for uid, rect in rects.items() if present.get(uid) != rect}
    return Layout(moved)


def rearrange(
    parts: Iterable[Part],
    links: Iterable[tuple[str, str]],
    present: Mapping[str, Rect],
    chosen: Collection[str],
) -> Layout:
    """Return new places for the chosen parts and what they hold, about where they are.

    What lies right of them or below moves on, and what they sit in grows; everything else stays.
    """
    tree = _Tree(parts, ())
    links = tuple(links)
    rects = dict(present)
    problem = ""
    tops: dict[str, list[str]] = defaultdict(list)
    for uid in sorted({*chosen} & tree.parts.keys()):
        if not _is_within(tree, uid, chosen):
            tops[tree.parent(uid)].append(uid)
    for parent, uids in tops.items():
        placed = [rects[uid] for uid in uids if uid in rects]
        if not placed:
            _place_below(tree, rects, parent, uids)
            continue
        drawn = arrange(_inside(tree, uids), links)
        problem = problem or drawn.problem
        _put(tree, rects, parent, uids, drawn.rects)
    moved = {uid: _rounded(rect) for uid, rect in rects.items() if present.get(uid) != rect}
    return Layout(moved, problem)


def _is_within(tree: _Tree, uid: str, chosen: Collection[str]) -> bool:
    """Whether something around the part is chosen as well."""
    seen = {uid}
    while (uid := tree.parent(uid)) != _ROOT and uid not in seen:
        if uid in chosen:
            return True
        seen.add(uid)
    return False


def _inside(tree: _Tree, uids: Iterable[str]) -> list[Part]:
    """Return these parts, as if nothing were around them, and all that they hold."""
    found = [Part(uid, tree.parts[uid].kind, None) for uid in uids]
    for part in found:
        found += [tree.parts[child] for child in tree.children.get(part.uid, ())]
    return found


def _put(
    tree: _Tree, rects: dict[str, Rect], parent: str, uids: list[str], drawn: Mapping[str, Rect]
) -> None:
    """Put what was drawn where these parts were, and make room for what is larger than before."""
    before = _around(rects[uid] for uid in uids if uid in rects)
    drawn_at = _around(drawn[uid] for uid in uids)
    dx, dy = before.x - drawn_at.x, before.y - drawn_at.y
    rects.update({uid: rect.moved(dx, dy) for uid, rect in drawn.items()})
    after = drawn_at.moved(dx, dy)
    for other in tree.children.get(parent, ()):
        if other not in uids and other in rects:
            right = max(0.0, after.right - before.right) if rects[other].x >= before.right else 0.0
            down = max(0.0, after.bottom - before.bottom) if rects[other].y >= before.bottom else 0.0
            _shift(tree, rects, other, right, down)
    if parent != _ROOT and parent in rects:
        held = _around(rects[other] for other in tree.children[parent] if other in rects)
        _grow(tree, rects, parent, held.right + PADDING, held.bottom + PADDING)


def _around(rects: Iterable[Rect]) -> Rect:
    """Return the smallest frame around all of these, of which there is at least one."""
    within = list(rects)
    x, y = min(rect.x for rect in within), min(rect.y for rect in within)
    return Rect(x, y, max(rect.right for rect in within) - x, max(rect.bottom for rect in within) - y)


def _is_framed(tree: _Tree, uid: str, present: Mapping[str, Rect]) -> bool:
    parent = tree.parent(uid)
    return parent == _ROOT or (parent in present and _is_framed(tree, parent, present))


def _place_below(tree: _Tree, rects: dict[str, Rect], parent: str, uids: list[str]) -> None:
    held = [rects[uid] for uid in tree.children.get(parent, ()) if uid in rects]
    if parent == _ROOT:
        x = min((rect.x for rect in held), default=_MARGIN)
        y = max((rect.bottom for rect in held), default=_MARGIN - GAP) + GAP
        width = max((rect.right for rect in held), default=0.0) - x
    else:
        frame = rects[parent]
        x = frame.x + PADDING
        y = max((rect.bottom for rect in held), default=frame.y + HEADER - GAP) + GAP
        width = frame.width - 2 * PADDING
    tray = _tray_within(tree, uids, max(width, 600.0 if parent == _ROOT else 0.0))
    rects.update(tray.rects_at(x, y))
    if parent != _ROOT:
        _grow(tree, rects, parent, x + tray.width + PADDING, y + tray.height + PADDING)


def _tray_within(tree: _Tree, uids: list[str], width: float) -> Block:
    return shelves([_shelved(tree, uid) for uid in uids], width=width)


def _grow(tree: _Tree, rects: dict[str, Rect], uid: str, right: float, bottom: float) -> None:
    """Grow a frame to these edges; move on what lay beyond it, and grow what holds it in turn."""
    frame = rects[uid]
    dx, dy = max(0.0, right - frame.right), max(0.0, bottom - frame.bottom)
    if not dx and not dy:
        return
    rects[uid] = Rect(frame.x, frame.y, frame.width + dx, frame.height + dy)
    parent = tree.parent(uid)
    for other in tree.children.get(parent, ()):
        if other != uid and other in rects:
            beyond_x, beyond_y = rects[other].x >= frame.right, rects[other].y >= frame.bottom
            _shift(tree, rects, other, dx if beyond_x else 0.0, dy if beyond_y else 0.0)
    if parent != _ROOT:
        held = [rects[other] for other in tree.children[parent] if other in rects]
        edges = max(rect.right for rect in held), max(rect.bottom for rect in held)
        _grow(tree, rects, parent, edges[0] + PADDING, edges[1] + PADDING)


def _shift(tree: _Tree, rects: dict[str, Rect], uid: str, dx: float, dy: float) -> None:
    if (dx or dy) and uid in rects:
        rects[uid] = rects[uid].moved(dx, dy)
        for child in tree.children.get(uid, ()):
            _shift(tree, rects, child, dx, dy)
