"""What a rule may look at: the facts of an element or flow and of what surrounds it, as plain values.

A derived fact is a function of the facts and a uid. It may look at anything in the model, but only through
`facts`: its model's look-ups, `facts.fact`, `facts.name` and `facts.known`. Then there is nothing to declare:
the incremental analysis notes what was looked at and derives the fact anew when an edit touches any of it.
What it keeps elsewhere would go stale; tests/engine/analysis/test_incremental.py fails when it does.
Look-ups that answer with uids, and `facts.fact` for one fact, are noted more finely than whole elements.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from threatmodel.engine.analysis import data_sets
from threatmodel.engine.model import CATALOGUE, Element, Flow, Model, data_sets_of
from threatmodel.engine.model.struct_base import Record

Values = dict[str, Any]
T = TypeVar("T")

_CONTAINERS: Final = frozenset({"container", "init-container"})
_INTERNET: Final = "internet"
_CONFIDENTIAL: Final = frozenset({"confidential", "restricted"})
_STORES: Final = frozenset({"database", "cache", "queue", "storage"})
_HOLDS: Final = frozenset({"workload", "datastore", "queue"})
_REGIONAL: Final = frozenset(kind.id for kind in CATALOGUE.kinds.values() if "outside_region" in kind.facts)
_ZONES: Final = {"ns": "namespace", "cluster": "cluster", "node": "node"}  # name in a condition: kind


class EvaluationContext(Record, frozen=True):
    """The variables of one evaluation, and the uid of the element or flow behind each of them."""

    variables: Mapping[str, Values]
    holders: Mapping[str, str]


class FactLookup:
    """Builds the scopes of a model; the values of each element are put together once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._values: dict[str, Values] = {}
        self._known: dict[tuple[Any, str], Any] = {}

    def values(self, element: Element) -> Values:
        """Known facts of the element by name, with its uid, kind and name and the derived facts."""
        return self.values_of(element.uid)

    def values_of(self, uid: str) -> Values:
        """The same by uid."""
        known = self._values.get(uid)
        if known is None:
            known = self._values[uid] = self._put_together(uid)
        return known

    def known(self, question: Callable[["FactLookup", str], T], uid: str) -> T:
        """The answer to a question about an element, found once; the element may be gone by then."""
        key = (question, uid)
        if key not in self._known:
            self._known[key] = question(self, uid)
        answer: T = self._known[key]
        return answer

    def fact(self, uid: str, name: str) -> Any:
        """The value of one fact that the element was given, or None when it is unknown."""
        fact = self.element(uid).facts.get(name)
        return None if fact is None else fact.value

    def name(self, uid: str) -> str:
        """The name of the element."""
        return self.element(uid).name

    def element(self, uid: str) -> Element:
        """An element whose values stand in the scope anyway."""
        return self.model.elements[uid]

    def holder(self, uid: str) -> Element | Flow:
        """An element or flow whose facts are shown as evidence."""
        return self.model.flows.get(uid) or self.model.elements[uid]

    def of_element(self, element: Element) -> EvaluationContext:
        """The scope in which the rules of this element's kind are evaluated."""
        model, uid = self.model, element.uid
        around = {"self": uid}
        pod = uid if element.kind == "workload" else model.enclosing(uid, "workload")
        if element.kind in _CONTAINERS:
            _put(around, "image", model.related_uids("uses_image", uid))
        if pod is not None:
            around["pod"] = pod
            _put(around, "account", model.related_uids("runs_as", pod))
            _put(around, "node", model.related_uids("runs_on", pod))
        for name, kind in _ZONES.items():
            if name not in around and (zone := model.enclosing(uid, kind)):
                around[name] = zone
        return EvaluationContext({name: self.values_of(holder) for name, holder in around.items()}, around)

    def of_flow(self, flow: Flow) -> EvaluationContext:
        """The scope in which the rules of flows are evaluated; `crosses` lists the boundaries passed."""
        model = self.model
        crossed = [self.values_of(uid) for uid in model.crosses(flow)]
        source, destination = self.values_of(flow.source), self.values_of(flow.destination)
        values: Values = {name: fact.value for name, fact in flow.facts.items()}
        values.update(data_sets.facts_from_data_sets(self, flow))
        values.update(
            uid=flow.uid,
            kind="flow",
            name=flow.name or f"{source['name']} to {destination['name']}",
            crosses_boundary=bool(crossed),
            from_internet=model.is_within(flow.source, _INTERNET),
            to_internet=model.is_within(flow.destination, _INTERNET),
            shares_network=not crossed and _share_networks(model, flow.source, flow.destination),
            personal_receivers=self.known(_personal_receivers, flow.source),
        )
        ends = {"source": source, "destination": destination}
        variables = {**ends, "flow": values, "self": values, "crosses": crossed}
        holders = {"source": flow.source, "destination": flow.destination}
        return EvaluationContext(variables, {**holders, "flow": flow.uid, "self": flow.uid})  # type: ignore[arg-type]  # crosses is a list

    def _put_together(self, uid: str) -> Values:
        element = self.element(uid)
        values: Values = {name: fact.value for name, fact in element.facts.items()}
        values.update(
            data_sets.facts_from_data_sets(self, element), uid=uid, kind=element.kind, name=element.name
        )
        if element.kind in _REGIONAL:
            there = (*values.get("data", ()), *data_sets.incoming_data(self, uid))
            values.update(data_sets.region_violation(self, uid, there))
        if derive := _DERIVED.get(element.kind):
            values.update(derive(self, uid))
        return values


def _exposure(facts: FactLookup, uid: str) -> Values:
    pod = facts.model.enclosing(uid, "workload")
    flow = facts.known(_exposing_flow, uid) or (facts.known(_exposing_flow, pod) if pod else None)
    return {"internet_facing": True, "exposed_by": flow} if flow else {"internet_facing": False}


def _called(facts: FactLookup, uid: str) -> Values:
    """How many others call it, and whether one of them is itself reached from the internet."""
    callers = _callers(facts, uid)
    exposed = any(facts.known(_exposing_flow, caller) for caller in callers)
    return {"callers": len(callers), "called_by_exposed": exposed}


def _exposure_and_calls(facts: FactLookup, uid: str) -> Values:
    return {**_exposure(facts, uid), **_called(facts, uid)}


def _receiver(facts: FactLookup, uid: str) -> Values:
    gets = any(_carries_personal_data(facts, flow) for flow in facts.model.flows_to(uid))
    held = data_sets.is_personal(data_sets.data_of(facts, facts.fact(uid, "data_sets") or ()))
    return {"gets_personal_data": (gets or held is True) and data_sets.is_outside(facts, uid)}


def _secret(facts: FactLookup, uid: str) -> Values:
    """`namesakes`: how many secrets of the same name and type stand in other zones."""
    reading = facts.model.related_to_uids("reads_secret", uid)
    names = facts.known(_secret_names, "secret")
    return {
        "used": bool(reading),
        "namesakes": names[_secret_name(facts, uid)] - 1,
        **_shared(facts, _using(facts, _owners(facts.model, reading))),
    }


def _using(facts: FactLookup, readers: tuple[str, ...]) -> tuple[str, ...]:
    """The readers that log in with a secret; a store or server that another reader calls only checks it."""
    return tuple(
        reader
        for reader in readers
        if facts.fact(reader, "purpose") not in _STORES and not _callers(facts, reader) & {*readers}
    )


def _container(facts: FactLookup, uid: str) -> Values:
    """What reaches it, and whether its image is known to start as another user than root."""
    image = facts.model.related_uids("uses_image", uid)[:1]
    starts = {"starts_unprivileged": any(facts.fact(one, "run_as_root") is False for one in image)}
    return {**_exposure(facts, uid), **starts}


def _volume(facts: FactLookup, uid: str) -> Values:
    mounting = facts.model.related_to_uids("mounts", uid)
    users = _owners(facts.model, mounting)
    held = data_sets.is_personal(data_sets.data_of(facts, facts.fact(uid, "data_sets") or ()))
    users_hold = any(data_sets.personal_of(facts, user) is True for user in users)
    return {
        "used_by": len(mounting),
        "holds_personal_data": users_hold if held is None else held,
        **_shared(facts, users),
    }


def _shared(facts: FactLookup, users: tuple[str, ...]) -> Values:
    """Whether some users face the internet and others do not, or stand in zones of different trust."""
    exposed = {facts.known(_exposing_flow, user) is not None for user in users}
    trust = {level for user in users if (level := _trust(facts, user))}
    return {"readers": len(users), "across_trust": len(exposed) > 1 or len(trust) > 1}


def _mixture(facts: FactLookup, uid: str) -> Values:
    model = facts.model
    members = (*model.children_uids(uid), *model.related_to_uids("member_of", uid))
    held = (member for member in members if model.kind_of(member) in _HOLDS)
    classes = {data_sets.class_of(facts, member) for member in held} - {None}
    return {"mixes_sensitivities": bool(classes & _CONFIDENTIAL) and bool(classes - _CONFIDENTIAL)}


def _ingress(facts: FactLookup, uid: str) -> Values:
    """Whether a workload behind it holds personal data."""
    behind = facts.model.related_uids("selects", uid)
    beyond = (target for one in behind for target in facts.model.related_uids("selects", one))
    return {"serves_personal_data": _serves(facts, (*behind, *beyond))}


def _namespace(facts: FactLookup, uid: str) -> Values:
    return {
        **_mixture(facts, uid),
        "serves_personal_data": _serves(facts, facts.model.children_uids(uid)),
    }


def _serves(facts: FactLookup, uids: Iterable[str]) -> bool:
    return any(data_sets.personal_of(facts, uid) is True for uid in uids)


def _feeding(facts: FactLookup, uid: str) -> Values:
    """Whether it builds or deploys what runs, or pushes to a registry that running images come from."""
    model = facts.model
    built = model.related_uids("builds", uid)
    runs = any(model.kind_of(e) == "workload" or model.related_to_uids("uses_image", e) for e in built)
    pushed = (flow.destination for flow in model.flows_from(uid))
    pulled = any(model.kind_of(target) == "registry" and _feeds(model, target) for target in pushed)
    return {"feeds_production": runs or pulled or bool(model.related_uids("deploys", uid))}


def _feeds(model: Model, registry: str) -> bool:
    images = model.related_to_uids("pulled_from", registry)
    return any(model.related_to_uids("uses_image", image) for image in images)


def _bound(facts: FactLookup, uid: str) -> Values:
    return {"bound": bool(facts.fact(uid, "subjects")) or bool(facts.model.related_to_uids("bound_to", uid))}


def _used(relation: str) -> Callable[[FactLookup, str], Values]:
    return lambda facts, uid: {"used": bool(facts.model.related_to_uids(relation, uid))}


def _image(facts: FactLookup, uid: str) -> Values:
    using = facts.model.related_to_uids("uses_image", uid)
    users = _owners(facts.model, using)
    personal = any(data_sets.personal_of(facts, user) is True for user in users)
    exposing = (facts.known(_exposing_flow, place) for place in (*users, *using))
    flow = next((flow for flow in exposing if flow), None)
    return {
        "used_by": len(using),
        "workloads": [facts.name(user) for user in users],
        "serves_personal_data": personal,
        "serves_internet": flow is not None,
        **({"exposed_by": flow} if flow else {}),
    }


_DERIVED: Final[Mapping[str, Callable[[FactLookup, str], Values]]] = {
    "workload": _exposure_and_calls,
    "container": _container,
    "init-container": _container,
    "datastore": _exposure_and_calls,
    "queue": _exposure_and_calls,
    "external-service": _receiver,
    "service-account": _used("runs_as"),
    "role": _bound,
    "secret": _secret,
    "config": _used("reads_config"),
    "volume": _volume,
    "image": _image,
    "namespace": _namespace,
    "ingress": _ingress,
    "network": _mixture,
    "boundary": _mixture,
    "ci-pipeline": _feeding,
    "data-set": data_sets.usage,
}


def flow_name(model: Model, flow: Flow) -> str:
    """The flow's own name, else "source to destination"."""
    return flow.name or f"{_name(model, flow.source)} to {_name(model, flow.destination)}"


def _name(model: Model, uid: str) -> str:
    element = model.elements.get(uid)
    return element.name if element else uid


def _put(around: dict[str, str], name: str, related: tuple[str, ...]) -> None:
    if related:
        around[name] = related[0]


def _exposing_flow(facts: FactLookup, uid: str) -> str | None:
    """The first flow from the internet that ends here, by uid."""
    flows = facts.model.flows_to(uid)
    return next((flow.uid for flow in flows if facts.model.is_within(flow.source, _INTERNET)), None)


def _callers(facts: FactLookup, uid: str) -> frozenset[str]:
    """Who calls the element; the internet and whoever stands in it do not count."""
    sources = {flow.source for flow in facts.model.flows_to(uid)}
    return frozenset(source for source in sources if not facts.model.is_within(source, _INTERNET))


def _personal_receivers(facts: FactLookup, uid: str) -> int:
    """To how many outside receivers the element sends personal data."""
    sent = (flow for flow in facts.model.flows_from(uid) if _carries_personal_data(facts, flow))
    return len({flow.destination for flow in sent if data_sets.is_outside(facts, flow.destination)})


def _carries_personal_data(facts: FactLookup, flow: Flow) -> bool:
    said = data_sets.is_personal(data_sets.data_of(facts, data_sets_of(flow)))
    if said is None:
        fact = flow.facts.get("personal_data")
        return fact is not None and fact.value is True
    return said


def _share_networks(model: Model, source: str, destination: str) -> bool:
    """Whether two elements are members of exactly the same networks (of none, when none is drawn)."""
    ours, theirs = (set(model.related_uids("member_of", uid)) for uid in (source, destination))
    return ours == theirs


def _owners(model: Model, uids: Iterable[str]) -> tuple[str, ...]:
    """The workloads that these belong to, each once; what belongs to none stands for itself."""
    owners = (
        uid if model.kind_of(uid) == "workload" else model.enclosing(uid, "workload") or uid for uid in uids
    )
    return tuple(dict.fromkeys(owners))


def _trust(facts: FactLookup, uid: str) -> Any:
    """The trust level that somebody gave to the nearest zone around it, or None."""
    levels = (facts.fact(place, "trust_level") for place in facts.model.ancestors(uid))
    return next((level for level in levels if level), None)


def _secret_names(facts: FactLookup, kind: str) -> Counter[tuple[str, Any]]:
    """How often each name and type of secret stands in the model."""
    return Counter(_secret_name(facts, uid) for uid in facts.model.of_kind(kind))


def _secret_name(facts: FactLookup, uid: str) -> tuple[str, Any]:
    return facts.name(uid), facts.fact(uid, "type")
