"""Policies of the cluster's administrators: tiers around NetworkPolicies, with rules that are tried in order.

AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1), and ClusterNetworkPolicy (v1alpha2), which has
both tiers. Traffic meets the admin tier first, by priority; the first rule that matches decides: it allows,
denies, or passes on. What is passed on or matches nothing meets the NetworkPolicies, which decide for the
pods they select; for the others the baseline tier does. Pods on the network of their node are neither
subject nor peer, but for blocks of addresses.
Source: Network Policy API, doc comments of apis/v1alpha1 and apis/v1alpha2.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, Literal, Protocol

from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import (
    Requirement,
    all_hold,
    label_selector,
)
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.cidr import holds_all_pods, may_hold_pods
from threatmodel.engine.importers.kubernetes.network.policy_ports import PortRange, Traffic, admin_ports
from threatmodel.engine.model.struct_base import Record

Tier = Literal["admin", "baseline"]
Action = Literal["allow", "deny", "pass"]

ADMIN_KINDS: Final = ("AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy")

_ACTIONS: Final[Mapping[str, Action]] = {"allow": "allow", "accept": "allow", "deny": "deny", "pass": "pass"}
_PEERS: Final = {"ingress": "from", "egress": "to"}
_OF_NAMESPACES: Final = "namespaceSelector"
_LAST: Final = 1_000  # the lowest priority there is


class Pods(Protocol):
    """The pods of a workload, as policies see them."""

    @property
    def namespace(self) -> str:
        """The namespace they are in."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Their labels."""

    @property
    def pod(self) -> Section:
        """Their specification."""


class Selection(Record, frozen=True):
    """Pods by their labels, in these namespaces; None means all namespaces."""

    namespaces: frozenset[str] | None
    pods: tuple[Requirement, ...] = ()

    @property
    def is_everyone(self) -> bool:
        """Whether it means every pod of the cluster."""
        return self.namespaces is None and not self.pods

    def covers(self, namespace: str) -> bool:
        """Whether it means every pod of a namespace."""
        return not self.pods and (self.namespaces is None or namespace in self.namespaces)

    def holds(self, workload: Pods) -> bool:
        """Whether it means the pods of a workload; never those on the network of their node."""
        if self.namespaces is not None and workload.namespace not in self.namespaces:
            return False
        return all_hold(self.pods, workload.labels) and not is_on_node(workload)


class _Peers(Record, frozen=True):
    """Whom a rule is about.

    `addresses`: the blocks it names hold all pods, or may hold some (None), or none. `nodes` is the same for
    the addresses of nodes. `unread`: it has peers of a kind that is not evaluated.
    """

    selections: tuple[Selection, ...]
    addresses: bool | None = False
    nodes: bool | None = False
    unread: bool = False

    def match(self, workload: Pods) -> bool | None:
        """Whether it is about the pods of a workload; None when no manifest says."""
        if self.addresses or any(one.holds(workload) for one in self.selections):
            return True
        node = self.nodes if is_on_node(workload) else False
        return node or (None if self.unread or self.addresses is None or node is None else False)

    @property
    def are_all_pods(self) -> bool:
        """Whether it is about every pod of the cluster."""
        return bool(self.addresses) or any(one.is_everyone for one in self.selections)


class AdminRule(Record, frozen=True):
    """What happens to traffic with these peers on these ports (none: on all)."""

    action: Action
    peers: _Peers
    ports: tuple[PortRange, ...]

    def match(self, peer: Pods, traffic: Traffic) -> bool | None:
        """Whether it is about the traffic; None when that is not known."""
        found = self.peers.match(peer)
        if found is False or not self.ports:
            return found
        opened = [entry.match(traffic) for entry in self.ports]
        if True in opened:
            return found
        return None if None in opened else False

    def is_for_all(self, direction: str) -> bool:
        """Whether it is about all incoming traffic of the cluster, or of all that goes out anywhere."""
        return self.peers.are_all_pods if direction == "ingress" else bool(self.peers.addresses)


class AdminPolicy(Record, frozen=True):
    """A policy of one tier; `rules` are by direction, in the order in which they are tried."""

    object: KubernetesObject
    tier: Tier
    priority: int
    subject: Selection
    rules: Mapping[str, tuple[AdminRule, ...]]


class Blanket(Record, frozen=True):
    """What a tier does with all traffic of a workload, and by which policy.

    `opening`: a policy that admits some of it from or to every pod before that.
    """

    action: Action | None
    policy: AdminPolicy | None
    opening: AdminPolicy | None


Outcome = tuple[Action | None, AdminPolicy | None]
"""What a tier may do with traffic, and by which policy; None: it leaves it to the next tier."""


class AdminPolicies:
    """The policies of both tiers, in the order in which they count."""

    def __init__(self, policies: Iterable[AdminPolicy]) -> None:
        ordered = sorted(policies, key=lambda one: (one.priority, one.object.kind, one.object.name))
        self._tiers: dict[Tier, list[AdminPolicy]] = {"admin": [], "baseline": []}
        for policy in ordered:
            self._tiers[policy.tier].append(policy)

        # Those that say something of all traffic, which most do not.
        self._by_tier = {
            (tier, direction): [
                (policy, blanket)
                for policy in policies
                if (blanket := _blanket(policy, direction)) != Blanket(None, None, None)
            ]
            for tier, policies in self._tiers.items()
            for direction in _PEERS
        }

    def __bool__(self) -> bool:
        return any(self._tiers.values())

    def outcomes(
        self, tier: Tier, direction: str, subject: Pods, peer: Pods, traffic: Traffic, work: FanoutLimit
    ) -> list[Outcome]:
        """What the tier may do with the traffic: several outcomes where manifests do not say which.

        Of policies of one priority any may come first.
        """
        found: list[Outcome] = []
        for _, group in groupby(self._tiers[tier], key=lambda one: one.priority):
            policies = [one for one in group if one.subject.holds(subject)]
            decided = False
            for policy in policies:
                ours = list(_tried(policy, direction, peer, traffic, work))
                decided = decided or all(action is not None for action, _ in ours)
                found += [one for one in ours if one[0] is not None]
            if decided:
                return found
        return [*found, (None, None)]

    def blanket(self, tier: Tier, direction: str, workload: Pods) -> Blanket:
        """What the tier does with all traffic of a workload in a direction."""
        return _first(one for one in self._by_tier[tier, direction] if one[0].subject.holds(workload))

    def blanket_of_namespace(self, tier: Tier, direction: str, namespace: str) -> Blanket:
        """What the tier does with all traffic of whatever may come into a namespace."""
        return _first(one for one in self._by_tier[tier, direction] if one[0].subject.covers(namespace))


def is_on_node(workload: Pods) -> bool:
    """Whether its pods are on the network of their node."""
    return bool(workload.pod.flag("hostNetwork"))


def _tried(
    policy: AdminPolicy, direction: str, peer: Pods, traffic: Traffic, work: FanoutLimit
) -> Iterator[Outcome]:
    """The rules of one policy in their order, up to the first that surely matches."""
    for rule in policy.rules[direction]:
        if not work.spend(1):
            return
        matched = rule.match(peer, traffic)
        if matched is not False:
            yield rule.action, policy
        if matched:
            return
    yield None, None


def _blanket(policy: AdminPolicy, direction: str) -> Blanket:
    """What one policy does with all traffic of its subject."""
    opening = None
    for rule in policy.rules[direction]:
        if rule.action == "allow" and rule.peers.are_all_pods:
            opening = opening or policy
        if not rule.ports and rule.is_for_all(direction):
            return Blanket(rule.action, policy, opening)
    return Blanket(None, None, opening)


def _first(policies: Iterable[tuple[AdminPolicy, Blanket]]) -> Blanket:
    """What several policies do in their order: the first that decides, and what was opened until then."""
    opening = None
    for _policy, blanket in policies:
        opening = opening or blanket.opening
        if blanket.action is not None:
            return Blanket(blanket.action, blanket.policy, opening)
    return Blanket(None, None, opening)


# --- reading ------------------------------------------------------------------------------------------


def read_admin_policies(
    objects: Iterable[KubernetesObject], labels: Mapping[str, Mapping[str, str]]
) -> AdminPolicies:
    """Read policies of administrators; `labels` are those of the namespaces, by name."""
    return AdminPolicies(_read(found, labels) for found in objects)


def _read(found: KubernetesObject, labels: Mapping[str, Mapping[str, str]]) -> AdminPolicy:
    spec = found.spec
    subject = _selection(spec.section("subject"), labels)
    rules = {direction: tuple(_rules(spec.sections(direction), direction, labels)) for direction in _PEERS}
    priority = spec.integer("priority")
    return AdminPolicy(
        found,
        _tier(found),
        _LAST if priority is None else priority,
        subject or Selection(frozenset()),
        rules,
    )


def _tier(found: KubernetesObject) -> Tier:
    if found.kind == "ClusterNetworkPolicy":
        return "baseline" if found.spec.text("tier") == "Baseline" else "admin"
    return "baseline" if found.kind == "BaselineAdminNetworkPolicy" else "admin"


def _rules(
    sections: Sequence[Section], direction: str, labels: Mapping[str, Mapping[str, str]]
) -> Iterator[AdminRule]:
    for section in sections:
        action = _ACTIONS.get(section.text("action").strip().lower())
        if action is None:
            section.place.warn(
                section.line_of("action"),
                "action should be Allow, Accept, Deny or Pass; the rule is ignored.",
            )
            continue
        peers = _peers(section.sections(_PEERS[direction]), labels)
        yield AdminRule(action, peers, admin_ports(section))


def _peers(sections: Sequence[Section], labels: Mapping[str, Mapping[str, str]]) -> _Peers:
    selections: list[Selection] = []
    addresses: list[bool | None] = []
    nodes: list[bool | None] = []
    unread = False
    for section in sections:
        selection = _selection(section, labels)
        if selection is not None:
            selections.append(selection)
        elif "networks" in section:
            blocks = [text for text, _line in section.texts("networks")]
            addresses += [True if holds_all_pods(cidr) else None for cidr in blocks if may_hold_pods(cidr)]
            nodes += [True if holds_all_pods(cidr) else None for cidr in blocks if may_hold_pods(cidr)]
        elif "nodes" in section:
            nodes.append(None if label_selector(section.section("nodes")) else True)
        else:
            unread = unread or _report_unread(section)
    return _Peers(tuple(selections), _any(addresses), _any(nodes), unread)


def _selection(section: Section, labels: Mapping[str, Mapping[str, str]]) -> Selection | None:
    """The pods that a subject or peer selects; None when it selects otherwise.

    The first versions of v1alpha1 had a mapping around the selector of namespaces, as in
    `namespaces: {namespaceSelector: {}}`, which could also name labels that subject and peer share.
    """
    if "pods" in section:
        pods = section.section("pods")
        around = (
            _selector(pods.section("namespaces")) if "namespaces" in pods else pods.section(_OF_NAMESPACES)
        )
        if around is not None and (_OF_NAMESPACES in pods or "podSelector" in pods):
            return Selection(_names(around, labels), label_selector(pods.section("podSelector")))
    elif "namespaces" in section:
        selector = _selector(section.section("namespaces"))
        return None if selector is None else Selection(_names(selector, labels))
    return None


def _selector(namespaces: Section) -> Section | None:
    """The selector of namespaces, with or without a mapping around it."""
    if _OF_NAMESPACES in namespaces:
        return namespaces.section(_OF_NAMESPACES)
    is_one = not namespaces or "matchLabels" in namespaces or "matchExpressions" in namespaces
    return namespaces if is_one else None


def _names(selector: Section, labels: Mapping[str, Mapping[str, str]]) -> frozenset[str] | None:
    wanted = label_selector(selector)
    if not wanted:
        return None
    return frozenset(name for name, of_namespace in labels.items() if all_hold(wanted, of_namespace))


def _report_unread(peer: Section) -> bool:
    """Report a peer that is not evaluated; whether it may be a pod. Names of hosts never are."""
    keys = ", ".join(sorted(peer)) or "a peer without a selector"
    peer.place.warn(peer.line, f"Not supported as a policy peer: {keys}.")
    return "domainNames" not in peer


def _any(values: Iterable[bool | None]) -> bool | None:
    """Whether one is true; None when one may be."""
    found = list(values)
    return True if True in found else None if None in found else False
