"""What a rule may look at: the facts of an element or flow and of what surrounds it, as plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.engine.model import Element, Flow, Model

Values = dict[str, Any]

_CONTAINERS: Final = frozenset({"container", "init-container"})
_INTERNET: Final = "internet"
_ZONES: Final = {"ns": "namespace", "cluster": "cluster", "node": "node"}  # name in a condition: kind


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables of one evaluation, and the uid of the element or flow behind each of them."""

    variables: Mapping[str, Values]
    holders: Mapping[str, str]


class Facts:
    """Builds the scopes of a model; the values of each element are put together once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.exposed = _reached_from_internet(model)
        self._values: dict[str, Values] = {}

    def values(self, element: Element) -> Values:
        """Known facts of the element by name, with its uid, kind and name and the derived facts."""
        known = self._values.get(element.uid)
        if known is None:
            known = {name: fact.value for name, fact in element.facts.items()}
            known.update(uid=element.uid, kind=element.kind, name=element.name)
            if derive := _DERIVED.get(element.kind):
                known.update(derive(self, element))
            self._values[element.uid] = known
        return known

    def of_element(self, element: Element) -> Scope:
        """The scope in which the rules of this element's kind are evaluated."""
        model, around = self.model, {"self": element}
        pod = _parent_of_kind(model, element, "workload") if element.kind != "workload" else element
        if element.kind in _CONTAINERS:
            _put(around, "image", model.related("uses_image", element.uid))
        if pod is not None:
            around["pod"] = pod
            _put(around, "account", model.related("runs_as", pod.uid))
            _put(around, "node", model.related("runs_on", pod.uid))
        for name, kind in _ZONES.items():
            if name not in around and (zone := _parent_of_kind(model, element, kind)):
                around[name] = zone
        return self._scope(around)

    def of_flow(self, flow: Flow) -> Scope:
        """The scope in which the rules of flows are evaluated; `crosses` lists the boundaries passed."""
        model = self.model
        around = {"source": model.elements[flow.source], "destination": model.elements[flow.destination]}
        scope = self._scope(around)
        crossed = [self.values(model.elements[uid]) for uid in model.crosses(flow)]
        values: Values = {name: fact.value for name, fact in flow.facts.items()}
        values.update(
            uid=flow.uid,
            kind="flow",
            name=flow_name(model, flow),
            crosses_boundary=bool(crossed),
            from_internet=_is_internet(model, flow.source),
            to_internet=_is_internet(model, flow.destination),
        )
        variables = {**scope.variables, "flow": values, "self": values, "crosses": crossed}
        return Scope(variables, {**scope.holders, "flow": flow.uid, "self": flow.uid})  # type: ignore[arg-type]  # crosses is a list

    def _scope(self, around: Mapping[str, Element]) -> Scope:
        variables = {name: self.values(element) for name, element in around.items()}
        return Scope(variables, {name: element.uid for name, element in around.items()})


def _exposure(facts: Facts, element: Element) -> Values:
    pod = _parent_of_kind(facts.model, element, "workload")
    flow = facts.exposed.get(element.uid) or (facts.exposed.get(pod.uid) if pod else None)
    return {"internet_facing": True, "exposed_by": flow} if flow else {"internet_facing": False}


def _bound(facts: Facts, element: Element) -> Values:
    subjects = element.facts.get("subjects")
    bound = bool(subjects and subjects.value) or bool(facts.model.related_to("bound_to", element.uid))
    return {"bound": bound}


def _used(relation: str) -> Callable[[Facts, Element], Values]:
    return lambda facts, element: {"used": bool(facts.model.related_to(relation, element.uid))}


def _counted(relation: str) -> Callable[[Facts, Element], Values]:
    return lambda facts, element: {"used_by": len(facts.model.related_to(relation, element.uid))}


_DERIVED: Final[Mapping[str, Callable[[Facts, Element], Values]]] = {
    "workload": _exposure,
    "container": _exposure,
    "init-container": _exposure,
    "datastore": _exposure,
    "queue": _exposure,
    "service-account": _used("runs_as"),
    "role": _bound,
    "secret": _used("reads_secret"),
    "config": _used("reads_config"),
    "volume": _counted("mounts"),
    "image": _counted("uses_image"),
}


def flow_name(model: Model, flow: Flow) -> str:
    """The flow's own name, else "source to destination"."""
    return flow.name or f"{_name(model, flow.source)} to {_name(model, flow.destination)}"


def _name(model: Model, uid: str) -> str:
    element = model.elements.get(uid)
    return element.name if element else uid


def _put(around: dict[str, Element], name: str, related: tuple[Element, ...]) -> None:
    if related:
        around[name] = related[0]


def _parent_of_kind(model: Model, element: Element, kind: str) -> Element | None:
    for uid in model.ancestors(element.uid):
        if model.elements[uid].kind == kind:
            return model.elements[uid]
    return None


def _is_internet(model: Model, uid: str) -> bool:
    return any(
        model.elements[place].kind == _INTERNET
        for place in (uid, *model.ancestors(uid))
        if place in model.elements
    )


def _reached_from_internet(model: Model) -> dict[str, str]:
    """For each element that the internet reaches, the uid of the first flow from there."""
    reached: dict[str, str] = {}
    for flow in model.flows.values():
        if flow.destination not in reached and _is_internet(model, flow.source):
            reached[flow.destination] = flow.uid
    return reached
