"""What routes of Envoy Gateway lead to: hosts by name, and providers of models and tools behind them.

Sources: Envoy Gateway, "API Reference" (Backend); Envoy AI Gateway, "API Reference" (AIGatewayRoute,
AIServiceBackend, MCPRoute).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.flows.gateway_api import Route, RouteBackend
from threatmodel.engine.importers.kubernetes.flows.service_calls import external_uid
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.envoy_policies import AI_SERVICE_BACKEND, ENVOY_BACKEND
from threatmodel.engine.importers.kubernetes.network.gateways import Key, Listener, listeners_for
from threatmodel.engine.importers.kubernetes.network.services import is_in_cluster
from threatmodel.engine.importers.model_builder import INTERNET
from threatmodel.engine.model.struct_base import Record

_ByKind = Mapping[str, Mapping[Key, KubernetesObject]]

_SERVICE: Final = "Service"
_HTTP_PORT: Final = 80


class OutsideBackend(Record, frozen=True):
    """A host outside of the cluster that a gateway leads to."""

    gateway: KubernetesObject
    host: str
    port: int
    encrypted: bool | None
    why: str
    place: Section


def with_backends(routes: Iterable[Route], by_kind: _ByKind) -> tuple[Route, ...]:
    """Return the routes with the Services that their backends mean; hosts outside stay as they are."""
    found = tuple(routes)
    if not by_kind.get(ENVOY_BACKEND) and not by_kind.get(AI_SERVICE_BACKEND):
        return found
    return tuple(
        replace(route, backends=tuple(new for one in route.backends for new in _resolved(one, by_kind)))
        for route in found
    )


def _resolved(backend: RouteBackend, by_kind: _ByKind) -> Iterator[RouteBackend]:
    if backend.kind == AI_SERVICE_BACKEND:
        declared = by_kind.get(AI_SERVICE_BACKEND, {}).get((backend.namespace, backend.name))
        target = declared.spec.section("backendRef") if declared else None
        if target and target.name() and target.text("kind") != AI_SERVICE_BACKEND:
            further = replace(
                backend,
                namespace=target.name("namespace") or backend.namespace,
                name=target.name(),
                kind=target.text("kind", _SERVICE),
                port=target.number_or_text("port"),
            )
            yield from _resolved(further, by_kind)
        return
    declared = by_kind.get(ENVOY_BACKEND, {}).get((backend.namespace, backend.name))
    if backend.kind != ENVOY_BACKEND or declared is None:
        yield backend
        return
    for host, port, _place in _hosts(declared):
        if is_in_cluster(host):
            name, namespace = host.split(".")[:2]
            number = str(port or "")
            yield replace(backend, namespace=namespace, name=name, kind=_SERVICE, port=number)
        else:
            yield backend


def _hosts(backend: KubernetesObject) -> Iterator[tuple[str, int, Section]]:
    """The host names of a Backend in lower case, each with its port (0: none is given) and its place."""
    for endpoint in backend.spec.sections("endpoints"):
        named = endpoint.section("fqdn")
        host = named.text("hostname").strip().lower().rstrip(".")
        if host:
            yield host, named.integer("port") or 0, named


def outside_backends(
    routes: Iterable[Route], gateways: Mapping[Key, KubernetesObject], by_kind: _ByKind
) -> tuple[OutsideBackend, ...]:
    """Return the hosts outside of the cluster that gateways of the input lead to."""
    backends = by_kind.get(ENVOY_BACKEND)
    if not backends:
        return ()
    verified = _verified(by_kind.get("BackendTLSPolicy", {}).values())
    return tuple(
        OutsideBackend(
            gateways[key],
            host,
            port,
            _is_encrypted(backends[one], port, verified=one in verified),
            why,
            place,
        )
        for route in routes
        for key in route.gateways
        if key in gateways
        for one in dict.fromkeys((b.namespace, b.name) for b in route.backends if b.kind == ENVOY_BACKEND)
        if one in backends
        for why in [f"{route.object.title} leads from {gateways[key].title} to Backend {one[1]}."]
        for host, port, place in _hosts(backends[one])
        if not is_in_cluster(host)
    )


def _verified(policies: Iterable[KubernetesObject]) -> set[Key]:
    """The Backends to which gateways speak TLS and verify the certificate."""
    return {
        (policy.namespace, target.name())
        for policy in policies
        for target in policy.spec.sections("targetRefs")
        if target.text("kind") == ENVOY_BACKEND
    }


def _is_encrypted(backend: KubernetesObject, port: int, *, verified: bool) -> bool | None:
    if verified or "tls" in backend.spec:
        return True
    return False if port == _HTTP_PORT else None


def calls_to_outside(
    outside: Iterable[OutsideBackend],
    routes: Iterable[Route],
    gateways: Mapping[Key, KubernetesObject],
    labels: Mapping[str, Mapping[str, str]],
) -> Iterator[Candidate]:
    """Yield what gateways call outside, and how callers reach them; `labels` are those of namespaces."""
    leading = set()
    for one in outside:
        leading.add(one.gateway.uid)
        yield Candidate(
            one.gateway.uid,
            external_uid(one.host),
            one.why,
            one.place.file,
            one.place.line,
            port=one.port,
            protocol=_protocol(encrypted=one.encrypted),
            encrypted=one.encrypted,
        )
    for route in routes if leading else ():
        for parent in route.parents:
            gateway = gateways.get(parent.gateway)
            if gateway is not None and gateway.uid in leading:
                for listener in listeners_for(gateway, route.object, parent, route.hosts, labels).open:
                    yield _way_in(route, gateway, listener)


def _way_in(route: Route, gateway: KubernetesObject, listener: Listener) -> Candidate:
    spec = route.object.spec
    return Candidate(
        INTERNET,
        gateway.uid,
        f"{route.object.title} takes requests at {gateway.title}.",
        spec.file,
        spec.line_of("parentRefs"),
        port=listener.port,
        protocol=_protocol(encrypted=listener.encrypted),
        encrypted=listener.encrypted,
    )


def _protocol(*, encrypted: bool | None) -> str:
    return "" if encrypted is None else "https" if encrypted else "http"
