"""What a service mesh demands of each namespace, and the gateways through which it lets the outside in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.label_selectors import LabelIndex
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.mesh_authorization import (
    ADMITS_ALL,
    ROOT_NAMESPACE,
    MeshAuthorization,
)
from threatmodel.engine.model import Fact

_MODES: Final = {"STRICT": "strict", "PERMISSIVE": "permissive", "DISABLE": "disabled"}
_INJECTION: Final = (("istio-injection", "enabled"), ("linkerd.io/inject", "enabled"))
_REVISION: Final = "istio.io/rev"
DATAPLANE: Final = "istio.io/dataplane-mode"
"""The label of a namespace or pod that takes it into the ambient mesh, or a pod out of it."""
AMBIENT: Final = "ambient"
_INBOUND: Final = "config.linkerd.io/default-inbound-policy"
_SECURE: Final = frozenset({"HTTPS", "TLS"})
_MEMBERSHIP: Final = ("sidecar_injection", "ambient_mesh")  # facts by which a namespace is in the mesh


@dataclass(slots=True)
class Mesh:
    """What a mesh demands of namespaces and of single workloads."""

    authorization: MeshAuthorization
    demands: dict[str, KubernetesObject] = field(default_factory=dict)  # by namespace
    by_workload: dict[str, KubernetesObject] = field(default_factory=dict)  # demands that select it, by uid
    shows_members: bool = False  # some Namespace of the files is in the mesh

    def namespace_facts(self, name: str, found: KubernetesObject | None) -> dict[str, Fact]:
        """Return injection, mutual TLS and authorization, as far as a mesh is there at all.

        The demand of the root namespace is one on the whole mesh. It says nothing of callers of the control
        plane and of gateways, which run there, nor, where files show who is in the mesh, of anybody else.
        """
        facts = {**_injection(found), **_ambient(found)} if found is not None else {}
        demand = self._demand(name)
        if demand is not None:
            facts["mesh_mtls"] = _mode(demand)
        joined = any(key in facts and facts[key].value for key in _MEMBERSHIP)
        is_member = joined or name in self.demands or not self.shows_members
        demanded = demand if name != ROOT_NAMESPACE and is_member else None
        if shown_by := demanded or (found if joined else None):
            denies = _denied_by_default(found)
            facts["mesh_authorization"] = self.authorization.of_namespace(name, shown_by, denies=denies)
        return facts

    def workload_facts(self, namespace: str, workload: str) -> dict[str, Fact]:
        """Return what a demand on a workload alone says where its namespace demands mutual TLS."""
        own, general = self.by_workload.get(workload), self._demand(namespace)
        if own is None or general is None or not _is_set(own):
            return {}
        return {"mesh_mtls": _mode(own)} if _mode(general).value == "strict" else {}

    def mutual_tls(self, namespace: str, workload: str, port: int = 0) -> Fact | None:
        """Return what the mesh demands of callers of a workload; a demand that selects it comes first."""
        own = self.by_workload.get(workload)
        if own is not None:
            at_port = own.spec.section("portLevelMtls").section(str(port))
            if mode := _MODES.get(at_port.text("mode")):
                return at_port.stated("mode", mode)
        demand = own if own is not None and _is_set(own) else self._demand(namespace) or own
        return _mode(demand) if demand is not None else None

    def _demand(self, namespace: str) -> KubernetesObject | None:
        """The demand on a namespace; one that leaves the mode open takes that of the whole mesh."""
        own, general = self.demands.get(namespace), self.demands.get(ROOT_NAMESPACE)
        return general if own is None or (general is not None and not _is_set(own)) else own


def _is_set(demand: KubernetesObject) -> bool:
    return demand.spec.section("mtls").text("mode") in _MODES


def _mode(demand: KubernetesObject) -> Fact:
    mode = demand.spec.section("mtls").text("mode")
    return demand.spec.stated("mtls", _MODES.get(mode, "permissive"))


def _denied_by_default(found: KubernetesObject | None) -> Fact | None:
    """The annotation with which Linkerd refuses callers that it does not know."""
    annotations = found.metadata.section("annotations") if found is not None else None
    if annotations and _INBOUND in annotations and annotations.text(_INBOUND) not in ADMITS_ALL:
        return annotations.stated(_INBOUND, "restricted")
    return None


def read_mesh(
    demands: Iterable[KubernetesObject],
    authorization: MeshAuthorization,
    workloads: LabelIndex,
    namespaces: Iterable[KubernetesObject] = (),
) -> Mesh:
    """Read PeerAuthentications; demands on single workloads change no namespace."""
    mesh = Mesh(authorization, shows_members=any(map(_is_member, namespaces)))
    for demand in sorted(demands, key=lambda one: (one.namespace, one.name)):
        labels = demand.spec.section("selector").pairs("matchLabels")
        if labels:
            selected = workloads.carrying(demand.namespace, labels)
            mesh.by_workload.update({uid: demand for uid in selected if uid not in mesh.by_workload})
        else:
            mesh.demands.setdefault(demand.namespace, demand)
    return mesh


def _is_member(namespace: KubernetesObject) -> bool:
    facts = {**_injection(namespace), **_ambient(namespace)}
    return any(key in facts and facts[key].value is True for key in _MEMBERSHIP)


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
