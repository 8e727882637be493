"""The same model under other uids, wherever they are named."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from threatmodel.engine.model import Element, Fact, Flow, Model, Relation


def with_uids(model: Model, uids: Mapping[str, str]) -> Model:
    """Return the model with new uids in place of those that are named; as it is, when none is."""
    return _UidRenaming(uids).model(model) if uids else model


class _UidRenaming:
    def __init__(self, uids: Mapping[str, str]) -> None:
        self._uids = uids

    def model(self, model: Model) -> Model:
        elements = [self._element(element) for element in model.elements.values()]
        relations = (Relation(r.type, self._uid(r.source), self._uid(r.target)) for r in model.relations)
        flows = [self._flow(flow) for flow in model.flows.values()]
        return Model({e.uid: e for e in elements}, relations, {f.uid: f for f in flows})

    def _uid(self, uid: str) -> str:
        return self._uids.get(uid, uid)

    def _element(self, element: Element) -> Element:
        parent = element.parent and self._uid(element.parent)
        return replace(element, uid=self._uid(element.uid), parent=parent, facts=self._facts(element.facts))

    def _flow(self, flow: Flow) -> Flow:
        source, destination = self._uid(flow.source), self._uid(flow.destination)
        rest = flow.uid.removeprefix(f"flow:{flow.source}->{flow.destination}:")
        uid = flow.uid if rest == flow.uid else f"flow:{source}->{destination}:{rest}"
        facts = self._facts(flow.facts)
        return replace(flow, uid=uid, source=source, destination=destination, facts=facts)

    def _facts(self, facts: Mapping[str, Fact]) -> dict[str, Fact]:
        return {name: replace(fact, value=self._value(fact.value)) for name, fact in facts.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._uid(value)
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, dict):
            return {key: self._value(item) for key, item in value.items()}
        return value
