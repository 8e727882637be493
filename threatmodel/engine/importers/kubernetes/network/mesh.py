"""What a service mesh demands of each namespace, and the gateways through which it lets the outside in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.kinds import api_group
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model import Fact

_ROOT_NAMESPACE: Final = "istio-system"  # a policy here without a selector holds for the whole mesh
_MODES: Final = {"STRICT": "strict", "PERMISSIVE": "permissive", "DISABLE": "disabled"}
_INJECTION: Final = (("istio-injection", "enabled"), ("linkerd.io/inject", "enabled"))
_REVISION: Final = "istio.io/rev"
DATAPLANE: Final = "istio.io/dataplane-mode"
"""The label of a namespace or pod that takes it into the ambient mesh, or a pod out of it."""
AMBIENT: Final = "ambient"
_LINKERD: Final = "policy.linkerd.io"
_INBOUND: Final = "config.linkerd.io/default-inbound-policy"
_ADMITS_ALL: Final = frozenset({"all-unauthenticated", "cluster-unauthenticated", "audit"})
_SECURE: Final = frozenset({"HTTPS", "TLS"})


@dataclass(slots=True)
class Mesh:
    """The policies of a mesh that hold for whole namespaces, by namespace."""

    demands: dict[str, KubernetesObject] = field(default_factory=dict)
    policies: dict[str, list[KubernetesObject]] = field(default_factory=dict)

    def namespace_facts(self, name: str, found: KubernetesObject | None) -> dict[str, Fact]:
        """Return injection, mutual TLS and authorization, as far as a mesh is there at all."""
        facts = {**_injection(found), **_ambient(found)} if found is not None else {}
        demand = self.demands.get(name) or self.demands.get(_ROOT_NAMESPACE)
        if demand is not None:
            mode = _MODES.get(demand.spec.section("mtls").text("mode"), "permissive")
            facts["mesh_mtls"] = demand.spec.stated("mtls", mode)
        joined = any(key in facts and facts[key].value for key in ("sidecar_injection", "ambient_mesh"))
        if shown_by := demand or (found if joined else None):
            facts["mesh_authorization"] = self._authorization(name, shown_by, found)
        return facts

    def _authorization(self, name: str, shown_by: KubernetesObject, found: KubernetesObject | None) -> Fact:
        policies = self.policies.get(name, []) + self.policies.get(_ROOT_NAMESPACE, [])
        opener = next((policy for policy in policies if _allows_all(policy)), None)
        if opener is not None:
            return opener.spec.stated("rules", "allow-all")
        if policies:
            return policies[0].root.stated("spec", "restricted")
        annotations = found.metadata.section("annotations") if found is not None else None
        if annotations and _INBOUND in annotations and annotations.text(_INBOUND) not in _ADMITS_ALL:
            return annotations.stated(_INBOUND, "restricted")
        why = "No AuthorizationPolicy in the files restricts callers."
        return shown_by.root.defaulted("absent", why)


def read_mesh(demands: Iterable[KubernetesObject], policies: Iterable[KubernetesObject]) -> Mesh:
    """Read PeerAuthentications and policies of callers; demands on single workloads change no namespace."""
    mesh = Mesh()
    for demand in demands:
        if "selector" not in demand.spec:
            mesh.demands.setdefault(demand.namespace, demand)
    for policy in policies:
        mesh.policies.setdefault(policy.namespace, []).append(policy)
    return mesh


def gateway_facts(gateway: KubernetesObject) -> dict[str, Fact]:
    """Return hosts and TLS of a gateway, of Istio (servers) or of the Gateway API (listeners)."""
    spec = gateway.spec
    key = "servers" if "servers" in spec else "listeners"
    listeners = spec.sections(key)
    hosts = sorted({host for listener in listeners for host in _hosts(listener)})
    facts = {
        "gateway": gateway.root.stated("kind", value=True),
        "hosts": spec.stated(key, list(hosts)),
        "tls": spec.stated(key, bool(listeners) and all(_is_secure(listener) for listener in listeners)),
        "snippets": spec.defaulted([], "A gateway has no raw proxy configuration."),
        "injected_configuration": spec.defaulted([], "A gateway has no annotations for its proxy."),
        "dangling_backends": spec.defaulted([], "Routes attach to a gateway."),
    }
    if "gatewayClassName" in spec:
        facts["class"] = spec.stated("gatewayClassName", spec.name("gatewayClassName"))
    admitting = any(_admits_all(listener) for listener in listeners)
    return {**facts, "routes_for_all_namespaces": spec.stated(key, admitting)}


def _admits_all(listener: Section) -> bool:
    """Whether routes of any namespace attach: hosts of Istio without one, and `from: All` of a listener."""
    if "hosts" in listener:
        places = (host.rpartition("/")[0].strip() for host, _line in listener.texts("hosts"))
        return any(place in {"", "*"} for place in places)
    return listener.section("allowedRoutes").section("namespaces").text("from") == "All"


def _hosts(listener: Section) -> Iterator[str]:
    if "hosts" in listener:
        yield from (host.rpartition("/")[2].strip().lower() or "*" for host, _line in listener.texts("hosts"))
    else:
        yield listener.text("hostname").strip().lower() or "*"


def _is_secure(listener: Section) -> bool:
    """Whether a listener serves TLS, or only sends visitors to the one that does."""
    if listener.section("tls").flag("httpsRedirect"):
        return True
    protocol = listener.text("protocol") or listener.section("port").text("protocol")
    return protocol.strip().upper() in _SECURE


def _allows_all(policy: KubernetesObject) -> bool:
    """Whether it lets every caller in: a rule without conditions, or no caller that Linkerd has to know."""
    spec = policy.spec
    if api_group(policy.root.text("apiVersion")) == _LINKERD:
        client = spec.section("client")
        return bool(client.flag("unauthenticated")) or spec.data.get("requiredAuthenticationRefs") == []
    allows = spec.text("action", "ALLOW").upper() == "ALLOW"
    return allows and any(not rule for rule in spec.sections("rules"))


def _ambient(found: KubernetesObject) -> dict[str, Fact]:
    labels = found.metadata.section("labels")
    if labels.text(DATAPLANE).strip() == AMBIENT:
        return {"ambient_mesh": labels.stated(DATAPLANE, value=True)}
    return {}


def _injection(found: KubernetesObject) -> dict[str, Fact]:
    labels = found.metadata.section("labels")
    for section in (labels, found.metadata.section("annotations")):
        for key, value in _INJECTION:
            if section.text(key).strip() == value:
                return {"sidecar_injection": section.stated(key, value=True)}
    if _REVISION in labels:
        return {"sidecar_injection": labels.stated(_REVISION, value=True)}
    why = "No label enables sidecar injection."
    return {"sidecar_injection": found.root.defaulted(value=False, why=why)}
