"""What a mesh makes of the traffic between workloads: DestinationRules, strict mutual TLS, ambient mode."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.kubernetes.cluster.namespaces import Namespaces
from threatmodel.engine.importers.kubernetes.flows.service_calls import Services, external_uid, find_service
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.mesh import AMBIENT, DATAPLANE
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.model import Fact, FactValue, Flow, Source
from threatmodel.engine.model.struct_base import Record

_MUTUAL: Final = frozenset({"ISTIO_MUTUAL", "MUTUAL"})
_ENCRYPTED_PROTOCOLS: Final = frozenset({"https", "tls", "grpcs", "ldaps", "amqps", "rediss"})
_MUTUAL_TLS: Final = ("encrypted", "authenticated", "certificate_verified")  # what it makes true of a flow
_INJECT: Final = "sidecar.istio.io/inject"
_MOST_HOSTS: Final = 10_000  # that patterns of hosts may mean together


class _Rule(Record, frozen=True):
    """A DestinationRule as it concerns one end of flows: what it says in general and for single ports."""

    object: KubernetesObject
    general: Section
    by_port: Mapping[int, Section]

    def settings(self, port: int) -> Section:
        """The TLS settings for a port; an empty section when the rule says nothing of it."""
        return self.by_port.get(port, self.general)


@dataclass(slots=True)
class MeshTls:
    """The DestinationRules of the input by the ends of flows that they concern."""

    namespaces: Namespaces
    workloads: Mapping[str, Workload]
    _rules: dict[str, _Rule] = field(default_factory=dict)
    _mesh: dict[str, Mapping[str, Fact]] = field(default_factory=dict)

    def read(self, rules: Iterable[KubernetesObject], services: Services) -> None:
        """Take the rules, each for the ends that its host means; the first of equal hosts counts."""
        for found in rules:
            policy = found.spec.section("trafficPolicy")
            ports = {
                number: entry.section("tls")
                for entry in policy.sections("portLevelSettings")
                if (number := entry.section("port").integer("number")) is not None
            }
            rule = _Rule(found, policy.section("tls"), ports)
            for uid in _ends(found, services):
                if len(self._rules) < _MOST_HOSTS:
                    self._rules.setdefault(uid, rule)

    def with_mesh_tls(self, flow: Flow) -> Flow:
        """The flow with what the mesh makes of it; unchanged where no mesh is known to carry it."""
        caller = self.workloads.get(flow.source)
        if caller is not None and (facts := self._by_ambient_mesh(flow, caller)):
            return replace(flow, facts={**flow.facts, **facts})
        mesh = self.namespaces.mesh
        if not (self._rules or mesh.demands or mesh.by_workload):
            return flow
        if caller is None or not self._is_concerned(flow) or not self._may_carry(caller):
            return flow
        facts = self._by_rule(flow) or self._by_demand(flow, caller)
        return replace(flow, facts={**flow.facts, **facts}) if facts else flow

    def _is_concerned(self, flow: Flow) -> bool:
        """Whether a rule or a demand is about the other end at all."""
        target = self.workloads.get(flow.destination)
        return (target is not None and self._demand(target) is not None) or flow.destination in self._rules

    def _may_carry(self, caller: Workload) -> bool:
        """Whether the caller may have a sidecar: its namespace is not known to go without."""
        own = asks_for_sidecar(caller)
        if own is not None:
            return own
        injected = self._facts(caller.namespace).get("sidecar_injection")
        return injected is None or injected.value is True

    def _by_rule(self, flow: Flow) -> dict[str, Fact]:
        rule = self._rules.get(flow.destination)
        if rule is None:
            return {}
        settings = rule.settings(_port(flow))
        mode = settings.text("mode").strip().upper()
        if mode in _MUTUAL:
            said: dict[str, FactValue] = {
                "encrypted": True,
                "authenticated": True,
                "certificate_verified": True,
            }
        elif mode == "SIMPLE":
            said = {"encrypted": True}
            if settings.flag("insecureSkipVerify"):
                said["certificate_verified"] = False
        elif mode == "DISABLE" and not _is_encrypted(flow):
            said = {"encrypted": False}
        else:
            return {}
        why = f"{rule.object.title} sets TLS mode {mode} for the caller's sidecar."
        source = Source("inferred", settings.file, settings.line_of("mode"), why=why)
        return {name: Fact(value, source) for name, value in said.items()}

    def _by_demand(self, flow: Flow, caller: Workload) -> dict[str, Fact]:
        """Strict mutual TLS at the other end: who has a sidecar uses it, and others are refused."""
        target = self.workloads.get(flow.destination)
        if target is None or not self._may_carry(target):
            return {}
        demand = self._demand(target, _port(flow))
        injected = (self._facts(work.namespace).get("sidecar_injection") for work in (caller, target))
        if demand is None or demand.value != "strict" or not all(f and f.value for f in injected):
            return {}
        why = (
            f"Both ends have sidecars, and a PeerAuthentication requires mutual TLS of {target.object.name}."
        )
        source = Source("inferred", demand.source.file, demand.source.line, why=why)
        return {name: Fact(value=True, source=source) for name in _MUTUAL_TLS}

    def _by_ambient_mesh(self, flow: Flow, caller: Workload) -> dict[str, Fact]:
        """Node proxies encrypt what pods of the mesh send each other, and know both ends."""
        target = self.workloads.get(flow.destination)
        if target is None or not (self._is_ambient(caller) or self._is_ambient(target)):
            return {}
        if not all(self._is_ambient(work) or self._has_sidecar(work) for work in (caller, target)):
            return {}
        place = (caller if self._is_ambient(caller) else target).object.source
        why = "Both ends are in the ambient mesh, whose node proxies use mutual TLS."
        source = Source("inferred", place.file, place.line, why=why)
        return {name: Fact(value=True, source=source) for name in _MUTUAL_TLS}

    def _is_ambient(self, workload: Workload) -> bool:
        own = workload.labels.get(DATAPLANE)
        joined = own == AMBIENT or (own is None and "ambient_mesh" in self._facts(workload.namespace))
        return joined and not workload.pod.flag("hostNetwork")

    def _has_sidecar(self, workload: Workload) -> bool:
        injected = self._facts(workload.namespace).get("sidecar_injection")
        return injected is not None and injected.value is True and self._may_carry(workload)

    def _demand(self, target: Workload, port: int = 0) -> Fact | None:
        return self.namespaces.mesh.mutual_tls(target.namespace, target.object.uid, port)

    def _facts(self, namespace: str) -> Mapping[str, Fact]:
        known = self._mesh.get(namespace)
        if known is None:
            declared = self.namespaces.declared.get(("", namespace))
            known = self._mesh[namespace] = self.namespaces.mesh.namespace_facts(namespace, declared)
        return known


def asks_for_sidecar(workload: Workload) -> bool | None:
    """Return whether a pod gets a sidecar by what it says itself; None where its namespace decides."""
    if workload.pod.flag("hostNetwork"):
        return False
    labels = workload.template.section("metadata").section("labels")
    for data in (labels.data, workload.annotations.data):
        if _INJECT in data:
            return str(data[_INJECT]).strip().lower() == "true"
    return None


def _port(flow: Flow) -> int:
    port = flow.facts["port"].value if "port" in flow.facts else 0
    return port if isinstance(port, int) else 0


def _is_encrypted(flow: Flow) -> bool:
    protocol = flow.facts.get("protocol")
    return protocol is not None and protocol.value in _ENCRYPTED_PROTOCOLS


def _ends(found: KubernetesObject, services: Services) -> Iterator[str]:
    """The uids at which flows end that go to the host of a rule."""
    host = found.spec.text("host").strip().lower().rstrip(".")
    if host.startswith("*"):
        ending = host.removeprefix("*")
        for (namespace, name), known in services.items():
            if f"{name}.{namespace}.svc.cluster.local".endswith(ending):
                yield from known.targets or (known.object.uid,)
        return
    service = find_service(services, host, found.namespace) if host else None
    if service is not None:
        yield from service.targets or (service.object.uid,)
    elif "." in host:
        yield external_uid(host)
