"""What every batch must leave true: what may sit in what, ends that exist, limits. Judged when it has run."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings

from threatmodel.architecture.operations.batch import Batch
from threatmodel.engine.model import CATALOGUE

if TYPE_CHECKING:
    from threatmodel.architecture.operations.working_copy import Overlay, RelationKey


def violations(overlay: "Overlay", batch: Batch) -> list[str]:
    """Return what the batch that has just been run would break, in words."""
    return [
        *_reference_problems(overlay),
        *_kind_problems(overlay, batch),
        *_limit_problems(overlay),
        *_data_set_problems(overlay, batch),
    ]


def _reference_problems(overlay: "Overlay") -> Iterator[str]:
    """What the touched rows refer to wrongly: nesting, cycles, dangling ends."""
    touched = overlay.on_elements.noted
    for uid in sorted(touched):
        yield from _nesting_problems(overlay, uid)
    if "kind" in overlay.on_elements.columns:
        for uid, node in overlay.nodes.items():
            if node.parent in overlay.on_elements.changed and uid not in touched:
                yield from _nesting_problems(overlay, uid)
    for uid in sorted(overlay.on_flows.noted):
        yield from _end_problems(overlay, uid)
    for key in sorted(overlay.on_relations.noted):
        yield from _relation_problems(overlay, key)


def _kind_problems(overlay: "Overlay", batch: Batch) -> Iterator[str]:
    """What no longer fits the flows and relations of an element that a person made another kind of thing."""
    if batch.states_provenance or "kind" not in overlay.on_elements.columns:
        return
    turned = overlay.on_elements.noted
    for uid, ends in sorted(overlay.ends.items()):
        if uid not in overlay.on_flows.noted and not turned.isdisjoint(ends):
            yield from _end_problems(overlay, uid)
    for key in sorted(overlay.relations):
        if key not in overlay.on_relations.noted and not turned.isdisjoint(key[1:]):
            yield from _relation_problems(overlay, key)


def _limit_problems(overlay: "Overlay") -> Iterator[str]:
    """What would make the model too large or nest it too deeply."""
    touched = overlay.on_elements
    most = settings.MODEL_ELEMENTS_MOST
    if not touched.noted.isdisjoint(touched.added):
        size = overlay.total + len(touched.added) - len(touched.deleted)
        if size > most:
            yield f"a model has at most {most} elements"
    moved = overlay.nodes if "parent" in touched.columns else touched.noted
    deep = [uid for uid in moved if _is_too_deep(overlay, uid)]
    if deep:
        yield f"{deep[0]}: nested more than {settings.MODEL_DEPTH_MOST} levels deep"


def _is_too_deep(overlay: "Overlay", uid: str) -> bool:
    """Whether too much is around the element, and some of it was put there by this batch."""
    noted = overlay.on_elements.noted
    above = [uid]
    while (parent := overlay.nodes[above[-1]].parent) in overlay.nodes:
        if len(above) > 2 * settings.MODEL_DEPTH_MOST:
            break
        above.append(parent)
    return len(above) > settings.MODEL_DEPTH_MOST and not noted.isdisjoint(above)


def _data_set_problems(overlay: "Overlay", batch: Batch) -> Iterator[str]:
    """The data sets that a person's facts name and that do not exist.

    Only what is written now: a data set may have been deleted since, and analysis passes over its name.
    """
    if batch.states_provenance:
        return
    for op in batch.ops:
        fact = op.get("props", {}).get("facts", {}).get("data_sets")
        for name in _texts(fact["value"]) if fact else ():
            node = overlay.nodes.get(name)
            if node is None or node.kind != "data-set":
                yield f"{op['uid']}: unknown data set {name}"


def _texts(value: object) -> list[str]:
    """Return the texts of a list; what else it holds is refused by its type."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _nesting_problems(overlay: "Overlay", uid: str) -> list[str]:
    node = overlay.nodes[uid]
    if node.kind not in CATALOGUE.kinds:
        return [f"{uid}: unknown kind {node.kind!r}"]
    if node.parent is None:
        return []
    parent = overlay.nodes.get(node.parent)
    if parent is None:
        return [f"{uid}: its parent {node.parent} does not exist"]
    if not CATALOGUE.may_hold(parent.kind, node.kind):
        return [f"{uid}: a {node.kind} cannot be inside a {parent.kind}"]
    return [f"{uid}: is inside itself"] if _in_cycle(overlay, uid) else []


def _in_cycle(overlay: "Overlay", uid: str) -> bool:
    seen = {uid}
    parent = overlay.nodes[uid].parent
    while parent is not None and parent in overlay.nodes:
        if parent in seen:
            return True
        seen.add(parent)
        parent = overlay.nodes[parent].parent
    return False


def _end_problems(overlay: "Overlay", uid: str) -> list[str]:
    problems = []
    for end in overlay.ends[uid]:
        node = overlay.nodes.get(end)
        if node is None:
            problems.append(f"{uid}: {end} does not exist")
        elif node.kind not in CATALOGUE.flow_ends:
            problems.append(f"{uid}: data cannot flow to or from a {node.kind}")
    return problems


def _relation_problems(overlay: "Overlay", key: "RelationKey") -> list[str]:
    relation_type, source, target = key
    known = CATALOGUE.relations.get(relation_type)
    if known is None:
        return [f"unknown relation {relation_type!r}"]
    for uid, kinds in ((source, known.sources), (target, known.targets)):
        node = overlay.nodes.get(uid)
        if node is None:
            return [f"{relation_type}: {uid} does not exist"]
        if node.kind not in kinds:
            return [f"{relation_type}: does not join a {node.kind}"]
    return []
