"""What a rule may look at: the facts of an element or flow and of what surrounds it, as plain values."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.engine.model import Element, Flow, Model

Values = dict[str, Any]

_CONTAINERS: Final = frozenset({"container", "init-container"})
_INTERNET: Final = "internet"
_CONFIDENTIAL: Final = frozenset({"confidential", "restricted"})
_HOLDS: Final = frozenset({"workload", "datastore", "queue"})
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
        self.callers = _callers(model)
        self.personal = _personal_receivers(model)
        self.receivers = frozenset().union(*self.personal.values())
        self.namesakes = Counter(_secret_name(e) for e in model.elements.values() if e.kind == "secret")
        self.pushes = _pushes(model)
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
            shares_network=not crossed and _share_networks(model, flow.source, flow.destination),
            personal_receivers=len(self.personal.get(flow.source, ())),
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


def _called(facts: Facts, element: Element) -> Values:
    """How many others call it, and whether one of them is itself reached from the internet."""
    callers = facts.callers.get(element.uid, frozenset())
    return {"callers": len(callers), "called_by_exposed": any(uid in facts.exposed for uid in callers)}


def _exposure_and_calls(facts: Facts, element: Element) -> Values:
    return {**_exposure(facts, element), **_called(facts, element)}


def _receiver(facts: Facts, element: Element) -> Values:
    return {"gets_personal_data": element.uid in facts.receivers}


def _secret(facts: Facts, element: Element) -> Values:
    """`namesakes`: how many secrets of the same name and type stand in other zones."""
    readers = _owners(facts.model, facts.model.related_to("reads_secret", element.uid))
    return {
        "used": bool(facts.model.related_to("reads_secret", element.uid)),
        "namesakes": facts.namesakes.get(_secret_name(element), 1) - 1,
        **_shared(facts, readers),
    }


def _volume(facts: Facts, element: Element) -> Values:
    mounting = facts.model.related_to("mounts", element.uid)
    users = _owners(facts.model, mounting)
    return {
        "used_by": len(mounting),
        "holds_personal_data": any(_value(user, "personal_data") is True for user in users),
        **_shared(facts, users),
    }


def _shared(facts: Facts, users: tuple[Element, ...]) -> Values:
    """Whether some users face the internet and others do not, or stand in zones of different trust."""
    exposed = {user.uid in facts.exposed for user in users}
    trust = {level for user in users if (level := _trust(facts.model, user))}
    return {"readers": len(users), "across_trust": len(exposed) > 1 or len(trust) > 1}


def _mixture(facts: Facts, zone: Element) -> Values:
    members = (*facts.model.children(zone.uid), *facts.model.related_to("member_of", zone.uid))
    classes = {_value(m, "data_classification") for m in members if m.kind in _HOLDS} - {None}
    return {"mixes_sensitivities": bool(classes & _CONFIDENTIAL) and bool(classes - _CONFIDENTIAL)}


def _feeding(facts: Facts, pipeline: Element) -> Values:
    """Whether it builds or deploys what runs, or pushes to a registry that running images come from."""
    model = facts.model
    built = model.related("builds", pipeline.uid)
    runs = any(e.kind == "workload" or model.related_to("uses_image", e.uid) for e in built)
    pulled = any(_feeds(model, uid) for uid in facts.pushes.get(pipeline.uid, ()))
    return {"feeds_production": runs or pulled or bool(model.related("deploys", pipeline.uid))}


def _feeds(model: Model, registry: str) -> bool:
    return any(model.related_to("uses_image", e.uid) for e in model.related_to("pulled_from", registry))


def _bound(facts: Facts, element: Element) -> Values:
    subjects = element.facts.get("subjects")
    bound = bool(subjects and subjects.value) or bool(facts.model.related_to("bound_to", element.uid))
    return {"bound": bound}


def _used(relation: str) -> Callable[[Facts, Element], Values]:
    return lambda facts, element: {"used": bool(facts.model.related_to(relation, element.uid))}


def _counted(relation: str) -> Callable[[Facts, Element], Values]:
    return lambda facts, element: {"used_by": len(facts.model.related_to(relation, element.uid))}


_DERIVED: Final[Mapping[str, Callable[[Facts, Element], Values]]] = {
    "workload": _exposure_and_calls,
    "container": _exposure,
    "init-container": _exposure,
    "datastore": _exposure_and_calls,
    "queue": _exposure_and_calls,
    "external-service": _receiver,
    "service-account": _used("runs_as"),
    "role": _bound,
    "secret": _secret,
    "config": _used("reads_config"),
    "volume": _volume,
    "image": _counted("uses_image"),
    "namespace": _mixture,
    "network": _mixture,
    "boundary": _mixture,
    "ci-pipeline": _feeding,
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


def _callers(model: Model) -> dict[str, frozenset[str]]:
    """For each element, who calls it; the internet and whoever stands in it do not count."""
    callers: dict[str, set[str]] = defaultdict(set)
    for flow in model.flows.values():
        if not _is_internet(model, flow.source):
            callers[flow.destination].add(flow.source)
    return {uid: frozenset(sources) for uid, sources in callers.items()}


def _personal_receivers(model: Model) -> dict[str, frozenset[str]]:
    """For each element, the outside receivers to which it sends personal data."""
    receivers: dict[str, set[str]] = defaultdict(set)
    for flow in model.flows.values():
        fact = flow.facts.get("personal_data")
        if fact is not None and fact.value is True and _is_outside(model, flow.destination):
            receivers[flow.source].add(flow.destination)
    return {uid: frozenset(found) for uid, found in receivers.items()}


def _is_outside(model: Model, uid: str) -> bool:
    element = model.elements.get(uid)
    return element is not None and (element.kind == "external-service" or _is_internet(model, uid))


def _pushes(model: Model) -> dict[str, tuple[str, ...]]:
    """For each pipeline, the registries that its flows lead to."""
    pushes: dict[str, list[str]] = defaultdict(list)
    for flow in model.flows.values():
        source, target = model.elements.get(flow.source), model.elements.get(flow.destination)
        if source and target and source.kind == "ci-pipeline" and target.kind == "registry":
            pushes[source.uid].append(target.uid)
    return {uid: tuple(found) for uid, found in pushes.items()}


def _share_networks(model: Model, source: str, destination: str) -> bool:
    """Whether two elements are members of exactly the same networks (of none, when none is drawn)."""
    ours, theirs = (
        {network.uid for network in model.related("member_of", uid)} for uid in (source, destination)
    )
    return ours == theirs


def _owners(model: Model, elements: Iterable[Element]) -> tuple[Element, ...]:
    """The workloads that these belong to, each once; what belongs to none stands for itself."""
    owners = {}
    for element in elements:
        owner = element if element.kind == "workload" else _parent_of_kind(model, element, "workload")
        owners[(owner or element).uid] = owner or element
    return tuple(owners.values())


def _trust(model: Model, element: Element) -> Any:
    """The trust level that somebody gave to the nearest zone around it, or None."""
    levels = (_value(model.elements[uid], "trust_level") for uid in model.ancestors(element.uid))
    return next((level for level in levels if level), None)


def _secret_name(element: Element) -> tuple[str, Any]:
    return element.name, _value(element, "type")


def _value(element: Element, name: str) -> Any:
    fact = element.facts.get(name)
    return None if fact is None else fact.value
