"""Random edits, and what must hold of every architecture."""

import random
from collections.abc import Callable
from typing import Any

from tests.live.reference_client import Drawing
from threatmodel.engine.model import CATALOGUE

Json = dict[str, Any]
_KINDS = (
    "boundary",
    "namespace",
    "workload",
    "container",
    "datastore",
    "service-account",
    "external-service",
)
_FACTS = {"workload": "owner", "datastore": "owner", "namespace": "purpose", "flow": "protocol"}


def random_ops(chance: random.Random, drawing: Drawing) -> list[Json]:
    """Return a few operations on what the client sees, most of which make sense."""
    return [_random_op(chance, drawing) for _ in range(chance.choice((1, 1, 1, 2, 3)))]


def _random_op(chance: random.Random, drawing: Drawing) -> Json:
    uid = _some(chance, drawing.elements)
    do: list[Callable[[], Json]] = [
        lambda: _new_element(chance, drawing),
        lambda: _new_element(chance, drawing),
        lambda: _set(uid, x=chance.randrange(100), y=chance.randrange(100)),
        lambda: _set(uid, name=chance.choice("abcde") * 3),
        lambda: _set(uid, parent=chance.choice([None, _some(chance, drawing.elements)])),
        lambda: _stated(chance, drawing, uid),
        lambda: _new_flow(chance, drawing),
        lambda: _set(_some(chance, drawing.flows), on="flow", name=chance.choice("xyz")),
        lambda: _relation(chance, drawing, "set"),
        lambda: _relation(chance, drawing, "del"),
        lambda: {"op": "del", "on": "element", "uid": uid},
        lambda: {"op": "del", "on": "flow", "uid": _some(chance, drawing.flows)},
        lambda: {"op": "shift", "on": "element", "uid": uid, "by": [chance.randrange(-9, 9), 8]},
        lambda: {"op": "shift", "on": "element", "uid": "zone", "by": [1, chance.randrange(-9, 9)]},
    ]
    return chance.choice(do)()


def _some(chance: random.Random, things: dict[str, Json]) -> str:
    return chance.choice(sorted(things)) if things else "nobody"


def _set(uid: str, *, on: str = "element", **props: Any) -> Json:
    return {"op": "set", "on": on, "uid": uid, "props": props}


def _new_element(chance: random.Random, drawing: Drawing) -> Json:
    props: Json = {"kind": chance.choice(_KINDS), "name": "new"}
    if drawing.elements and chance.random() < 0.6:
        props["parent"] = _some(chance, drawing.elements)
    if chance.random() < 0.7:
        props |= {"x": chance.randrange(50), "y": chance.randrange(50), "width": 10, "height": 10}
    uid = f"new:{chance.randrange(10**9)}" if chance.random() < 0.8 else f"e{chance.randrange(4)}"
    return _set(uid, **props)


def _stated(chance: random.Random, drawing: Drawing, uid: str) -> Json:
    kind = drawing.elements.get(uid, {}).get("kind", "")
    fact = {"value": chance.choice("abc")} if chance.random() < 0.7 else None
    return _set(uid, facts={_FACTS.get(kind, "owner"): fact})


def _new_flow(chance: random.Random, drawing: Drawing) -> Json:
    ends = {"source": _some(chance, drawing.elements), "destination": _some(chance, drawing.elements)}
    return _set(f"new:{chance.randrange(10**9)}", on="flow", **ends)


def _relation(chance: random.Random, drawing: Drawing, op: str) -> Json:
    ends = {"source": _some(chance, drawing.elements), "target": _some(chance, drawing.elements)}
    if op == "del" and drawing.relations:
        _, source, target = chance.choice(sorted(drawing.relations))
        ends = {"source": source, "target": target}
    return {"op": op, "on": "relation", "type": "runs_as", **ends}


def assert_sound(drawing: Drawing) -> None:
    """What may sit inside what, no cycles, ends that exist."""
    for uid, element in drawing.elements.items():
        around, seen = element["parent"], {uid}
        if around is not None:
            assert CATALOGUE.may_hold(drawing.elements[around]["kind"], element["kind"])
        while around is not None:
            assert around not in seen, f"{uid} is inside itself"
            seen.add(around)
            around = drawing.elements[around]["parent"]
    for flow in drawing.flows.values():
        for end in ("source", "destination"):
            assert drawing.elements[flow[end]]["kind"] in CATALOGUE.flow_ends


BEGINNING = [
    _set("zone", kind="boundary", x=0, y=0, width=500, height=500),
    _set("ns", kind="namespace", parent="zone", x=10, y=10, width=400, height=400),
    _set("web", kind="workload", parent="ns", x=20, y=20, width=100, height=100),
    _set("web/app", kind="container", parent="web", x=30, y=30, width=50, height=50),
    _set("db", kind="datastore", parent="ns", x=150, y=20, width=100, height=50),
    _set("account", kind="service-account", parent="ns"),
    _set("flow", on="flow", source="web", destination="db"),
    {"op": "set", "on": "relation", "type": "runs_as", "source": "web", "target": "account"},
]
