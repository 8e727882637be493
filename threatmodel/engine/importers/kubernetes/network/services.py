"""Services: what they offer, their targets, and how far outside they reach."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from threatmodel.engine.importers.kubernetes.manifest.fact_memo import FactMemo
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import LabelIndex
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.cidr import are_private
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.products.annotations import PRIVATE_LOAD_BALANCER
from threatmodel.engine.model import Fact
from threatmodel.engine.model.struct_base import Record

SPEC_KEYS: Final = ("type", "clusterIP", "ports", "externalIPs")
"""From which the facts of a Service follow, besides what its selector means; see fact_memo.py."""

# Labels that the controller of StatefulSets puts on each pod: its name, and its number.
_POD_NAME: Final = "statefulset.kubernetes.io/pod-name"
_POD_LABELS: Final = frozenset({_POD_NAME, "apps.kubernetes.io/pod-index"})
_TYPES: Final = frozenset({"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"})


class ServicePort(Record, frozen=True):
    """One port of a Service; `target` is the number or name of the port behind it."""

    port: int
    target: str
    transport: str
    name: str
    node_port: int
    app_protocol: str
    line: int


class Service(Record, frozen=True):
    """A Service and the uids of the workloads its selector means."""

    object: KubernetesObject
    type: str
    ports: tuple[ServicePort, ...]
    targets: tuple[str, ...]
    external_name: str
    internal: bool
    outside: tuple[str, ...] = ()  # addresses behind it instead of pods
    verified_tls: bool = False  # gateways encrypt what they send it and verify its certificate

    @property
    def name(self) -> str:
        """The name that callers use."""
        return self.object.name

    @property
    def name_outside(self) -> str:
        """The host outside of the cluster that it is another name for; empty when there is none."""
        return "" if is_in_cluster(self.external_name) else self.external_name

    @property
    def published_by(self) -> str:
        """How it is reached from outside of the cluster: LoadBalancer, NodePort, external IPs or nothing."""
        if self.type == "LoadBalancer" and not self.internal:
            ranges = (text for text, _line in self.object.spec.texts("loadBalancerSourceRanges"))
            if not are_private(ranges):
                return "LoadBalancer"
        if self.type == "NodePort":
            return "NodePort"
        return "external IPs" if self.object.spec.texts("externalIPs") else ""

    def port(self, wanted: str) -> ServicePort | None:
        """Return the port of this number or name; an empty wish means the only or first port."""
        for port in self.ports:
            if not wanted or wanted in (str(port.port), port.name):
                return port
        return None

    def facts(self, memo: FactMemo) -> dict[str, Fact]:
        """Return what is known of the Service."""
        if self.type == "LoadBalancer":  # its annotations matter too
            return self.own_facts()
        return memo.facts(
            self.object.spec,
            *(Service.own_facts, self.object.spec.wording(*SPEC_KEYS), self.type, len(self.targets)),
            compute=self.own_facts,
        )

    def own_facts(self) -> dict[str, Fact]:
        """Return what its specification says, and how many workloads are behind it."""
        spec = self.object.spec
        stated_type = "clusterIP" if self.type == "Headless" else "type"
        records = [_port_record(port) for port in self.ports]
        lines = tuple(port.line for port in self.ports)
        facts = {
            "type": spec.stated(stated_type, self.type)
            if stated_type in spec
            else spec.defaulted(self.type, "A Service without a type is reachable inside the cluster only."),
            "ports": spec.stated("ports", list(records), lines),
            "external_ips": _texts(spec, "externalIPs", "No external IPs are set."),
            "selects": spec.stated("selector", len(self.targets)),
        }
        if self.type == "LoadBalancer":
            why = "loadBalancerSourceRanges is not set, so every address is allowed."
            facts["source_ranges"] = _texts(spec, "loadBalancerSourceRanges", why)
            facts["internal_load_balancer"] = _internal_fact(self.object, internal=self.internal)
        return facts


def is_in_cluster(host: str) -> bool:
    """Whether a host is a Service by its full name, or a pod behind one: api.shop.svc.cluster.local."""
    return "svc" in host.lower().split(".")[2:4]


def read_services(
    objects: Iterable[KubernetesObject], workloads: LabelIndex
) -> dict[tuple[str, str], Service]:
    """Return the Services by namespace and name, with the workloads they select."""
    services = {}
    for found in objects:
        selector = found.spec.pairs("selector")
        targets = _selected(found.namespace, selector, workloads) if selector else ()
        services[(found.namespace, found.name)] = _service(found, tuple(targets))
    return services


def _selected(namespace: str, selector: Mapping[str, str], workloads: LabelIndex) -> list[str]:
    """The workloads with pods that carry all of these labels, also those that controllers add to pods."""
    stated = {name: value for name, value in selector.items() if name not in _POD_LABELS}
    if len(stated) == len(selector):
        return workloads.carrying(namespace, selector)
    sets = [uid for uid in workloads.carrying(namespace, stated) if "/StatefulSet/" in uid]
    if _POD_NAME not in selector:
        return sets
    owner, _, ordinal = selector[_POD_NAME].rpartition("-")
    return [uid for uid in sets if ordinal.isdigit() and uid.endswith(f"/StatefulSet/{owner}")]


def _service(found: KubernetesObject, targets: tuple[str, ...]) -> Service:
    spec = found.spec
    kind = spec.text("type", "ClusterIP")
    if kind not in _TYPES:
        spec.place.warn(spec.line_of("type"), f"{found.title} has an unknown type; ClusterIP is assumed.")
        kind = "ClusterIP"
    external_name = spec.name("externalName").lower().rstrip(".") if kind == "ExternalName" else ""
    if kind == "ClusterIP" and spec.text("clusterIP") == "None":
        kind = "Headless"
    return Service(
        found,
        kind,
        tuple(_ports(spec)),
        () if kind == "ExternalName" else targets,
        external_name,
        internal="annotations" in found.metadata and _is_internal(found.metadata.section("annotations")),
    )


def _ports(spec: Section) -> Iterable[ServicePort]:
    for entry in spec.sections("ports"):
        number = entry.integer("port")
        if number is None:
            entry.place.warn(entry.line, "A port of a Service has no number; ignored.")
            continue
        yield ServicePort(
            number,
            target if (target := entry.number_or_text("targetPort")) not in {"", "0"} else str(number),
            entry.text("protocol", "TCP").lower(),
            entry.text("name"),
            entry.integer("nodePort") or 0,
            entry.text("appProtocol"),
            entry.line,
        )


def _port_record(port: ServicePort) -> dict[str, Any]:
    return {
        "port": port.port,
        "target": port.target,
        "protocol": port.transport,
        "name": port.name,
        "node_port": port.node_port,
    }


def _texts(spec: Section, key: str, why: str) -> Fact:
    named = spec.texts(key)
    if not named:
        return spec.defaulted([], why)
    return spec.stated(key, [text for text, _ in named], tuple(line for _, line in named))


def _is_internal(annotations: Section) -> bool:
    return any(_keeps_private(annotations.text(key), wanted) for key, wanted in PRIVATE_LOAD_BALANCER.items())


def _keeps_private(value: str, wanted: str | None) -> bool:
    text = value.strip().lower()
    return text == wanted if wanted else text not in {"", "false"}


def _internal_fact(found: KubernetesObject, *, internal: bool) -> Fact:
    if not internal:
        why = "No known annotation makes the load balancer internal."
        return found.spec.defaulted(value=False, why=why)
    annotations = found.metadata.section("annotations")
    key = next(
        key for key, wanted in PRIVATE_LOAD_BALANCER.items() if _keeps_private(annotations.text(key), wanted)
    )
    return annotations.stated(key, value=True)


def target_port(port: ServicePort, named_ports: Mapping[str, int]) -> int:
    """Return the number of the port behind a Service's port; its own when the name is unknown."""
    number = parse_int(port.target)
    return named_ports.get(port.target, port.port) if number is None else number
