"""NetworkPolicies: which workloads they restrict, and which namespaces deny by default."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from threatmodel.engine.importers.kubernetes.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.sections import Section
from threatmodel.engine.importers.kubernetes.selectors import LabelIndex, label_selector
from threatmodel.engine.model import Fact

DIRECTIONS: Final = ("ingress", "egress")
_WORDS: Final = {"ingress": "incoming", "egress": "outgoing"}


@dataclass(slots=True)
class PolicyReach:
    """What the NetworkPolicies of the input do, by direction.

    `restricts` and `opens` map the uid of a workload to a policy that selects it: the first limits the
    traffic, the second admits all of it, which undoes any limit because policies add up.
    """

    restricts: dict[str, dict[str, KubernetesObject]] = field(
        default_factory=lambda: {d: {} for d in DIRECTIONS}
    )
    opens: dict[str, dict[str, KubernetesObject]] = field(default_factory=lambda: {d: {} for d in DIRECTIONS})
    default_deny: dict[str, dict[str, KubernetesObject]] = field(
        default_factory=lambda: {d: {} for d in DIRECTIONS}
    )

    def workload_facts(self, uid: str, pod: Section) -> dict[str, Fact]:
        """Return whether incoming and outgoing traffic of a workload is restricted."""
        return {f"{direction}_policy": self._restricted(direction, uid, pod) for direction in DIRECTIONS}

    def namespace_facts(self, name: str, silent: Section) -> dict[str, Fact]:
        """Return whether a namespace denies traffic by default, in each direction."""
        facts = {}
        for direction in DIRECTIONS:
            policy = self.default_deny[direction].get(name)
            facts[f"default_deny_{direction}"] = (
                policy.spec.stated("podSelector", value=True)
                if policy
                else silent.defaulted(
                    value=False, why=f"No NetworkPolicy of the files denies all {_WORDS[direction]} traffic."
                )
            )
        return facts

    def _restricted(self, direction: str, uid: str, pod: Section) -> Fact:
        policy, opener = self.restricts[direction].get(uid), self.opens[direction].get(uid)
        words, selecting = _WORDS[direction], opener or policy
        if selecting is None:
            why = f"No NetworkPolicy of the files limits its {words} traffic."
            return pod.defaulted(value=False, why=why)
        if pod.flag("hostNetwork"):
            why = "Network plugins do not apply NetworkPolicies to pods on the network of their node."
            return pod.inferred(value=False, why=why, key="hostNetwork")
        if opener is not None:
            why = f"NetworkPolicy {opener.name} admits all {words} traffic."
            return opener.spec.inferred(value=False, why=why, key=direction)
        return selecting.spec.stated("podSelector", value=True)


def policy_reach(policies: Iterable[KubernetesObject], workloads: LabelIndex) -> PolicyReach:
    """Evaluate every NetworkPolicy against the workloads of its namespace."""
    reach = PolicyReach()
    for policy in policies:
        selector = label_selector(policy.spec.section("podSelector"))
        selected = workloads.select(policy.namespace, selector)
        for direction in _directions(policy.spec):
            rules = policy.spec.sections(direction)
            opens = any(_admits_everything(rule, direction) for rule in rules)
            target = reach.opens[direction] if opens else reach.restricts[direction]
            for uid in selected:
                target.setdefault(uid, policy)
            if not selector and not rules:
                reach.default_deny[direction].setdefault(policy.namespace, policy)
    return reach


def _directions(spec: Section) -> tuple[str, ...]:
    """Return the directions a policy speaks of; without policyTypes: ingress, and egress if it has rules."""
    if "policyTypes" in spec:
        named = {text.strip().lower() for text, _line in spec.texts("policyTypes")}
        return tuple(direction for direction in DIRECTIONS if direction in named)
    return DIRECTIONS if spec.sections("egress") else ("ingress",)


def _admits_everything(rule: Section, direction: str) -> bool:
    """Whether a rule limits neither peers nor ports; an empty rule means everything."""
    peers = "from" if direction == "ingress" else "to"
    return not rule.sections(peers) and not rule.sections("ports")
