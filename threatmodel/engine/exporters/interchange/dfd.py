"""The model as a data flow diagram: processes, stores, actors and trust boundaries, and who shows what.

Containers are a part of their workload, as people draw it: what is known of them is shown there.
"""

from collections.abc import Mapping
from typing import Final, Literal

from threatmodel.engine.exporters.interchange.ancestors import ancestors_of
from threatmodel.engine.model import CATALOGUE, Element, Flow, Model
from threatmodel.engine.model.struct_base import Record

DfdRole = Literal["process", "store", "actor"]
_DATA_SET: Final = "data-set"
_INTERNET: Final = "internet"


class Dfd(Record, frozen=True):
    """The parts of a data flow diagram by uid, each in the order of uids.

    `zones` are trust boundaries, the outer before the inner; `nodes` all else that is drawn. A trust boundary
    that is the end of a flow is both. `shown_by` leads from any element to the node or zone that shows it.
    """

    zones: Mapping[str, Element]
    nodes: Mapping[str, Element]
    roles: Mapping[str, DfdRole]
    shown_by: Mapping[str, str]
    parts: int
    data_sets: tuple[Element, ...]
    flows: tuple[Flow, ...]
    inner_flows: int

    def node_of(self, uid: str) -> str:
        """Return the uid of the node or zone that shows an element."""
        return self.shown_by.get(uid, uid)


def dfd_of(model: Model, *, with_parts: bool = False) -> Dfd:
    """Return the diagram; `with_parts` draws containers as nodes of their own."""
    drawn = {uid: model.elements[uid] for uid in sorted(model.elements) if _is_drawn(model, uid)}
    parts = {} if with_parts else {uid: part for uid in drawn if (part := _workload_of(model, uid))}
    ends = {parts.get(uid, uid) for flow in model.flows.values() for uid in (flow.source, flow.destination)}
    zones = {uid for uid, one in drawn.items() if _is_zone(model, one)}
    nodes = {uid: one for uid, one in drawn.items() if uid not in parts and (uid not in zones or uid in ends)}
    both = [flow for flow in (model.flows[uid] for uid in sorted(model.flows)) if _has_ends(drawn, flow)]
    seen = [
        one
        for one in both
        if parts.get(one.source, one.source) != parts.get(one.destination, one.destination)
    ]
    outer_first = sorted(zones, key=lambda uid: (len(ancestors_of(model, uid)), uid))
    return Dfd(
        zones={uid: drawn[uid] for uid in outer_first},
        nodes=nodes,
        roles={uid: role_of(one) for uid, one in nodes.items()},
        shown_by=parts,
        parts=len(parts),
        data_sets=tuple([model.elements[uid] for uid in model.of_kind(_DATA_SET)]),
        flows=tuple(seen),
        inner_flows=len(both) - len(seen),
    )


def zone_around(model: Model, dfd: Dfd, uid: str) -> str | None:
    """Return the uid of the innermost zone around an element, or None."""
    return next((place for place in ancestors_of(model, uid) if place in dfd.zones), None)


def without_containers(dfd: Dfd) -> list[tuple[int, str, str]]:
    """Return the counts of what is drawn as its workload, for `losses`."""
    return [
        (
            dfd.parts,
            "1 container is shown as its workload.",
            "{count} containers are shown as their workloads.",
        ),
        (
            dfd.inner_flows,
            "1 flow within a workload is left out.",
            "{count} flows within a workload are left out.",
        ),
    ]


def role_of(element: Element) -> DfdRole:
    """Return what the element is in a data flow diagram; what keeps data for others is a store."""
    roles = CATALOGUE.kinds[element.kind].dfd if element.kind in CATALOGUE.kinds else ()
    purpose = element.facts.get("purpose")
    if "external-entity" in roles:
        return "actor"
    if "data-store" in roles or "credential" in roles:
        return "store"
    stores = element.kind == "workload" and purpose is not None and purpose.value in CATALOGUE.store_purposes
    return "store" if stores else "process"


def _is_drawn(model: Model, uid: str) -> bool:
    kind = CATALOGUE.kinds.get(model.elements[uid].kind)
    return kind is None or kind.drawn


def _is_zone(model: Model, element: Element) -> bool:
    kind = CATALOGUE.kinds.get(element.kind)
    if kind is None or not kind.boundary:
        return False
    return element.kind != _INTERNET or bool(model.children_uids(element.uid))


def _workload_of(model: Model, uid: str) -> str:
    """The workload that a container is a part of, else an empty text."""
    element = model.elements[uid]
    if element.kind not in CATALOGUE.containers or element.parent is None:
        return ""
    return element.parent if model.kind_of(element.parent) == "workload" else ""


def _has_ends(drawn: Mapping[str, Element], flow: Flow) -> bool:
    return flow.source in drawn and flow.destination in drawn
