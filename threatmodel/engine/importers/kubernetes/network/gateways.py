"""The listeners of a gateway, by the Gateway API or as servers of Istio, and the routes attached to them.

Source: Gateway API reference, Listener, AllowedRoutes, ParentReference; without `allowedRoutes` a listener
admits routes of the namespace of its gateway.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.label_selectors import selects
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model.struct_base import Record

_SECURE: Final = frozenset({"HTTPS", "TLS"})
_PASSED_ON: Final = frozenset({"TCP", "UDP"})  # as it comes: whether it is encrypted, its ends know
_MOST_LISTENERS: Final = 64  # what the Gateway API admits
_WEB: Final = frozenset({"HTTPRoute", "GRPCRoute", "AIGatewayRoute", "MCPRoute"})
_ADMITTED: Final[Mapping[str, frozenset[str]]] = {
    "HTTP": _WEB,
    "HTTPS": _WEB,
    "TLS": frozenset({"TLSRoute", "TCPRoute"}),
    "TCP": frozenset({"TCPRoute"}),
    "UDP": frozenset({"UDPRoute"}),
}
"""Which kinds of routes a listener serves, by its protocol; those of vendors serve any."""

Key = tuple[str, str]
"""Namespace and name."""


GATEWAY: Final = "Gateway"
LISTENER_SETS: Final = ("ListenerSet", "XListenerSet")
"""Kinds that add listeners to a Gateway and that routes are attached to like one."""


def key_among(usual: str, kind: str, namespace: str, name: str) -> Key:
    """Return the key of an object among those of the usual kind; another kind goes before its name.

    No name has capital letters, so none is taken for another.
    """
    return (namespace, name if kind == usual else f"{kind}.{name}")


def entry_points(by_kind: Mapping[str, Mapping[Key, KubernetesObject]]) -> dict[Key, KubernetesObject]:
    """Return the gateways, and the sets of listeners that are attached to gateways."""
    return {
        key_among(GATEWAY, kind, *key): found
        for kind in (GATEWAY, *LISTENER_SETS)
        for key, found in by_kind.get(kind, {}).items()
    }


class Parent(Record, frozen=True):
    """The gateway that a route is attached to, and the listener if it names one."""

    gateway: Key
    listener: str = ""
    port: int = 0


class Listener(Record, frozen=True):
    """One way into a gateway; `encrypted` is None where the gateway passes on what comes."""

    port: int
    encrypted: bool | None


class RouteListeners(Record, frozen=True):
    """The listeners through which a route is reached; `refusal` says why its gateway rejects it."""

    open: tuple[Listener, ...]
    refusal: str = ""


def listeners_for(
    gateway: KubernetesObject,
    route: KubernetesObject,
    parent: Parent,
    hosts: Sequence[str],
    labels: Mapping[str, Mapping[str, str]],
) -> RouteListeners:
    """The listeners of a gateway that lead to a route. A refused route is shown at every listener it names.

    `labels` are those of the namespaces that the files declare, by name.
    """
    spec = gateway.spec
    if "servers" in spec or route.kind == "VirtualService":
        return RouteListeners(_servers(spec))
    listeners = _listeners(spec)
    named = [one for one in listeners if _is_named(one, parent)]
    if not named:
        return RouteListeners(
            _all(listeners), f"it has no listener {parent.listener or parent.port}" if listeners else ""
        )
    fitting = [one for one in named if _serves(one, route.kind)]
    if not fitting:
        return RouteListeners(_all(named), f"none of its listeners serves a {route.kind}")
    admitting = [one for one in fitting if _admits_namespace(one, gateway, route, labels)]
    if not admitting:
        return RouteListeners(
            _all(fitting), f"its listeners do not allow routes in namespace {route.namespace}"
        )
    matching = [one for one in admitting if _shares_host(one.text("hostname"), hosts)]
    if not matching:
        return RouteListeners(_all(admitting), "its listeners are for other hosts")
    return RouteListeners(_all(matching))


def certificates_of(gateway: KubernetesObject) -> Iterator[tuple[Key, Section]]:
    """The Secrets with the certificates of a gateway's listeners, each with the place that names it."""
    for listener in gateway.spec.sections("listeners"):
        for reference in listener.section("tls").sections("certificateRefs"):
            if reference.text("kind", "Secret") == "Secret" and reference.name():
                yield (reference.name("namespace") or gateway.namespace, reference.name()), reference


def _listeners(spec: Section) -> Sequence[Section]:
    """The listeners of a gateway, as far as a cluster takes them; each route is evaluated against each."""
    listeners = spec.sections("listeners")
    if len(listeners) > _MOST_LISTENERS:
        message = f"A Gateway has at most {_MOST_LISTENERS} listeners; the others are ignored."
        spec.place.warn(spec.line_of("listeners"), f"{message} Spread them over several.")
    return listeners[:_MOST_LISTENERS]


def _servers(spec: Section) -> tuple[Listener, ...]:
    """The servers of Istio, but for those that only send visitors to another one."""
    servers = spec.sections("servers")
    serving = [one for one in servers if not one.section("tls").flag("httpsRedirect")]
    return _all(serving or servers)


def _all(listeners: Iterable[Section]) -> tuple[Listener, ...]:
    return tuple(dict.fromkeys(_listener(one) for one in listeners))


def _listener(section: Section) -> Listener:
    """A listener, or a server of Istio, whose port is a mapping."""
    istio = section.data.get("port")
    number = istio if type(istio) is int else section.section("port").integer("number")
    protocol = (section.text("protocol") or section.section("port").text("protocol")).strip().upper()
    if protocol in _PASSED_ON:
        return Listener(number or 0, None)
    return Listener(number or 0, protocol in _SECURE or section.section("tls").flag("httpsRedirect") is True)


def _is_named(listener: Section, parent: Parent) -> bool:
    if parent.listener and listener.name() != parent.listener:
        return False
    return not parent.port or listener.integer("port") == parent.port


def _serves(listener: Section, kind: str) -> bool:
    kinds = [one.text("kind") for one in listener.section("allowedRoutes").sections("kinds")]
    if kinds:
        return kind in kinds
    admitted = _ADMITTED.get(listener.text("protocol").strip().upper())
    return admitted is None or kind in admitted


def _admits_namespace(
    listener: Section,
    gateway: KubernetesObject,
    route: KubernetesObject,
    labels: Mapping[str, Mapping[str, str]],
) -> bool:
    namespaces = listener.section("allowedRoutes").section("namespaces")
    origin = namespaces.text("from", "Same")
    if origin == "Selector":
        known = labels.get(route.namespace)  # unknown for a namespace that no file declares
        return known is None or selects(namespaces.section("selector"), known)
    return origin == "All" or (origin == "Same" and gateway.namespace == route.namespace)


def _shares_host(listener: str, hosts: Iterable[str]) -> bool:
    wanted = listener.strip().lower() or "*"
    return any(_overlap(wanted, host) for host in hosts)


def _overlap(one: str, other: str) -> bool:
    """Whether some host fits both; `*.example.com` means all below it, `*` every one."""
    if "*" in (one, other) or one == other:
        return True
    ends = [name.removeprefix("*") for name in (one, other)]
    if one.startswith("*.") and other.startswith("*."):
        return ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])
    if one.startswith("*."):
        return other.endswith(ends[0])
    return other.startswith("*.") and one.endswith(ends[1])
