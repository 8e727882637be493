"""Routes of the Gateway API and virtual services of Istio: what the gateways of the input lead on to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.builder import INTERNET
from threatmodel.engine.importers.kubernetes.calls import Services
from threatmodel.engine.importers.kubernetes.flows import Candidate
from threatmodel.engine.importers.kubernetes.mesh import gateway_facts
from threatmodel.engine.importers.kubernetes.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.pods import Workload
from threatmodel.engine.importers.kubernetes.sections import Section
from threatmodel.engine.importers.kubernetes.services import Service, target_port
from threatmodel.engine.importers.problems import Problem
from threatmodel.engine.model.record import Record

ROUTE_KINDS: Final = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "VirtualService")
_MESH: Final = "mesh"  # the gateway of Istio that stands for the side cars, and no door
_PROTOCOLS: Final = {"TCPRoute": "tcp", "UDPRoute": "udp", "GRPCRoute": "grpc", "TLSRoute": "tls"}

Key = tuple[str, str]
"""Namespace and name."""


class Backend(Record, frozen=True):
    """A Service that a route leads to; `port` is empty when it is left to the Service."""

    service: Key
    port: str
    file: str
    line: int


class Route(Record, frozen=True):
    """One route: the gateways it hangs on, the hosts it is for, and where it leads."""

    object: KubernetesObject
    gateways: tuple[Key, ...]
    hosts: tuple[str, ...]
    backends: tuple[Backend, ...]

    @property
    def protocol(self) -> str:
        """What is spoken on it when the gateway does not encrypt."""
        return _PROTOCOLS.get(self.object.kind, "http")


def read_route(found: KubernetesObject) -> Route:
    """Read a route of the Gateway API or a VirtualService of Istio."""
    if found.kind == "VirtualService":
        return _virtual_service(found)
    spec, own = found.spec, found.namespace
    parents = (p for p in spec.sections("parentRefs") if p.text("kind", "Gateway") == "Gateway")
    gateways = tuple(dict.fromkeys((p.name("namespace") or own, p.name()) for p in parents))
    hosts = tuple(text.strip().lower() for text, _line in spec.texts("hostnames")) or ("*",)
    backends = (
        Backend((r.name("namespace") or own, r.name()), r.number_or_text("port"), r.file, r.line)
        for rule in spec.sections("rules")
        for r in rule.sections("backendRefs")
        if r.text("kind", "Service") == "Service" and r.name()
    )
    return Route(found, gateways, hosts, tuple(backends))


def _virtual_service(found: KubernetesObject) -> Route:
    spec, own = found.spec, found.namespace
    named = [text.strip() for text, _line in spec.texts("gateways")]
    gateways = tuple(dict.fromkeys(_istio_key(name, own) for name in named if name != _MESH))
    hosts = tuple(text.strip().lower() for text, _line in spec.texts("hosts")) or ("*",)
    return Route(found, gateways, hosts, tuple(_destinations(spec, own)))


def _istio_key(name: str, own: str) -> Key:
    namespace, slash, rest = name.rpartition("/")
    return (namespace if slash and namespace != "." else own, rest)


def _destinations(spec: Section, own: str) -> Iterator[Backend]:
    for part in ("http", "tls", "tcp"):
        for rule in spec.sections(part):
            for route in rule.sections("route"):
                target = route.section("destination")
                labels = target.text("host").strip().lower().split(".")
                if labels[0]:
                    service = (labels[1] if len(labels) > 1 else own, labels[0])
                    port = target.section("port").number_or_text("number")
                    yield Backend(service, port, target.file, target.line)


def ungranted(routes: Iterable[Route], grants: Iterable[KubernetesObject]) -> Iterator[Problem]:
    """Yield the routes into namespaces that do not grant it (Gateway API, ReferenceGrant)."""
    granted = {pair for grant in grants for pair in _granted(grant)}
    for route in routes:
        if route.object.kind == "VirtualService":
            continue  # Istio asks for no grant
        for backend in route.backends:
            namespace, name = backend.service
            caller = (route.object.kind, route.object.namespace)
            if namespace != caller[1] and granted.isdisjoint((*caller, namespace, to) for to in (name, "")):
                message = (
                    f"{route.object.title} leads to Service {name} of namespace {namespace}, where no "
                    "ReferenceGrant of the files allows it: its gateway refuses. Add the grant or import it."
                )
                yield Problem(backend.file, backend.line, "info", message)


def undeclared_gateways(
    routes: Iterable[Route], gateways: Mapping[Key, KubernetesObject]
) -> Iterator[Problem]:
    """Yield the gateways that routes hang on and no file declares, each once."""
    told: dict[Key, list[Route]] = {}
    for route in routes:
        for key in route.gateways:
            if key not in gateways:
                told.setdefault(key, []).append(route)
    for (namespace, name), hanging in sorted(told.items(), key=lambda item: item[0]):
        first = min(hanging, key=lambda route: (route.object.root.file, route.object.root.line)).object
        others = f" and {len(hanging) - 1} more" if len(hanging) > 1 else ""
        message = (
            f"{first.title}{others} hangs on Gateway {name} of namespace {namespace}, which no file "
            "declares, so that it lets nobody in. Import the gateway as well."
        )
        yield Problem(first.root.file, first.root.line, "info", message)


def _granted(grant: KubernetesObject) -> Iterator[tuple[str, str, str, str]]:
    """Kind and namespace of the routes, namespace and name of the Services; no name means all of them."""
    services = [to.name() for to in grant.spec.sections("to") if to.text("kind") == "Service"]
    for origin in grant.spec.sections("from"):
        for name in services:
            yield origin.text("kind"), origin.name("namespace"), grant.namespace, name


def selected_by_gateways(routes: Iterable[Route], gateways: Mapping[Key, KubernetesObject]) -> set[Key]:
    """Return pairs of uids: a gateway of the input and a Service that it leads on to."""
    return {
        (gateways[key].uid, object_uid(backend.service[0], "Service", backend.service[1]))
        for route in routes
        for key in route.gateways
        if key in gateways
        for backend in route.backends
    }


def exposed_by_routes(
    routes: Iterable[Route],
    gateways: Mapping[Key, KubernetesObject],
    services: Services,
    workloads: Mapping[str, Workload],
) -> Iterator[Candidate]:
    """Yield what the gateways of the input let in; a route without one of them opens no door."""
    for route in routes:
        for key in route.gateways:
            gateway = gateways.get(key)
            if gateway is None:
                continue
            encrypted = gateway_facts(gateway)["tls"].value is True
            for backend in route.backends:
                service = services.get(backend.service)
                if service is not None:
                    yield from _through(route, gateway, backend, service, workloads, encrypted=encrypted)


def _through(
    route: Route,
    gateway: KubernetesObject,
    backend: Backend,
    service: Service,
    workloads: Mapping[str, Workload],
    *,
    encrypted: bool,
) -> Iterator[Candidate]:
    port = service.port(backend.port) or service.port("")
    hosts = "any host" if "*" in route.hosts else f"host {', '.join(route.hosts[:3])}"
    why = f"{route.object.title} leads {hosts} from Gateway {gateway.name} to Service {service.name}."
    for uid in service.targets or (service.object.uid,):
        target = workloads.get(uid)
        yield Candidate(
            INTERNET,
            uid,
            why,
            backend.file,
            backend.line,
            port=target_port(port, target.named_ports() if target else {}) if port else 0,
            protocol=_on_the_way(route.protocol, encrypted=encrypted),
            encrypted=encrypted if route.protocol != "tls" else True,
            published_port=443 if encrypted else 80 if route.protocol == "http" else 0,
        )


def _on_the_way(protocol: str, *, encrypted: bool) -> str:
    return "https" if protocol == "http" and encrypted else protocol
