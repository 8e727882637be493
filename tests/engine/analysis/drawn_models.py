"""Small models that somebody drew, and the facts that follow from them."""

from typing import Any

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source

DRAWN = Source("person")


def element(uid: str, kind: str = "workload", parent: str | None = None, **facts: Any) -> Element:
    return Element(uid, kind, uid, parent, {name: Fact(value, DRAWN) for name, value in facts.items()}, DRAWN)


def flow(source: str, destination: str, **facts: Any) -> Flow:
    known = {name: Fact(value, DRAWN) for name, value in facts.items()}
    return Flow(f"flow:{source}->{destination}:", source, destination, "", known, "drawn", "", DRAWN)


def model(*elements: Element, relations: tuple[Relation, ...] = (), flows: tuple[Flow, ...] = ()) -> Model:
    return Model({e.uid: e for e in elements}, relations, {f.uid: f for f in flows})


def values(found: Model, uid: str) -> dict[str, Any]:
    return ContextBuilder(found).values(found.elements[uid])


def flow_values(found: Model, uid: str) -> dict[str, Any]:
    return ContextBuilder(found).of_flow(found.flows[uid]).variables["flow"]
