"""Ways in from outside: load balancers, node ports, Ingresses and ports of the node."""

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.environment_facts import arguments_of
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import NODE_CALLERS
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.flows.service_calls import Services
from threatmodel.engine.importers.kubernetes.flows.service_targets import port_protocol, targets_at
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.network.ingresses import Ingress, IngressBackend
from threatmodel.engine.importers.kubernetes.network.services import Service, ServicePort, target_port
from threatmodel.engine.importers.kubernetes.workloads.command_line import command_words
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.model_builder import INTERNET
from threatmodel.engine.importers.products.protocols import is_encrypted
from threatmodel.engine.importers.products.traefik import entry_points, options_of

_KNATIVE: Final = "Service.serving.knative.dev"
_KNATIVE_PORT: Final = 8080
_TLS_PORTS: Final = frozenset({443, 8443})
_MADE_BY_CONTROLLER: Final = re.compile(r"(?:ingress|service|gateway)\.k8s\.aws[\w.]{0,20}/stack")
_VISIBILITY: Final = "networking.knative.dev/visibility"

Workloads = Mapping[str, Workload]


def exposed_by_services(services: Services, workloads: Workloads) -> Iterator[Candidate]:
    """Yield what load balancers, node ports and external IPs let in."""
    for service in services.values():
        way = service.published_by
        if not way:
            continue
        beside_tls = any(_serves_tls(port) for port in service.ports)
        for port in service.ports:
            published = port.node_port if way == "NodePort" else port.port
            why = _published_words(service, way, published)
            for uid in targets_at(service, port, workloads) or (service.object.uid,):
                where = (service.object.root.file, port.line)
                target = workloads.get(uid)
                found = _candidate((INTERNET, uid), target, port, published, why, where)
                if target is not None and found.port in _redirected_ports(target):
                    why = f"{found.why} It redirects all requests there to HTTPS."
                    found = replace(found, encrypted=True, why=why)
                # Plain HTTP may only lead to the port with TLS.
                yield replace(found, encrypted=None) if beside_tls and found.encrypted is False else found


def _redirected_ports(workload: Workload) -> frozenset[int]:
    """The ports on which a workload leads all requests to HTTPS, by its command line."""
    return frozenset(
        one.port
        for container in workload.containers
        if container.product is not None and container.product.backends_by == "traefik-labels"
        for one in entry_points(options_of(arguments_of(command_words(container.section))))
        if one.redirected_by
    )


def _serves_tls(port: ServicePort) -> bool:
    return port.port in _TLS_PORTS or bool(is_encrypted(port_protocol(port, port.port, None)))


def _published_words(service: Service, way: str, published: int) -> str:
    where = f"Service {service.name}"
    if way == "NodePort":
        on = f"port {published}" if published else "a port"
        return f"{where} publishes it on {on} of every node (NodePort)."
    if way == "LoadBalancer":
        return f"{where} publishes it through a load balancer on port {published}."
    return f"{where} claims external IP addresses on port {published}."


def exposed_by_ingresses(
    ingresses: Iterable[Ingress], services: Services, workloads: Workloads
) -> Iterator[Candidate]:
    """Yield what Ingresses let in; each host and path leads to one Service."""
    for ingress in ingresses:
        for backend in () if ingress.private else ingress.backends:
            service = services.get((backend.namespace, backend.service))
            if service is None:
                continue
            port = service.port(backend.port) or service.port("")
            for uid in targets_at(service, port, workloads) or (service.object.uid,):
                yield _through_ingress(ingress, backend, service, port, uid, workloads)


def _through_ingress(
    ingress: Ingress,
    backend: IngressBackend,
    service: Service,
    port: ServicePort | None,
    uid: str,
    workloads: Workloads,
) -> Candidate:
    host = "any host" if backend.host == "*" else f"host {backend.host}"
    target = workloads.get(uid)
    login = ingress.login()
    return Candidate(
        INTERNET,
        uid,
        f"{ingress.object.title} routes {host} to Service {service.name}. {login}".rstrip(),
        ingress.object.root.file,
        backend.line,
        port=target_port(port, target.named_ports() if target else {}) if port else 0,
        protocol="https" if backend.tls else "http",
        encrypted=backend.tls,
        authenticated=bool(login),
        published_port=443 if backend.tls else 80,
    )


def exposed_by_target_groups(
    bindings: Iterable[KubernetesObject], services: Services, workloads: Workloads
) -> Iterator[Candidate]:
    """Yield what load balancers of AWS let in that are made elsewhere: TargetGroupBindings name a Service.

    Source: AWS Load Balancer Controller, "TargetGroupBinding". Whether the load balancer serves the internet
    or TLS is said where it is made: `networking` only names the addresses of the load balancer itself. Those
    that the controller makes for an Ingress or a Service are left out, as that one is read.
    """
    for binding in bindings:
        if any(_MADE_BY_CONTROLLER.match(label) for label in binding.metadata.pairs("labels")):
            continue
        reference = binding.spec.section("serviceRef")
        service = services.get((binding.namespace, reference.name()))
        port = service.port(reference.number_or_text("port")) if service else None
        if service is None or port is None:
            continue
        why = f"{binding.title} joins Service {service.name} to a load balancer that no file declares."
        where = (binding.root.file, reference.line)
        for uid in targets_at(service, port, workloads) or (service.object.uid,):
            found = _candidate((INTERNET, uid), workloads.get(uid), port, 0, why, where)
            yield replace(found, encrypted=None, confidence="medium")


def exposed_by_knative(workloads: Iterable[Workload]) -> Iterator[Candidate]:
    """Yield the Services of Knative, which publishes each unless a label keeps it inside of the cluster."""
    for workload in workloads:
        found = workload.object
        if found.kind == _KNATIVE and found.metadata.pairs("labels").get(_VISIBILITY) != "cluster-local":
            port = next((port.number for one in workload.containers for port in one.ports), _KNATIVE_PORT)
            why = (
                f"Knative publishes its Service {found.name}, because no label {_VISIBILITY} "
                "makes it internal."
            )
            yield Candidate(
                INTERNET, workload.uid, why, found.root.file, found.root.line, port=port, protocol="http"
            )


def exposed_by_host_ports(workloads: Iterable[Workload]) -> Iterator[Candidate]:
    """Yield the ports that containers open on their node itself.

    Who reaches them depends on the addresses of the nodes: no manifest has them, and most are private.
    """
    for workload in workloads:
        shared = bool(workload.pod.flag("hostNetwork"))
        for container in workload.containers:
            for own in container.ports:
                number, entry = own.number, own.section
                published = own.host_port or (number if shared else 0)
                if not published or _is_loopback(entry.text("hostIP")):
                    continue
                port = ServicePort(number, str(number), own.transport, own.name, 0, "", entry.line)
                how = "shares the network of its node" if shared else "publishes a port of its node"
                why = f"Container {container.name} {how} and listens on port {published} there."
                where = (entry.file, entry.line)
                yield _candidate((NODE_CALLERS, workload.uid), workload, port, published, why, where)


def _candidate(
    ends: tuple[str, str],
    target: Workload | None,
    port: ServicePort,
    published: int,
    why: str,
    where: tuple[str, int],
) -> Candidate:
    number = target_port(port, target.named_ports() if target else {})
    protocol = port_protocol(port, number, target)
    return Candidate(
        *ends,
        why,
        *where,
        port=number,
        protocol=protocol,
        encrypted=is_encrypted(protocol),
        published_port=published,
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
