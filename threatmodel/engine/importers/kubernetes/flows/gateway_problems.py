"""Faults of routes: references without a grant, and gateways that are missing or reject them."""

from collections.abc import Iterable, Iterator, Mapping

from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.kubernetes.flows.gateway_api import BACKENDS, Route, is_taken_as_public
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.network.gateways import (
    GATEWAY,
    LISTENER_SETS,
    Key,
    certificates_of,
    listeners_for,
)


def ungranted(routes: Iterable[Route], grants: Iterable[KubernetesObject]) -> Iterator[Problem]:
    """Yield the routes into namespaces that do not grant it (Gateway API, ReferenceGrant)."""
    granted = {(kind, *pair) for grant in grants for kind in BACKENDS for pair in _granted(grant, kind)}
    for route in routes:
        if route.object.kind == "VirtualService":
            continue  # Istio asks for no grant
        for backend in route.backends:
            kind, namespace, name = backend.kind, backend.namespace, backend.name
            caller = (kind, route.object.kind, route.object.namespace)
            if namespace != caller[2] and granted.isdisjoint((*caller, namespace, to) for to in (name, "")):
                message = (
                    f"{route.object.title} refers to {kind} {name} in namespace {namespace} "
                    "without a ReferenceGrant in the files, so its gateway rejects it. Add "
                    "or import the grant."
                )
                yield Problem(backend.file, backend.line, "info", message)


def undeclared_gateways(
    routes: Iterable[Route], gateways: Mapping[Key, KubernetesObject]
) -> Iterator[Problem]:
    """Yield the gateways that routes are attached to and no file declares, each once."""
    missing: dict[Key, list[Route]] = {}
    for route in routes:
        for key in route.gateways:
            if key not in gateways:
                missing.setdefault(key, []).append(route)
    for (namespace, called), attached in sorted(missing.items(), key=lambda item: item[0]):
        kind, dot, rest = called.partition(".")
        title = f"{kind} {rest}" if dot and kind in LISTENER_SETS else f"{GATEWAY} {called}"
        first = min(attached, key=lambda route: (route.object.root.file, route.object.root.line)).object
        others = f" and {len(attached) - 1} more" if len(attached) > 1 else ""
        taken = any(is_taken_as_public(route, (namespace, called)) for route in attached)
        what = "it is taken as reachable from the internet" if taken else "so it has no entry point"
        message = (
            f"{first.title}{others} is attached to {title} in namespace {namespace}, "
            f"which no file declares{':' if taken else ','} {what}. Import the gateway as well."
        )
        yield Problem(first.root.file, first.root.line, "info", message)


def ungranted_certificates(
    gateways: Iterable[KubernetesObject], grants: Iterable[KubernetesObject]
) -> Iterator[Problem]:
    """Yield the certificates that gateways take from namespaces that do not grant it."""
    granted = {pair for grant in grants for pair in _granted(grant, "Secret")}
    for gateway in gateways:
        for (namespace, name), place in certificates_of(gateway):
            ours = ("Gateway", gateway.namespace, namespace)
            if namespace != gateway.namespace and granted.isdisjoint((*ours, to) for to in (name, "")):
                message = (
                    f"{gateway.title} uses the certificate in Secret {name} in namespace "
                    f"{namespace} without a ReferenceGrant in the files. Add or import the "
                    "grant."
                )
                yield Problem(place.file, place.line, "info", message)


def refused(
    routes: Iterable[Route],
    gateways: Mapping[Key, KubernetesObject],
    labels: Mapping[str, Mapping[str, str]],
) -> Iterator[Problem]:
    """Yield the routes that no listener of their gateway admits; `labels` are those of namespaces."""
    for route in routes:
        for parent in route.parents:
            gateway = gateways.get(parent.gateway)
            matched = gateway and listeners_for(gateway, route.object, parent, route.hosts, labels)
            if gateway and matched and matched.refusal:
                spec = route.object.spec
                message = (
                    f"{route.object.title} is attached to {gateway.title}, which rejects it: "
                    f"{matched.refusal}. It is drawn as if it were accepted."
                )
                yield Problem(spec.file, spec.line_of("parentRefs"), "info", message)


def _granted(grant: KubernetesObject, kind: str) -> Iterator[tuple[str, str, str, str]]:
    """Kind and namespace of who refers, namespace and name of what is granted; no name means all."""
    named = [to.name() for to in grant.spec.sections("to") if to.text("kind") == kind]
    for origin in grant.spec.sections("from"):
        for name in named:
            yield origin.text("kind"), origin.name("namespace"), grant.namespace, name
