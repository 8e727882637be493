"""Which workloads the policies of a mesh guard: each policy those that it selects, or its whole namespace."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from threatmodel.engine.importers.kubernetes.manifest.kinds import api_group
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import LabelIndex, label_selector
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.services import Service
from threatmodel.engine.model import Fact

ROOT_NAMESPACE: Final = "istio-system"  # a policy here without a selector holds for the whole mesh
ADMITS_ALL: Final = frozenset({"all-unauthenticated", "cluster-unauthenticated", "audit"})
_LINKERD: Final = "policy.linkerd.io"
_ROUTES: Final = frozenset({"HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"})
_SINGLE: Final = frozenset({"Service", "ServiceEntry"})  # a Gateway may stand before the whole namespace
_MOST_NAMED: Final = 3

Targets = Mapping[tuple[str, str], Service]


@dataclass(slots=True)
class SelectedWorkloads:
    """What policies of single workloads say, by uid of the workload."""

    guarded: set[str] = field(default_factory=set)
    opened: dict[str, KubernetesObject] = field(default_factory=dict)  # whoever calls is let in


@dataclass(slots=True)
class MeshAuthorization:
    """The policies of callers: those of whole namespaces, and what the others select."""

    whole: dict[str, list[KubernetesObject]] = field(default_factory=dict)
    selected: SelectedWorkloads = field(default_factory=SelectedWorkloads)
    called: dict[str, list[str]] = field(default_factory=dict)  # by namespace

    def of_namespace(self, name: str, shown_by: KubernetesObject, *, denies: Fact | None) -> Fact:
        """Return who may call the workloads of a namespace that is in a mesh.

        `denies` is what says that the mesh refuses callers that no policy names.
        """
        policies = self.whole.get(name, []) + self.whole.get(ROOT_NAMESPACE, [])
        opener = next((policy for policy in policies if _allows_all(policy)), None)
        if opener is not None:
            return opener.spec.stated("rules", "allow-all")
        if policies:
            return policies[0].root.stated("spec", "restricted")
        if denies is not None:
            return denies
        return self._by_selectors(name, shown_by)

    def _by_selectors(self, name: str, shown_by: KubernetesObject) -> Fact:
        called, selected = self.called.get(name, []), self.selected
        unguarded = [uid for uid in called if uid not in selected.guarded or uid in selected.opened]
        if called and not unguarded:
            why = "Policies of the mesh select each workload that Services lead to."
            return shown_by.root.inferred("restricted", why, "metadata")
        opener = next((selected.opened[uid] for uid in unguarded if uid in selected.opened), None)
        if opener is not None and len(unguarded) == len(called):
            return opener.spec.stated("rules", "allow-all")
        if len(unguarded) < len(called):
            why = f"No policy of the mesh restricts callers of {_names(unguarded)}."
            return shown_by.root.inferred("partial", why, "metadata")
        return shown_by.root.defaulted("absent", "No AuthorizationPolicy in the files restricts callers.")


def read_authorization(
    policies: Iterable[KubernetesObject],
    servers: Collection[KubernetesObject],
    workloads: LabelIndex,
    services: Targets,
) -> MeshAuthorization:
    """Read policies of callers, of Istio and Linkerd."""
    read = sorted(policies, key=lambda policy: (policy.namespace, policy.name, policy.kind))
    if not (read or servers):
        return MeshAuthorization()
    found = MeshAuthorization(called=_called(workloads, services))
    known = _Servers.of(servers, workloads)
    for policy in read:
        if not _restricts(policy):
            continue
        reached = _reached(policy, known, workloads, services)
        if reached is None:
            found.whole.setdefault(policy.namespace, []).append(policy)
            continue
        found.selected.guarded.update(reached)
        if _allows_all(policy):
            found.selected.opened.update(dict.fromkeys(reached, policy))
    for server in servers:
        reached = known.pods(server)
        found.selected.guarded.update(reached)  # what no policy of the server names is refused
        if server.spec.text("accessPolicy") in ADMITS_ALL:
            found.selected.opened.update(dict.fromkeys(reached, server))
    return found


@dataclass(slots=True)
class _Servers:
    """The servers of Linkerd: ports of the pods that each selects."""

    workloads: LabelIndex
    _by_name: dict[tuple[str, str], KubernetesObject]
    _by_uid: dict[str, KubernetesObject]
    _by_label: LabelIndex
    _pods: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, servers: Iterable[KubernetesObject], workloads: LabelIndex) -> Self:
        by_name = {(one.namespace, one.name): one for one in servers}
        by_uid = {one.uid: one for one in by_name.values()}
        labeled = ((one.namespace, one.uid, one.metadata.pairs("labels")) for one in by_name.values())
        return cls(workloads, by_name, by_uid, LabelIndex.of(labeled, workloads.budget))

    def pods(self, server: KubernetesObject) -> list[str]:
        """The workloads that a server selects; none for one of machines outside of the cluster."""
        known = self._pods.get(server.uid)
        if known is None:
            chosen = server.spec.section("podSelector")
            is_for_pods = "podSelector" in server.spec
            known = self.workloads.select(server.namespace, label_selector(chosen)) if is_for_pods else []
            self._pods[server.uid] = known
        return known

    def named_by(self, policy: KubernetesObject) -> list[KubernetesObject]:
        """The servers that a policy names, by their name or labels."""
        reference, chosen = policy.spec.section("targetRef"), policy.spec.section("server")
        name = chosen.text("name") or (reference.text("name") if reference.text("kind") == "Server" else "")
        named = self._by_name.get((policy.namespace, name))
        found = {} if named is None else {named.uid: named}
        if "selector" in chosen:
            uids = self._by_label.select(policy.namespace, label_selector(chosen.section("selector")))
            found |= {uid: self._by_uid[uid] for uid in sorted(uids)}
        return list(found.values())


def _called(workloads: LabelIndex, services: Targets) -> dict[str, list[str]]:
    """The workloads that Services lead to, by namespace; where there are no Services, all."""
    called: dict[str, dict[str, None]] = {}
    for (namespace, _name), service in sorted(services.items(), key=lambda item: item[0]):
        called.setdefault(namespace, {}).update(dict.fromkeys(sorted(service.targets)))
    found = {namespace: list(uids) for namespace, uids in called.items() if uids}
    return {**{place: workloads.members(place) for place in workloads.namespaces()}, **found}


def _reached(
    policy: KubernetesObject, servers: _Servers, workloads: LabelIndex, services: Targets
) -> list[str] | None:
    """The workloads that a policy is about; None for its whole namespace."""
    spec = policy.spec
    if api_group(policy.root.text("apiVersion")) == _LINKERD:
        kind = spec.section("targetRef").text("kind")
        if kind in _ROUTES:
            return []  # of the server that the route belongs to
        if kind != "Server" and "server" not in spec:
            return None
        return [uid for one in servers.named_by(policy) for uid in servers.pods(one)]
    labels = spec.section("selector").pairs("matchLabels")
    if labels:
        places = [policy.namespace] if policy.namespace != ROOT_NAMESPACE else workloads.namespaces()
        return [uid for place in places for uid in workloads.carrying(place, labels)]
    references = (*spec.sections("targetRefs"), spec.section("targetRef"))
    kinds = {one.text("kind") for one in references if one}
    if not kinds or kinds - _SINGLE:
        return None
    keys = [(policy.namespace, one.text("name")) for one in references if one.text("kind") == "Service"]
    return [uid for key in keys if key in services for uid in sorted(services[key].targets)]


def _restricts(policy: KubernetesObject) -> bool:
    """Whether it says who may call: what denies some callers or requests alone leaves all others in."""
    action = policy.spec.text("action").upper()
    if action == "DENY":
        return any(not rule or _excepts(rule) for rule in policy.spec.sections("rules"))
    return action != "AUDIT"


def _excepts(rule: Section) -> bool:
    """Whether a rule is about all but those that it names."""
    parts = (
        *(one.section("source") for one in rule.sections("from")),
        *(one.section("operation") for one in rule.sections("to")),
        *rule.sections("when"),
    )
    return any(key.startswith("not") for part in parts for key in part)


def _allows_all(policy: KubernetesObject) -> bool:
    """Whether it lets every caller in: a rule without conditions, or no caller that Linkerd has to know."""
    spec = policy.spec
    if api_group(policy.root.text("apiVersion")) == _LINKERD:
        client = spec.section("client")
        return bool(client.flag("unauthenticated")) or spec.data.get("requiredAuthenticationRefs") == []
    allows = spec.text("action", "ALLOW").upper() == "ALLOW"
    return allows and any(not rule for rule in spec.sections("rules"))


def _names(uids: Iterable[str]) -> str:
    """The first workloads by name, with the number of others."""
    names = sorted({uid.rpartition("/")[2] for uid in uids})
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"
