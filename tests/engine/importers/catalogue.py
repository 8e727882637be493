"""Checks that a model holds nothing but what the catalogue knows."""

from typing import Any, Final

from threatmodel.engine.model import CATALOGUE, Element, Fact, FactType, Model

_TYPES: Final[dict[str, type]] = {
    "bool": bool,
    "int": int,
    "float": float,
    "text": str,
    "enum": str,
    "list": list,
    "records": list,
}


def assert_fits_catalogue(model: Model) -> None:
    """Every element, fact, relation and flow is one of the catalogue, and says where it comes from."""
    for element in model.elements.values():
        _assert_element_fits(model, element)
    for relation in model.relations:
        known = CATALOGUE.relations[relation.type]
        assert model.elements[relation.source].kind in known.sources, relation
        assert model.elements[relation.target].kind in known.targets, relation
    for flow in model.flows.values():
        ends = {model.elements[flow.source].kind, model.elements[flow.destination].kind}
        assert ends <= CATALOGUE.flow_ends, flow
        assert flow.why, flow
        for name, fact in flow.facts.items():
            _assert_fact_fits(CATALOGUE.flow_facts[name], fact, f"{flow.uid} {name}")


def _assert_element_fits(model: Model, element: Element) -> None:
    kind = CATALOGUE.kinds[element.kind]
    if element.parent is not None:
        assert CATALOGUE.may_hold(model.elements[element.parent].kind, element.kind), element.uid
    for name, fact in element.facts.items():
        assert name in kind.facts, f"{element.uid} {name}"
        _assert_fact_fits(kind.facts[name], fact, f"{element.uid} {name}")


def _assert_fact_fits(known: FactType, fact: Fact, where: str) -> None:
    assert type(fact.value) is _TYPES[known.type], where
    assert known.type != "enum" or fact.value in known.options, where
    if isinstance(fact.value, list):
        for item in fact.value:
            _assert_item_fits(known, item, where)
        assert len(fact.item_lines) in {0, len(fact.value)}, where
    assert fact.source.origin != "file" or fact.source.line, where
    assert fact.source.origin not in {"default", "inferred"} or fact.source.why, where


def _assert_item_fits(known: FactType, item: Any, where: str) -> None:
    if known.type == "records":
        assert {name: _TYPES[kind] for name, kind in known.fields.items()} == {
            name: type(value) for name, value in item.items()
        }, where
    else:
        assert type(item) is str, where
