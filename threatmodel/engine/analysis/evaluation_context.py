"""What a rule may look at: the facts of an element or flow and of what surrounds it, as plain values."""

from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Final

from threatmodel.engine.analysis import data_set_facts
from threatmodel.engine.analysis.derived_facts import (
    DERIVED,
    derive_for,
    network_sizes,
    personal_receivers,
    share_networks,
)
from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.analysis.flow_origin import encryption_stated, is_drawn, is_encrypted
from threatmodel.engine.analysis.incoming_calls import alternative_of, further_ports
from threatmodel.engine.analysis.ingresses import ingress_without_tls
from threatmodel.engine.library.condition_names import FROM_DATA_SETS, OUTSIDE_REGION
from threatmodel.engine.model import CATALOGUE, Element, Flow, Model
from threatmodel.engine.model.struct_base import Record

_REGIONAL: Final = frozenset(kind.id for kind in CATALOGUE.kinds.values() if OUTSIDE_REGION in kind.facts)
# What is derived of a flow from where its ends are.
_OF_ENDS: Final = frozenset({"from_internet", "to_internet", "crosses_boundary", *FROM_DATA_SETS})
# Names in a condition for the nearest of a kind around the subject, and these kinds.
_ZONES: Final = ("ns", "cluster", "node")
_KINDS_AROUND: Final = ("workload", "namespace", "cluster", "node")


class EvaluationContext(Record, frozen=True):
    """The variables of one evaluation, and the uid of the element or flow behind each of them."""

    variables: Mapping[str, Values]
    holders: Mapping[str, str]


class ContextBuilder(FactLookup):
    """Builds the evaluation contexts of a model; the values of each element are built once.

    With `derived`, by kind, only these facts are sure to be derived, as nothing reads others.
    """

    def __init__(self, model: Model, *, derived: Mapping[str, Collection[str]] | None = None) -> None:
        super().__init__(model)
        self._values: dict[str, Values] = {}
        self._has_ends_only = derived is not None and _OF_ENDS.issuperset(derived.get("flow", ()))
        if derived is None:
            self._derive, self._regional = DERIVED, _REGIONAL
        else:
            self._derive = {
                kind: derive for kind, names in derived.items() if (derive := derive_for(kind, names))
            }
            regional = {kind for kind, names in derived.items() if OUTSIDE_REGION in names}
            self._regional = _REGIONAL.intersection(regional)

    def values(self, element: Element) -> Values:
        """Known facts of the element by name, with its uid, kind and name and the derived facts."""
        return self.values_of(element.uid)

    def values_of(self, uid: str) -> Values:
        """The same by uid."""
        known = self._values.get(uid)
        if known is None:
            known = self._values[uid] = self._build_values(uid)
        return known

    def values_of_each(self, holders: Mapping[str, str]) -> dict[str, Values]:
        """The same of several elements, by the names that they have in a context."""
        known = self._values
        return {name: known.get(uid) or self.values_of(uid) for name, uid in holders.items()}

    def holder(self, uid: str) -> Element | Flow:
        """An element or flow whose facts are shown as evidence."""
        return self.model.flows.get(uid) or self.model.elements[uid]

    def of_element(self, element: Element) -> EvaluationContext:
        """The scope in which the rules of this element's kind are evaluated."""
        model, uid = self.model, element.uid
        around = {"self": uid}
        pod, *zones = model.enclosing_each(uid, _KINDS_AROUND)
        if element.kind == "workload":
            pod = uid
        if element.kind in CATALOGUE.containers and (images := model.related_uids("uses_image", uid)):
            around["image"] = images[0]
        if pod is not None:
            around["pod"] = pod
            if accounts := model.related_uids("runs_as", pod):
                around["account"] = accounts[0]
            if nodes := model.related_uids("runs_on", pod):
                around["node"] = nodes[0]
        for name, zone in zip(_ZONES, zones, strict=True):
            if zone is not None and name not in around:
                around[name] = zone
        return EvaluationContext(self.values_of_each(around), around)

    def of_all(self) -> list[tuple[Element | Flow, EvaluationContext]]:
        """All elements by kind, and all flows with both ends, each with its context.

        The values of all are built first, kind by kind: an analysis takes an eighth less time where the same
        work is done one after the other.
        """
        model = self.model
        elements = sorted(model.elements.values(), key=attrgetter("kind"))
        for element in elements:
            self.values_of(element.uid)
        flows = [flow for flow in model.flows.values() if has_both_ends(model, flow)]
        of_elements = ((one, self.of_element(one)) for one in elements)
        return [*of_elements, *((one, self.of_flow(one)) for one in flows)]

    def of_flow(self, flow: Flow) -> EvaluationContext:
        """The scope in which the rules of flows are evaluated; `crosses` lists the boundaries passed."""
        model = self.model
        crossed = [self.values_of(uid) for uid in model.crosses(flow)]
        source, destination = self.values_of(flow.source), self.values_of(flow.destination)
        values: Values = {name: fact.value for name, fact in flow.facts.items()}
        values.update(data_set_facts.facts_from_data_sets(self, flow))
        if (encrypted := is_encrypted(flow)) is not None:
            values["encrypted"] = encrypted
        values.update(
            uid=flow.uid,
            kind="flow",
            name=flow.name or f"{source['name']} to {destination['name']}",
            crosses_boundary=bool(crossed),
            from_internet=data_set_facts.comes_from_outside(self, flow),
            to_internet=data_set_facts.is_untrusted(self, flow.destination),
        )
        if not self._has_ends_only:
            values.update(self._with_networks(flow, crosses=bool(crossed)))
        ends = {"source": source, "destination": destination}
        variables = {**ends, "flow": values, "self": values, "crosses": crossed}
        holders = {"source": flow.source, "destination": flow.destination}
        return EvaluationContext(variables, {**holders, "flow": flow.uid, "self": flow.uid})  # type: ignore[arg-type]  # crosses is a list

    def _with_networks(self, flow: Flow, *, crosses: bool) -> Values:
        """What follows from networks, ports and other flows, which is most of the work."""
        return {
            "shares_network": not crosses and share_networks(self.model, flow.source, flow.destination),
            **self._members(flow),
            **further_ports(self, flow),
            "alternative_of": alternative_of(self, flow),
            "ingress_without_tls": ingress_without_tls(self, flow),
            "personal_receivers": self.cached(personal_receivers, flow.source),
            "drawn": is_drawn(flow),
            "encryption_stated": encryption_stated(flow),
        }

    def _members(self, flow: Flow) -> Values:
        """How many are on the largest network that both ends share, else 0: with a way out, and of all."""
        ours, theirs = self.cached(network_sizes, flow.source), self.cached(network_sizes, flow.destination)
        if not (ours and theirs):
            return {"network_members": 0, "shared_network_members": 0}
        shared = {uid: members for uid, members in ours.items() if uid in theirs}
        with_way_out = [members for uid, members in shared.items() if not self.fact(uid, "internal")]
        return {
            "network_members": max(with_way_out, default=0),
            "shared_network_members": max(shared.values(), default=0),
        }

    def _build_values(self, uid: str) -> Values:
        element = self.element(uid)
        values: Values = {name: fact.value for name, fact in element.facts.items()}
        values.update(data_set_facts.facts_from_data_sets(self, element))
        values["uid"], values["kind"], values["name"] = uid, element.kind, element.name
        if element.kind in self._regional:
            there = (*values.get("data", ()), *data_set_facts.incoming_data(self, uid))
            values.update(data_set_facts.region_violation(self, uid, there))
        if derive := self._derive.get(element.kind):
            values.update(derive(self, uid))
        return values


class SharedContexts(ContextBuilder):
    """The contexts of a model for several analyses of it: each is built once."""

    def __init__(self, model: Model, *, derived: Mapping[str, frozenset[str]] | None = None) -> None:
        super().__init__(model, derived=derived)
        self._contexts: dict[str, EvaluationContext] = {}

    def of_element(self, element: Element) -> EvaluationContext:
        """The scope in which the rules of this element's kind are evaluated."""
        known = self._contexts.get(element.uid)
        if known is None:
            known = self._contexts[element.uid] = super().of_element(element)
        return known

    def of_flow(self, flow: Flow) -> EvaluationContext:
        """The scope in which the rules of flows are evaluated."""
        known = self._contexts.get(flow.uid)
        if known is None:
            known = self._contexts[flow.uid] = super().of_flow(flow)
        return known


def has_both_ends(model: Model, flow: Flow) -> bool:
    """Whether both ends of the flow exist; rules do not apply to one that lacks an end."""
    return flow.source in model.elements and flow.destination in model.elements


def flow_name(model: Model, flow: Flow) -> str:
    """The flow's own name, else "source to destination"."""
    return flow.name or f"{_name(model, flow.source)} to {_name(model, flow.destination)}"


def subject_name(model: Model, uid: str) -> str:
    """Return what an element or flow is called; an empty uid means all of the model."""
    if not uid:
        return "Whole model"
    flow = model.flows.get(uid)
    return flow_name(model, flow) if flow else model.called(uid)


def _name(model: Model, uid: str) -> str:
    element = model.elements.get(uid)
    return element.name if element else uid
