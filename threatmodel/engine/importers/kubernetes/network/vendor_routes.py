"""Routes of Traefik, Contour and OpenShift, read like the Ingresses that they replace.

Sources: Traefik, "Kubernetes CRD" (IngressRoute, Middleware); Contour, "HTTPProxy fundamentals";
OpenShift, "Route configuration".
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.ingresses import Guard, Ingress, IngressBackend

_Key = tuple[str, str]
_Objects = Mapping[_Key, KubernetesObject]
_ByKind = Mapping[str, _Objects]

_TRAEFIK: Final = ("IngressRoute", "IngressRouteTCP", "IngressRouteUDP")
_HOSTS: Final = re.compile(r"\bHost(?:SNI|Regexp|SNIRegexp)?\(([^)]{0,500})\)")
_QUOTED: Final = re.compile(r"[`'\"]([^`'\"]{1,253})[`'\"]")
_ENCRYPTED_ENTRY: Final = "websecure"  # the chart of Traefik has it encrypt by itself
_REDIRECT: Final = "redirectScheme"  # to https: nothing is served in the clear
# How middlewares that redirect are called where no file declares them: https-redirect, redirect-to-https.
_REDIRECT_NAME: Final = re.compile(
    r"https?(?:-to-https)?-?redirect|redirect-?(?:to-?)?(?:https|ssl|tls|scheme)"
)
_GUARDS: Final = {
    "basicAuth": "authentication",
    "digestAuth": "authentication",
    "forwardAuth": "authentication",
    "rateLimit": "rate_limited",
    "inFlightReq": "rate_limited",
}
_CONTOUR_GUARDS: Final = {"authorization": "authentication", "rateLimitPolicy": "rate_limited"}
_MOST_BACKENDS: Final = 100_000  # hosts times Services, of all routes of Traefik
_DEEPEST: Final = 8  # proxies of Contour that include each other


def read_vendor_routes(by_kind: _ByKind) -> tuple[Ingress, ...]:
    """Return what routes of these kinds open, in the words of an Ingress."""
    traefik = (found for kind in _TRAEFIK for found in by_kind.get(kind, {}).values())
    budget = FanoutLimit(_MOST_BACKENDS)
    proxies = by_kind.get("HTTPProxy", {})
    parents = {child: found for found in proxies.values() for child in _included(found)}
    return (
        *(_of_traefik(found, by_kind, budget) for found in traefik),
        *(_of_contour(found, parents) for found in proxies.values()),
        *(_of_openshift(found) for found in by_kind.get("Route", {}).values()),
    )


# --- Traefik ------------------------------------------------------------------------------------------


def _of_traefik(found: KubernetesObject, by_kind: _ByKind, budget: FanoutLimit) -> Ingress:
    spec, own = found.spec, found.namespace
    middlewares, shared = by_kind.get("Middleware", {}), by_kind.get("TraefikService", {})
    entries = [text for text, _line in spec.texts("entryPoints")]
    tls = "tls" in spec or entries == [_ENCRYPTED_ENTRY]
    routes = list(spec.sections("routes"))
    backends = []
    for route in routes:
        names = _hosts_of(route)
        safe = tls or _redirects(route, own, middlewares)
        for one, home in _services(route.sections("services"), own, shared):
            place = (one.name("namespace") or home, one.name(), one.number_or_text("port"))
            if not budget.spend(len(names)):
                message = "Traefik routes have too many hosts and Services; the others are ignored."
                route.place.warn(route.line, f"{message} Import fewer of them at once.")
                break
            backends += [IngressBackend(*place, host, one.line, safe) for host in names]
    secret = spec.section("tls").name("secretName")
    tls = tls or (bool(backends) and all(backend.tls for backend in backends))
    guards = tuple(_guards(routes, own, middlewares))
    hosts = tuple(dict.fromkeys(host for route in routes for host in _hosts_of(route)))
    return _ingress(found, backends, (secret,) if secret else (), tls=tls, guards=guards, hosts=hosts)


def _services(named: Iterable[Section], own: str, shared: _Objects) -> Iterator[tuple[Section, str]]:
    """Yield the Services that a route leads to, through those among which Traefik shares its requests.

    Each comes with the namespace that it is in when it says none.
    """
    waiting = deque((one, own) for one in named)
    seen: set[_Key] = set()
    while waiting:
        one, home = waiting.popleft()
        key = (one.name("namespace") or home, one.name())
        if one.name() and one.text("kind", "Service") == "Service":
            yield one, home
        elif key in shared and key not in seen:
            seen.add(key)
            spec = shared[key].spec
            mirroring = [spec.section("mirroring")] if "mirroring" in spec else []
            parts = (*spec.section("weighted").sections("services"), *mirroring)
            waiting += [(part, key[0]) for part in parts]


def _hosts_of(route: Section) -> list[str]:
    """The hosts that a rule such as Host(`a`) && PathPrefix(`/b`) is for; a star where it is for any."""
    named = [host for part in _HOSTS.findall(route.text("match")) for host in _QUOTED.findall(part)]
    return [host.lower() for host in named] or ["*"]


def _middlewares(
    route: Section, own: str, middlewares: _Objects
) -> Iterator[tuple[Section, KubernetesObject]]:
    """Yield the middlewares of the files in front of a route, and where it names them."""
    for named in route.sections("middlewares"):
        found = middlewares.get((named.name("namespace") or own, named.name()))
        if found is not None:
            yield named, found


def _redirects(route: Section, own: str, middlewares: _Objects) -> bool:
    """Whether it sends requests on to HTTPS, by its middlewares or by the names of undeclared ones."""
    if any(_REDIRECT in guard.spec for _, guard in _middlewares(route, own, middlewares)):
        return True
    named = ((one.name("namespace") or own, one.name()) for one in route.sections("middlewares"))
    return any(key not in middlewares and _REDIRECT_NAME.search(key[1]) for key in named)


def _guards(routes: list[Section], own: str, middlewares: _Objects) -> Iterator[Guard]:
    """Yield the checks in front of every route; those of some routes only are left out."""
    common: list[dict[str, Guard]] = []
    for route in routes:
        stands: dict[str, Guard] = {}
        for named, found in _middlewares(route, own, middlewares):
            for key in filter(found.spec.__contains__, _GUARDS):
                stands[_GUARDS[key]] = Guard(_GUARDS[key], named, f"{found.title} sets {key} for it.")
        common.append(stands)
    for fact, guard in common[0].items() if common else ():
        if all(fact in stands for stands in common):
            yield guard


# --- Contour ------------------------------------------------------------------------------------------


def _included(found: KubernetesObject) -> Iterator[_Key]:
    for part in found.spec.sections("includes"):
        yield (part.name("namespace") or found.namespace, part.name())


def _of_contour(found: KubernetesObject, parents: Mapping[_Key, KubernetesObject]) -> Ingress:
    host = _virtual_host(found, parents)
    name, tls = host.text("fqdn").strip().lower() or "*", "tls" in host
    routes = (*found.spec.sections("routes"), found.spec.section("tcpproxy"))
    backends = [
        IngressBackend(found.namespace, one.name(), one.number_or_text("port"), name, one.line, tls)
        for route in routes
        for one in route.sections("services")
        if one.name()
    ]
    secret = host.section("tls").name("secretName").rpartition("/")[2] if host is _own(found) else ""
    guards = tuple(
        Guard(fact, host, f"The virtual host of {found.title} sets {key}.")
        for key, fact in _CONTOUR_GUARDS.items()
        if key in host
    )
    return _ingress(found, backends, (secret,) if secret else (), tls=tls, guards=guards)


def _own(found: KubernetesObject) -> Section:
    return found.spec.section("virtualhost")


def _virtual_host(found: KubernetesObject, parents: Mapping[_Key, KubernetesObject]) -> Section:
    """The virtual host of a proxy, or of the one that includes it."""
    for _ in range(_DEEPEST):
        if "virtualhost" in found.spec:
            break
        above = parents.get((found.namespace, found.name))
        if above is None:
            break
        found = above
    return _own(found)


# --- OpenShift ----------------------------------------------------------------------------------------


def _of_openshift(found: KubernetesObject) -> Ingress:
    spec = found.spec
    tls = spec.section("tls")
    encrypted = bool(tls.text("termination")) and tls.text("insecureEdgeTerminationPolicy") != "Allow"
    host = spec.text("host").strip().lower() or "*"
    port = spec.section("port").number_or_text("targetPort")
    targets = (spec.section("to"), *spec.sections("alternateBackends"))
    backends = [
        IngressBackend(found.namespace, one.name(), port, host, one.line, encrypted)
        for one in targets
        if one.name()
    ]
    return _ingress(found, backends, (), tls=encrypted)


def _ingress(
    found: KubernetesObject,
    backends: list[IngressBackend],
    secrets: tuple[str, ...],
    *,
    tls: bool,
    guards: tuple[Guard, ...] = (),
    hosts: tuple[str, ...] = (),
) -> Ingress:
    hosts = hosts or tuple(dict.fromkeys(backend.host for backend in backends)) or ("*",)
    return Ingress(found, tuple(backends), secrets, hosts, tls, private=False, guards=guards)
