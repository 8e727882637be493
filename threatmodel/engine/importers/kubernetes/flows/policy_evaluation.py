"""Evaluates NetworkPolicies and policies of administrators on the flows of the model."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.namespaces import namespace_labels
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import (
    LabelIndex,
    all_hold,
    label_selector,
)
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.admin_policies import (
    AdminPolicies,
    AdminPolicy,
    Tier,
    is_on_node,
)
from threatmodel.engine.importers.kubernetes.network.cidr import block_may_hold_pods
from threatmodel.engine.importers.kubernetes.network.network_policies import (
    DIRECTIONS,
    Direction,
    denied,
    directions_of,
)
from threatmodel.engine.importers.kubernetes.network.policy_ports import (
    PortRange,
    Traffic,
    policy_port,
    port_of,
    traffic_of,
)
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.model import Fact, Flow, Source
from threatmodel.engine.model.struct_base import Record

_PEERS: Final = {"ingress": "from", "egress": "to"}


class _Rule(Record, frozen=True):
    """One rule: the workloads of the input that it admits (None: everyone), on which ports (none: all).

    `by_address`: it also admits addresses that may be those of pods.
    """

    peers: frozenset[str] | None
    ports: tuple[PortRange, ...]
    by_address: bool = False

    def admits(self, peer: str, traffic: Traffic) -> bool:
        """Whether traffic with a peer passes; what is not known of it is given the benefit."""
        return (self.peers is None or peer in self.peers) and self.opens(traffic)

    def opens(self, traffic: Traffic) -> bool:
        """Whether it admits whom it admits on the port of the traffic."""
        return not self.ports or any(entry.opens(traffic) for entry in self.ports)

    def forbids(self, peer: str, traffic: Traffic) -> bool:
        """Whether the same rule, where it denies, stops traffic; a port that is not known passes here too."""
        if self.peers is not None and peer not in self.peers:
            return False
        return not self.ports or (bool(traffic.port) and all(map(self._covers, traffic.by_transport())))

    def _covers(self, traffic: Traffic) -> bool:
        return any(entry.covers(traffic) for entry in self.ports)


class _Policy(Record, frozen=True):
    """A policy as it concerns one workload in one direction: what it admits, or what it forbids."""

    object: KubernetesObject
    rules: tuple[_Rule, ...]


class PolicyEvaluation:
    """The policies by the workloads they select. Cost: what their selectors mean, within a budget."""

    def __init__(
        self,
        policies: Iterable[KubernetesObject],
        workloads: Mapping[str, Workload],
        namespaces: Mapping[tuple[str, str], KubernetesObject],
        index: LabelIndex,
        work: FanoutLimit,
        admin: AdminPolicies,
    ) -> None:
        self._workloads = workloads
        self._admin = admin
        self._index = index
        self._work = work
        self._labels = namespace_labels((work.namespace for work in workloads.values()), namespaces)
        self._selecting: dict[tuple[Direction, str], list[_Policy]] = defaultdict(list)
        self._denying: dict[tuple[Direction, str], list[_Policy]] = defaultdict(list)
        for policy in policies:
            self._add(policy)

    def with_verdict(self, flow: Flow) -> Flow:
        """The flow with the fact `policy` when both ends are workloads, and the budget lasts."""
        source, target = self._workloads.get(flow.source), self._workloads.get(flow.destination)
        if source is None or target is None:
            return flow
        is_ruled = self._admin or self._selecting or self._denying
        fact = self._ruled(flow, source, target) if is_ruled else _open(target)
        if fact is None:
            return flow
        return Flow(
            flow.uid,
            flow.source,
            flow.destination,
            flow.name,
            {**flow.facts, "policy": fact},
            flow.origin,
            flow.why,
            flow.provenance,
        )

    def _ruled(self, flow: Flow, source: Workload, target: Workload) -> Fact | None:
        """What the policies of its ends make of a flow; None where it is not known, or beyond the budget."""
        inward, outward = self._policies("ingress", target), self._policies("egress", source)
        if not self._work.spend(len(inward) + len(outward)):
            return None
        is_ruled = self._admin or inward or outward or self._denying
        return self._outcome(flow, source, target) if is_ruled else _open(target)

    def _outcome(self, flow: Flow, source: Workload, target: Workload) -> Fact | None:
        """What policies make of a flow; None where that is not known."""
        traffic = traffic_of(flow, target.named_ports(), target.transports_of(port_of(flow)))
        if self._admin:
            return self._tiered(source, target, traffic)
        if (denial := self._denial(source, target, traffic)) is not None:
            return denial
        has_policies = self._policies("ingress", target) or self._policies("egress", source)
        return self._verdict(source, target, traffic) if has_policies else _open(target)

    def unused(self, flows: Iterable[Flow]) -> dict[str, Fact]:
        """By workload: whom its policies admit by name without any flow that needs it."""
        if not self._selecting:
            return {}
        calling: dict[str, set[str]] = defaultdict(set)
        for flow in flows:
            calling[flow.destination].add(flow.source)
        found: dict[str, Fact] = {}
        for (direction, uid), policies in self._selecting.items():
            if direction != "ingress" or is_on_node(self._workloads[uid]):
                continue
            admitting = [rule.peers for policy in policies for rule in policy.rules if rule.peers]
            if not self._work.spend(sum(len(peers) for peers in admitting)):
                continue
            named = {peer for peers in admitting for peer in peers} - self._denied_peers(uid)
            if self._admin:
                named = {peer for peer in named if not self._is_overruled(uid, peer)}
            idle = sorted(named - calling[uid] - {uid})
            where = policies[0].object.spec
            names = [self._workloads[peer].object.name for peer in idle]
            found[uid] = where.inferred(names, _unused_words(names), "ingress")
        return found

    def _is_overruled(self, uid: str, peer: str) -> bool:
        """Whether administrators deny a peer everything, whatever NetworkPolicies admit."""
        ends = self._workloads[uid], self._workloads[peer]
        found = self._admin.outcomes("admin", "ingress", *ends, Traffic(0, "", {}), self._work)
        return bool(found) and all(action == "deny" for action, _policy in found)

    def _tiered(self, source: Workload, target: Workload, traffic: Traffic) -> Fact | None:
        """What all tiers make of the traffic; None where that is not known."""
        ends = _ends(source, target)
        found = [self._of_direction(direction, end, peer, traffic) for direction, end, peer in ends]
        for fact in found:
            if fact is not None and fact.value == "blocked":
                return fact
        if None in found:
            return None
        return next((fact for fact in found if fact is not None and fact.value == "admitted"), found[0])

    def _of_direction(
        self, direction: Direction, end: Workload, peer: Workload, traffic: Traffic
    ) -> Fact | None:
        """What the tiers make of it at one of its ends; None where they may do one thing or another."""
        found: list[Fact | None] = []
        admin = self._admin.outcomes("admin", direction, end, peer, traffic, self._work)
        for action, policy in admin:
            if policy is not None and action != "pass":
                found.append(_decision(policy, "admin", action == "allow"))
            else:
                found += self._below(direction, end, peer, traffic)
        values = {fact and fact.value for fact in found}
        return found[0] if len(values) == 1 else None

    def _below(
        self, direction: Direction, end: Workload, peer: Workload, traffic: Traffic
    ) -> list[Fact | None]:
        """What NetworkPolicies make of it, and of an end that none selects the baseline."""
        ends = (peer, end) if direction == "ingress" else (end, peer)
        if (denial := self._denial(*ends, traffic, (direction,))) is not None:
            return [denial]
        if self._policies(direction, end):
            return [self._verdict(*ends, traffic, (direction,))]
        baseline = self._admin.outcomes("baseline", direction, end, peer, traffic, self._work)
        return [
            _open(end) if policy is None else _decision(policy, "baseline", action == "allow")
            for action, policy in baseline
        ]

    def _denial(
        self,
        source: Workload,
        target: Workload,
        traffic: Traffic,
        directions: Sequence[Direction] = DIRECTIONS,
    ) -> Fact | None:
        """The policy that forbids the traffic, which counts more than all that admit it."""
        if not self._denying:
            return None
        for direction, end, peer in _ends(source, target):
            for policy in self._policies(direction, end, denying=True) if direction in directions else ():
                if self._work.spend(1) and any(rule.forbids(peer.uid, traffic) for rule in policy.rules):
                    return _fact(policy, "blocked", "denies this traffic, regardless of other policies")
        return None

    def _denied_peers(self, uid: str) -> set[str]:
        """Whom a policy forbids to call a workload on any port."""
        rules = [rule for policy in self._denying.get(("ingress", uid), ()) for rule in policy.rules]
        return {peer for rule in rules if not rule.ports for peer in rule.peers or ()}

    def _verdict(
        self,
        source: Workload,
        target: Workload,
        traffic: Traffic,
        directions: Sequence[Direction] = DIRECTIONS,
    ) -> Fact | None:
        """What the policies make of the traffic; None where that depends on addresses."""
        sure = True
        inward = self._policies("ingress", target) if "ingress" in directions else []
        outward = self._policies("egress", source) if "egress" in directions else []
        for policies, peer in ((inward, source), (outward, target)):
            if not policies or _pass(policies, peer.uid, traffic):
                continue
            if not self._may_pass(policies, peer, traffic):
                return _fact(policies[0], "blocked", "does not admit this traffic")
            sure = False
        return (
            _fact((inward or outward)[0], "admitted", "selects one of its ends and admits it")
            if sure
            else None
        )

    def _may_pass(self, policies: Iterable[_Policy], peer: Workload, traffic: Traffic) -> bool:
        """Whether the address of a peer, which no manifest has, may let its traffic pass.

        On the network of its node a pod has the address of that: no selector means it, and plugins differ
        in whether they hold nodes to policies at all.
        """
        return is_on_node(peer) or any(
            rule.by_address and rule.opens(traffic) for policy in policies for rule in policy.rules
        )

    def _policies(self, direction: Direction, workload: Workload, *, denying: bool = False) -> list[_Policy]:
        found = (self._denying if denying else self._selecting).get((direction, workload.uid), [])
        # Network plugins do not apply policies to pods on the network of their node.
        return [] if not found or is_on_node(workload) else found

    # --- reading ------------------------------------------------------------------------------

    def _add(self, policy: KubernetesObject) -> None:
        selected = self._index.select(policy.namespace, label_selector(policy.spec.section("podSelector")))
        for direction in directions_of(policy.spec):
            self._note(self._selecting, policy, direction, policy.spec.sections(direction), selected)
        for direction in DIRECTIONS:
            if rules := denied(policy, direction):
                self._note(self._denying, policy, direction, rules, selected)

    def _note(
        self,
        policies: dict[tuple[Direction, str], list[_Policy]],
        policy: KubernetesObject,
        direction: Direction,
        rules: Iterable[Section],
        selected: Iterable[str],
    ) -> None:
        made = _Policy(policy, tuple(self._rule(rule, direction, policy) for rule in rules))
        for uid in selected:
            policies[direction, uid].append(made)

    def _rule(self, rule: Section, direction: str, policy: KubernetesObject) -> _Rule:
        ports = tuple(policy_port(entry) for entry in rule.sections("ports"))
        peers = rule.sections(_PEERS[direction])
        if not peers:
            return _Rule(None, ports)
        admitted: set[str] = set()
        by_address = False
        for peer in peers:
            if "ipBlock" in peer:
                # Cilium never holds its own pods against blocks of addresses.
                by_address = by_address or (policy.kind == "NetworkPolicy" and block_may_hold_pods(peer))
                continue
            pods = label_selector(peer.section("podSelector"))
            for place in self._namespaces(peer, policy.namespace):
                admitted.update(self._index.select(place, pods))
        return _Rule(frozenset(admitted), ports, by_address)

    def _namespaces(self, peer: Section, own: str) -> list[str]:
        if "namespaceSelector" not in peer:
            return [own]
        wanted = label_selector(peer.section("namespaceSelector"))
        return [name for name, labels in self._labels.items() if all_hold(wanted, labels)]


def _ends(source: Workload, target: Workload) -> tuple[tuple[Direction, Workload, Workload], ...]:
    """Where traffic is evaluated against policies: each direction with that end and the one opposite."""
    return ("ingress", target, source), ("egress", source, target)


def _pass(policies: Iterable[_Policy], peer: str, traffic: Traffic) -> bool:
    """Policies add up: one rule that admits the traffic is enough."""
    return any(rule.admits(peer, traffic) for policy in policies for rule in policy.rules)


def _open(target: Workload) -> Fact:
    why = "No NetworkPolicy in the files selects one of its ends."
    return Fact("open", Source("default", target.object.root.file, target.object.root.line, why=why))


def _decision(policy: AdminPolicy, tier: Tier, admits: bool) -> Fact:  # noqa: FBT001 - the decision itself
    title, spec = policy.object.title, policy.object.spec
    verb = "admits" if admits else "forbids"
    why = f"{title} {verb} this traffic, whatever NetworkPolicies say."
    if tier == "baseline":
        why = f"{title} {verb} this traffic, and no NetworkPolicy selects the pods."
    return spec.inferred("admitted" if admits else "blocked", why, "subject")


def _fact(policy: _Policy, verdict: str, words: str) -> Fact:
    return policy.object.spec.inferred(verdict, f"{policy.object.title} {words}.", "podSelector")


def _unused_words(names: list[str]) -> str:
    if names:
        return "Its NetworkPolicies admit them, but no flow in the files comes from them."
    return "All sources that its NetworkPolicies admit have a flow to it."
