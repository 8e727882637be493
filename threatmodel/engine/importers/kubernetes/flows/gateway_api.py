"""Routes of the Gateway API and virtual services of Istio: what the gateways of the input lead on to."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate, with_tokens
from threatmodel.engine.importers.kubernetes.flows.service_calls import Services
from threatmodel.engine.importers.kubernetes.flows.service_targets import port_protocol, targets_at
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.manifest.synthetic import synthetic_map
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.envoy_policies import (
    AI_ROUTES,
    AI_SERVICE_BACKEND,
    ENVOY_BACKEND,
)
from threatmodel.engine.importers.kubernetes.network.gateways import (
    GATEWAY,
    LISTENER_SETS,
    Key,
    Listener,
    Parent,
    key_among,
    listeners_for,
)
from threatmodel.engine.importers.kubernetes.network.inference_pools import INFERENCE_POOL, backend_key
from threatmodel.engine.importers.kubernetes.network.request_tokens import TokenDemands
from threatmodel.engine.importers.kubernetes.network.routed_paths import routed_paths
from threatmodel.engine.importers.kubernetes.network.services import Service, target_port
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.model_builder import INTERNET
from threatmodel.engine.importers.products.protocols import is_encrypted
from threatmodel.engine.model.struct_base import Record

ROUTE_KINDS: Final = (
    *("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "VirtualService"),
    *AI_ROUTES,
)
_SERVICE: Final = "Service"
BACKENDS: Final = (_SERVICE, INFERENCE_POOL, ENVOY_BACKEND, AI_SERVICE_BACKEND)
_USUAL_BACKENDS: Final = {"AIGatewayRoute": AI_SERVICE_BACKEND}
_MESH: Final = "mesh"  # the name by which Istio means side cars, not a gateway
_PROTOCOLS: Final = {"TCPRoute": "tcp", "UDPRoute": "udp", "GRPCRoute": "grpc", "TLSRoute": "tls"}
_WEB_ROUTES: Final = frozenset({"HTTPRoute", "GRPCRoute", "TLSRoute"})
# How listeners with TLS and gateways inside of a network are mostly called.
_ENCRYPTED_NAME: Final = re.compile(r"(?:https|websecure|tls|ssl)")
_PRIVATE_NAME: Final = re.compile(r"intern(?!et)|private|\blan\b|local|tailscale|tailnet|vpn|mesh|waypoint")
# Names that only networks of one's own resolve (RFC 6762, appendix G; RFC 8375; ICANN on .internal).
_PRIVATE_HOST: Final = re.compile(
    r"[^.]+|.*\.(?:svc|local|internal|intranet|private|corp|home|lan|home\.arpa)"
)
_MOST_PATHS: Final = 16  # of one rule; where there are more, nothing is known of them
_UNKNOWN: Final = Listener(0, encrypted=None)  # of a gateway that says nothing of its listeners


class RouteBackend(Record, frozen=True):
    """A Service or pool that a route leads to; `port` is empty when it is left to the Service.

    `paths` are those that its rule matches, or their beginnings; none where it does not say.
    """

    namespace: str
    name: str
    port: str
    file: str
    line: int
    kind: str = _SERVICE
    paths: tuple[str, ...] = ()

    @property
    def service(self) -> Key:
        """Its key among the Services."""
        return backend_key(self.kind, self.namespace, self.name)

    @property
    def uid(self) -> str:
        """The uid of its element."""
        return object_uid(self.namespace, self.kind, self.name)


class Route(Record, frozen=True):
    """One route: the gateways it is attached to, the hosts it is for, and where it leads."""

    object: KubernetesObject
    parents: tuple[Parent, ...]
    hosts: tuple[str, ...]
    backends: tuple[RouteBackend, ...]

    @property
    def gateways(self) -> tuple[Key, ...]:
        """The gateways it is attached to, each once."""
        return tuple(dict.fromkeys(parent.gateway for parent in self.parents))

    @property
    def protocol(self) -> str:
        """What is spoken on it when the gateway does not encrypt."""
        return _PROTOCOLS.get(self.object.kind, "http")


def read_route(found: KubernetesObject) -> Route:
    """Read a route of the Gateway API or a VirtualService of Istio."""
    if found.kind == "VirtualService":
        return _virtual_service(found)
    spec, own = found.spec, found.namespace
    parents = (
        Parent(
            key_among(GATEWAY, kind, p.name("namespace") or own, p.name()),
            p.name("sectionName"),
            p.integer("port") or 0,
        )
        for p in spec.sections("parentRefs")
        if (kind := p.text("kind", GATEWAY)) in (GATEWAY, *LISTENER_SETS)
    )
    hosts = tuple(text.strip().lower() for text, _line in spec.texts("hostnames")) or ("*",)
    usual = _USUAL_BACKENDS.get(found.kind, _SERVICE)
    backends = (
        RouteBackend(
            r.name("namespace") or own,
            r.name(),
            r.number_or_text("port"),
            r.file,
            r.line,
            kind,
            paths,
        )
        for rule in _rules(spec)
        for paths in [_paths(map(_path, rule.sections("matches")))]
        for r in _references(rule)
        if (kind := r.text("kind", usual)) in BACKENDS and r.name()
    )
    return Route(found, tuple(dict.fromkeys(parents)), hosts, tuple(backends))


def _rules(spec: Section) -> Sequence[Section]:
    """The rules of a route; one to servers of tools is a single rule itself."""
    return (spec,) if "backendRefs" in spec else spec.sections("rules")


def _paths(matched: Iterable[str]) -> tuple[str, ...]:
    """The paths of all matches, which are any without one; none where one is known by something else."""
    found = tuple(islice(matched, _MOST_PATHS + 1))
    is_known = len(found) <= _MOST_PATHS and all(path.startswith("/") for path in found)
    return (found or ("/",)) if is_known else ()


def _path(match: Section) -> str:
    path = match.section("path")
    return "" if path.text("type") == "RegularExpression" else path.text("value")


def _uri(match: Section) -> str:
    uri = match.section("uri")
    return uri.text("prefix") or uri.text("exact")


def _references(rule: Section) -> Iterator[Section]:
    """The backends of a rule: those with a share of the traffic, and those that get a copy of it."""
    for reference in rule.sections("backendRefs"):
        if reference.integer("weight") != 0:
            yield reference
        yield from _mirrors(reference)
    yield from _mirrors(rule)


def _mirrors(around: Section) -> Iterator[Section]:
    for one in around.sections("filters"):
        mirror = one.section("requestMirror").section("backendRef")
        if mirror:
            yield mirror


def _virtual_service(found: KubernetesObject) -> Route:
    spec, own = found.spec, found.namespace
    named = [text.strip() for text, _line in spec.texts("gateways")]
    gateways = tuple(dict.fromkeys(_istio_key(name, own) for name in named if name != _MESH))
    hosts = tuple(text.strip().lower() for text, _line in spec.texts("hosts")) or ("*",)
    return Route(found, tuple(map(Parent, gateways)), hosts, tuple(_destinations(spec, own)))


def _istio_key(name: str, own: str) -> Key:
    namespace, slash, rest = name.rpartition("/")
    return (namespace if slash and namespace != "." else own, rest)


def _destinations(spec: Section, own: str) -> Iterator[RouteBackend]:
    for part in ("http", "tls", "tcp"):
        for rule in spec.sections(part):
            paths = _paths(map(_uri, rule.sections("match")))
            for route in _shares(rule):
                target = route.section("destination")
                labels = target.text("host").strip().lower().split(".")
                if labels[0]:
                    namespace = labels[1] if len(labels) > 1 else own
                    port = target.section("port").number_or_text("number")
                    yield RouteBackend(namespace, labels[0], port, target.file, target.line, paths=paths)


def _shares(rule: Section) -> Iterator[Section]:
    """Where a rule of Istio leads, copies of the traffic included."""
    yield from (route for route in rule.sections("route") if route.integer("weight") != 0)
    if "mirror" in rule:
        line = rule.line_of("mirror")
        yield Section(synthetic_map(line, {"destination": rule.data["mirror"]}), line, rule.place)
    for mirror in rule.sections("mirrors"):
        if mirror.integer("percentage") != 0:
            yield mirror


def selected_by_gateways(routes: Iterable[Route], gateways: Mapping[Key, KubernetesObject]) -> set[Key]:
    """Return pairs of uids: a gateway of the input and a Service that it leads on to."""
    return {
        (gateways[key].uid, backend.uid)
        for route in routes
        for key in route.gateways
        if key in gateways
        for backend in route.backends
        if backend.kind not in (ENVOY_BACKEND, AI_SERVICE_BACKEND)
    }


def paths_of_gateways(
    routes: Iterable[Route], gateways: Mapping[Key, KubernetesObject]
) -> dict[Key, tuple[list[str], RouteBackend]]:
    """Return the paths that gateways route, where all routes name some, each with the place of the first."""
    routed: dict[Key, tuple[set[str], RouteBackend]] = {}
    for route in routes:
        if not route.backends:
            continue
        paths = routed_paths(path for backend in route.backends for path in backend.paths or ("",))
        for key in route.gateways:
            if key in gateways:
                routed.setdefault(key, (set(), route.backends[0]))[0].update(paths or ("",))  # "" is any path
    return {key: (some, first) for key, (every, first) in routed.items() if (some := routed_paths(every))}


def exposed_by_routes(
    routes: Iterable[Route],
    gateways: Mapping[Key, KubernetesObject],
    services: Services,
    workloads: Mapping[str, Workload],
    labels: Mapping[str, Mapping[str, str]],
    tokens: TokenDemands,
) -> Iterator[Candidate]:
    """Yield what gateways let in: those of the input, and those that routes with hosts of their own name."""
    for route in routes:
        for parent in route.parents:
            gateway = gateways.get(parent.gateway)
            if gateway is None:
                yield from _through_undeclared(route, parent, services, workloads)
                continue
            matched = listeners_for(gateway, route.object, parent, route.hosts, labels).open
            asked = tokens.of_gateway(gateway)
            for backend in route.backends:
                service = services.get(backend.service)
                if service is not None:
                    for listener in matched or (_UNKNOWN,):
                        found = _through(route, gateway.title, backend, service, workloads, listener)
                        yield from (with_tokens(candidate, asked) for candidate in found)


def _through_undeclared(
    route: Route, parent: Parent, services: Services, workloads: Mapping[str, Workload]
) -> Iterator[Candidate]:
    """Yield what a gateway lets in that no file declares, of a route that is for it and names its hosts."""
    if not is_taken_as_public(route, parent.gateway):
        return
    listener = Listener(0, encrypted=True if _ENCRYPTED_NAME.match(parent.listener) else None)
    for backend in route.backends:
        service = services.get(backend.service)
        if service is not None:
            title = f"{GATEWAY} {parent.gateway[1]}, which no file declares,"
            for candidate in _through(route, title, backend, service, workloads, listener):
                yield replace(candidate, encrypted=listener.encrypted, confidence="medium")


def is_taken_as_public(route: Route, gateway: Key) -> bool:
    """Whether a route of the Gateway API has visitors from the internet, as far as its names say.

    Of the gateway of a virtual service nothing is concluded: it may as well be one inside of the mesh.
    """
    is_route = route.object.kind in _WEB_ROUTES and "*" not in route.hosts
    is_public = is_route and not all(_PRIVATE_HOST.fullmatch(host) for host in route.hosts)
    return is_public and _PRIVATE_NAME.search(gateway[1]) is None


def _through(
    route: Route,
    gateway: str,
    backend: RouteBackend,
    service: Service,
    workloads: Mapping[str, Workload],
    listener: Listener,
) -> Iterator[Candidate]:
    port = service.port(backend.port) or service.port("")
    hosts = "any host" if "*" in route.hosts else f"host {', '.join(route.hosts[:3])}"
    why = f"{route.object.title} routes {hosts} from {gateway} to {service.object.title}."
    for uid in targets_at(service, port, workloads) or (service.object.uid,):
        target = workloads.get(uid)
        number = target_port(port, target.named_ports() if target else {}) if port else 0
        protocol = route.protocol
        if protocol == "http" and listener.encrypted:
            protocol = "https"
        elif protocol == "tcp":
            protocol = port_protocol(port, number, target) or protocol
        yield Candidate(
            INTERNET,
            uid,
            why,
            backend.file,
            backend.line,
            port=number,
            protocol=protocol,
            encrypted=is_encrypted(protocol) if listener.encrypted is None else listener.encrypted,
            certificate_verified=True if service.verified_tls and listener.encrypted else None,
            published_port=listener.port,
            paths=backend.paths,
        )
