"""NetworkPolicies: which workloads they restrict, whom they admit, and which namespaces deny by default."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal

from threatmodel.engine.importers.kubernetes.manifest.fact_memo import FactMemo
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import LabelIndex, label_selector
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.admin_policies import AdminPolicies, Blanket, Pods
from threatmodel.engine.importers.kubernetes.network.cidr import may_leave_out_pods
from threatmodel.engine.importers.kubernetes.network.policy_ports import policy_port
from threatmodel.engine.model import Fact

Direction = Literal["ingress", "egress"]

DIRECTIONS: Final[tuple[Direction, ...]] = ("ingress", "egress")
_WORDS: Final = {"ingress": "incoming", "egress": "outgoing"}
_UNLIMITED: Final = {
    direction: f"No NetworkPolicy in the files restricts its {words} traffic."
    for direction, words in _WORDS.items()
}
_PEERS: Final = {"ingress": "from", "egress": "to"}
_ANYWHERE: Final = {"ingress": "ingress_from_anywhere", "egress": "egress_to_anywhere"}
_ALL_ADDRESSES: Final = frozenset({"0.0.0.0/0", "::/0"})
_MAY_SELECT: Final = "A NetworkPolicy may select pods that an operator makes and no file shows."

# Ports on which volumes are served, mostly to every address that connects, by IANA's registry:
# SMB, NFS, iSCSI, NVMe over TCP, NBD, Gluster.
_STORAGE_PORTS: Final = frozenset({445, 2049, 3260, 4420, 10809, 24007})

_First = dict[str, KubernetesObject]


@dataclass(slots=True)
class DirectionIsolation:
    """What the NetworkPolicies do in one direction: a policy for each workload that it concerns.

    `restricts`: it limits the traffic. `opens`: it admits all of it, which undoes any limit, because policies
    add up. `anywhere`: it admits every address or every namespace, if only to some ports. `denies` is by
    namespace: it admits nothing to anyone.
    """

    restricts: _First = field(default_factory=dict)
    opens: _First = field(default_factory=dict)
    anywhere: _First = field(default_factory=dict)
    denies: _First = field(default_factory=dict)

    def concerns(self, uid: str) -> bool:
        """Whether it holds anything of a workload."""
        return uid in self.restricts or uid in self.opens or uid in self.anywhere


@dataclass(slots=True)
class PodIsolation:
    """What the NetworkPolicies of the input do, by direction.

    By namespace: `dangling` select no pod, and `opens_storage` admit everyone to a port of storage. In the
    namespaces `unseen`, one may select pods that no file shows.
    """

    by_direction: dict[str, DirectionIsolation] = field(
        default_factory=lambda: {d: DirectionIsolation() for d in DIRECTIONS}
    )
    dangling: dict[str, list[KubernetesObject]] = field(default_factory=lambda: defaultdict(list))
    opens_storage: dict[str, list[KubernetesObject]] = field(default_factory=lambda: defaultdict(list))
    unseen: set[str] = field(default_factory=set)

    def apply_admin_policies(
        self, admin: AdminPolicies, workloads: Mapping[str, Pods], namespaces: Iterable[str]
    ) -> None:
        """Take in what administrators decide for all traffic of workloads and of namespaces."""
        if not admin:
            return
        for direction, isolation in self.by_direction.items():
            for uid, workload in workloads.items():
                _apply_to_workload(isolation, admin, direction, uid, workload)
            for name in namespaces:
                _apply_to_namespace(isolation, admin, direction, name)

    def workload_facts(self, uid: str, pod: Section, memo: FactMemo) -> dict[str, Fact]:
        """Return whether incoming and outgoing traffic of a workload is restricted, and how loosely."""
        for isolation in self.by_direction.values():
            if isolation.concerns(uid):
                return self._workload_facts(uid, pod)
        compute = partial(self._workload_facts, uid, pod)
        return memo.facts(pod, PodIsolation.workload_facts, pod.wording(), compute=compute)

    def _workload_facts(self, uid: str, pod: Section) -> dict[str, Fact]:
        facts = {}
        for direction, isolation in self.by_direction.items():
            facts[f"{direction}_policy"] = _restricted(isolation, direction, uid, pod)
            facts[_ANYWHERE[direction]] = _anywhere(isolation, direction, uid, pod)
        return facts

    def namespace_facts(self, name: str, section: Section) -> dict[str, Fact]:
        """Return whether a namespace denies traffic by default, and which of its policies select nothing."""
        facts = {}
        for direction, isolation in self.by_direction.items():
            policy = isolation.denies.get(name)
            why = f"No NetworkPolicy in the files denies all {_WORDS[direction]} traffic."
            facts[f"default_deny_{direction}"] = (
                policy.spec.stated(_subject(policy), value=True)
                if policy
                else section.defaulted(value=False, why=why)
            )
        opening = self.opens_storage.get(name)
        facts["storage_opened_by"] = (
            opening[0].spec.inferred(
                sorted(policy.name for policy in opening),
                "It admits every address to a port on which storage is served.",
                "ingress",
            )
            if opening
            else section.defaulted([], "No NetworkPolicy in the files opens a port of storage to everyone.")
        )
        dangling = self.dangling.get(name)
        why = _MAY_SELECT if name in self.unseen else "Every NetworkPolicy in the files selects a pod."
        facts["dangling_policies"] = (
            dangling[0].spec.inferred(
                sorted(policy.name for policy in dangling),
                "Its selector matches no pod in the files.",
                "podSelector",
            )
            if dangling
            else section.defaulted([], why)
        )
        return facts


def _restricted(isolation: DirectionIsolation, direction: str, uid: str, pod: Section) -> Fact:
    opener = isolation.opens.get(uid)
    selecting = opener or isolation.restricts.get(uid)
    if selecting is None:
        return pod.defaulted(value=False, why=_UNLIMITED[direction])
    if pod.flag("hostNetwork"):
        why = "NetworkPolicies do not apply to pods with host networking."
        return pod.inferred(value=False, why=why, key="hostNetwork")
    if opener is not None:
        why = f"{opener.title} admits all {_WORDS[direction]} traffic."
        return opener.spec.inferred(value=False, why=why, key=direction)
    return selecting.spec.stated(_subject(selecting), value=True)


def _anywhere(isolation: DirectionIsolation, direction: str, uid: str, pod: Section) -> Fact:
    policy = isolation.anywhere.get(uid)
    if policy is not None:
        return policy.spec.stated(direction, value=True)
    return pod.defaulted(
        value=False, why="No NetworkPolicy that selects it admits every address or namespace."
    )


def pod_isolation(
    policies: Collection[KubernetesObject], workloads: LabelIndex, operated: Collection[str] = ()
) -> PodIsolation:
    """Evaluate every NetworkPolicy against the workloads of its namespace.

    In `operated` namespaces operators make pods that no file shows: a policy may select these.
    """
    found = PodIsolation()
    for policy in policies:
        selector = label_selector(policy.spec.section("podSelector"))
        selected = workloads.select(policy.namespace, selector)
        if not selected and policy.namespace in operated:
            found.unseen.add(policy.namespace)
        elif selector and not selected:
            found.dangling[policy.namespace].append(policy)
        is_incoming = "ingress" in directions_of(policy.spec)
        if is_incoming and any(_opens_storage(rule) for rule in policy.spec.sections("ingress")):
            found.opens_storage[policy.namespace].append(policy)
        for direction in directions_of(policy.spec):
            _apply(found.by_direction[direction], policy, direction, selected)
            if not selector and _denies_by_default(policy, direction):
                found.by_direction[direction].denies.setdefault(policy.namespace, policy)
    for policy in policies:
        for direction in DIRECTIONS:
            if any(_forbids_the_world(rule, direction) for rule in denied(policy, direction)):
                selector = label_selector(policy.spec.section("podSelector"))
                _close(found.by_direction[direction], policy, workloads.select(policy.namespace, selector))
    return found


def _denies_by_default(policy: KubernetesObject, direction: str) -> bool:
    """Whether a policy for every pod leaves out all traffic but what its rules name."""
    return not any(_admits_anyone(rule, direction) for rule in policy.spec.sections(direction))


def _apply(
    isolation: DirectionIsolation, policy: KubernetesObject, direction: str, selected: Iterable[str]
) -> None:
    rules = policy.spec.sections(direction)
    opens = any(_admits_everything(rule, direction) for rule in rules)
    anywhere = any(_admits_anyone(rule, direction) for rule in rules)
    target = isolation.opens if opens else isolation.restricts
    for uid in selected:
        target.setdefault(uid, policy)
        if anywhere:
            isolation.anywhere.setdefault(uid, policy)


def _apply_to_workload(
    isolation: DirectionIsolation, admin: AdminPolicies, direction: str, uid: str, workload: Pods
) -> None:
    found = admin.blanket("admin", direction, workload)
    if found.policy is None or found.action == "pass":
        selected = uid in isolation.restricts or uid in isolation.opens
        base = None if selected else admin.blanket("baseline", direction, workload)
        if base is not None and base.policy is not None and base.action == "deny":
            isolation.restricts[uid] = base.policy.object
            _note_opening(isolation, uid, base)
    elif found.action == "allow":
        isolation.opens[uid] = isolation.anywhere[uid] = found.policy.object
    else:
        _close(isolation, found.policy.object, [uid])
        isolation.restricts[uid] = found.policy.object
    _note_opening(isolation, uid, found)


def _note_opening(isolation: DirectionIsolation, uid: str, found: Blanket) -> None:
    if found.opening is not None:
        isolation.anywhere[uid] = found.opening.object


def _apply_to_namespace(
    isolation: DirectionIsolation, admin: AdminPolicies, direction: str, name: str
) -> None:
    found = admin.blanket_of_namespace("admin", direction, name)
    if found.policy is None or found.action == "pass":
        found = admin.blanket_of_namespace("baseline", direction, name)
        if found.policy is not None and found.action == "deny":
            isolation.denies.setdefault(name, found.policy.object)
    elif found.action == "deny":
        isolation.denies[name] = found.policy.object
    else:
        isolation.denies.pop(name, None)


def _subject(policy: KubernetesObject) -> str:
    return "subject" if "subject" in policy.spec else "podSelector"


def _close(isolation: DirectionIsolation, policy: KubernetesObject, selected: Iterable[str]) -> None:
    """Take back what others admit: a policy forbids all addresses outside of the cluster."""
    for uid in selected:
        isolation.anywhere.pop(uid, None)
        if isolation.opens.pop(uid, None) is not None:
            isolation.restricts.setdefault(uid, policy)


def denied(policy: KubernetesObject, direction: str) -> Sequence[Section]:
    """Return what a policy forbids whatever others admit; NetworkPolicies only admit."""
    return () if policy.kind == "NetworkPolicy" else policy.spec.sections(f"{direction}Deny")


def directions_of(spec: Section) -> tuple[Direction, ...]:
    """Return the directions a policy is about; without policyTypes: ingress, and egress if it has rules."""
    if "policyTypes" in spec:
        named = {text.strip().lower() for text, _line in spec.texts("policyTypes")}
        return tuple(direction for direction in DIRECTIONS if direction in named)
    return DIRECTIONS if spec.sections("egress") else ("ingress",)


def _admits_everything(rule: Section, direction: str) -> bool:
    """Whether a rule limits neither peers nor ports; an empty rule means everything."""
    return not rule.sections(_PEERS[direction]) and not rule.sections("ports")


def _forbids_the_world(rule: Section, direction: str) -> bool:
    """Whether a rule that forbids is about every address and every port."""
    blocks = (peer.section("ipBlock").text("cidr") for peer in rule.sections(_PEERS[direction]))
    return not rule.sections("ports") and any(cidr in _ALL_ADDRESSES for cidr in blocks)


def _opens_storage(rule: Section) -> bool:
    """Whether a rule names a port of storage, alone or in a range, and admits every pod to it."""
    ranges = [policy_port(entry) for entry in rule.sections("ports") if _is_over_tcp(entry)]
    if not any(0 < one.first <= port <= one.last for one in ranges for port in _STORAGE_PORTS):
        return False
    peers = rule.sections("from")
    return not peers or any(_is_anyone(peer) and not may_leave_out_pods(peer) for peer in peers)


def _is_over_tcp(entry: Section) -> bool:
    return entry.text("protocol", "TCP").strip().upper() == "TCP"


def _admits_anyone(rule: Section, direction: str) -> bool:
    """Whether a rule admits every address or every namespace, whatever the ports."""
    peers = rule.sections(_PEERS[direction])
    return not peers or any(map(_is_anyone, peers))


def _is_anyone(peer: Section) -> bool:
    return peer.section("ipBlock").text("cidr") in _ALL_ADDRESSES or (
        "namespaceSelector" in peer
        and not label_selector(peer.section("namespaceSelector"))
        and "podSelector" not in peer
    )
