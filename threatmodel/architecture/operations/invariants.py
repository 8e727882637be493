"""Rules that hold after every batch: allowed nesting, existing ends, limits."""

from collections.abc import Iterator

from django.conf import settings

from threatmodel.architecture.operations.batch import Batch
from threatmodel.architecture.operations.loaded_graph import LoadedGraph, RelationKey
from threatmodel.engine.model import CATALOGUE


def violations(graph: LoadedGraph, batch: Batch) -> list[str]:
    """Return the rules that the batch that has just run would break, as messages."""
    return [
        *_reference_problems(graph),
        *_kind_problems(graph, batch),
        *_limit_problems(graph),
        *_data_set_problems(graph, batch),
    ]


def _reference_problems(graph: LoadedGraph) -> Iterator[str]:
    """Yield invalid references of the touched rows: nesting, cycles, dangling ends."""
    touched = graph.element_changes.latest
    for uid in sorted(touched):
        yield from _nesting_problems(graph, uid)
    if "kind" in graph.element_changes.columns:
        for uid, node in graph.nodes.items():
            if node.parent in graph.element_changes.changed and uid not in touched:
                yield from _nesting_problems(graph, uid)
    for uid in sorted(graph.flow_changes.latest):
        yield from _end_problems(graph, uid)
    for key in sorted(graph.relation_changes.latest):
        yield from _relation_problems(graph, key)


def _kind_problems(graph: LoadedGraph, batch: Batch) -> Iterator[str]:
    """Yield flows and relations that do not fit an element whose kind a person changed."""
    if batch.sets_provenance or "kind" not in graph.element_changes.columns:
        return
    turned = graph.element_changes.latest
    for uid, ends in sorted(graph.ends.items()):
        if uid not in graph.flow_changes.latest and not turned.isdisjoint(ends):
            yield from _end_problems(graph, uid)
    for key in sorted(graph.relations):
        if key not in graph.relation_changes.latest and not turned.isdisjoint(key[1:]):
            yield from _relation_problems(graph, key)


def _limit_problems(graph: LoadedGraph) -> Iterator[str]:
    """Yield what makes the model too large or nests it too deeply."""
    touched = graph.element_changes
    most = settings.MAX_MODEL_ELEMENTS
    if not touched.latest.isdisjoint(touched.added):
        size = graph.total + len(touched.added) - len(touched.deleted)
        if size > most:
            yield f"a model has at most {most} elements"
    moved = graph.nodes if "parent" in touched.columns else touched.latest
    deep = [uid for uid in moved if _is_too_deep(graph, uid)]
    if deep:
        yield f"{deep[0]}: nested more than {settings.MAX_MODEL_DEPTH} levels deep"


def _is_too_deep(graph: LoadedGraph, uid: str) -> bool:
    """Whether the element has too many ancestors, and this batch moved or added one of them."""
    latest = graph.element_changes.latest
    above = [uid]
    while (parent := graph.nodes[above[-1]].parent) in graph.nodes:
        if len(above) > 2 * settings.MAX_MODEL_DEPTH:
            break
        above.append(parent)
    return len(above) > settings.MAX_MODEL_DEPTH and not latest.isdisjoint(above)


def _data_set_problems(graph: LoadedGraph, batch: Batch) -> Iterator[str]:
    """Yield the data sets that a person's facts name and that do not exist.

    Only new facts are checked: a data set may be deleted later, and analysis ignores its name.
    """
    if batch.sets_provenance:
        return
    for op in batch.ops:
        fact = op.get("props", {}).get("facts", {}).get("data_sets")
        for name in _texts(fact["value"]) if fact else ():
            node = graph.nodes.get(name)
            if node is None or node.kind != "data-set":
                yield f"{op['uid']}: unknown data set {name}"


def _texts(value: object) -> list[str]:
    """Return the texts of a list; other items are refused by the type of the fact."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _nesting_problems(graph: LoadedGraph, uid: str) -> list[str]:
    node = graph.nodes[uid]
    if node.kind not in CATALOGUE.kinds:
        return [f"{uid}: unknown kind {node.kind!r}"]
    if node.parent is None:
        return []
    parent = graph.nodes.get(node.parent)
    if parent is None:
        return [f"{uid}: its parent {node.parent} does not exist"]
    if not CATALOGUE.may_hold(parent.kind, node.kind):
        return [f"{uid}: a {node.kind} cannot be inside a {parent.kind}"]
    return [f"{uid}: is inside itself"] if _in_cycle(graph, uid) else []


def _in_cycle(graph: LoadedGraph, uid: str) -> bool:
    seen = {uid}
    parent = graph.nodes[uid].parent
    while parent is not None and parent in graph.nodes:
        if parent in seen:
            return True
        seen.add(parent)
        parent = graph.nodes[parent].parent
    return False


def _end_problems(graph: LoadedGraph, uid: str) -> list[str]:
    problems = []
    for end in graph.ends[uid]:
        node = graph.nodes.get(end)
        if node is None:
            problems.append(f"{uid}: {end} does not exist")
        elif node.kind not in CATALOGUE.flow_ends:
            problems.append(f"{uid}: data cannot flow to or from a {node.kind}")
    return problems


def _relation_problems(graph: LoadedGraph, key: RelationKey) -> list[str]:
    relation_type, source, target = key
    known = CATALOGUE.relations.get(relation_type)
    if known is None:
        return [f"unknown relation {relation_type!r}"]
    for uid, kinds in ((source, known.sources), (target, known.targets)):
        node = graph.nodes.get(uid)
        if node is None:
            return [f"{relation_type}: {uid} does not exist"]
        if node.kind not in kinds:
            return [f"{relation_type}: does not join a {node.kind}"]
    return []
