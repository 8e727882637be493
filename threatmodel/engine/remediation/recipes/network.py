"""Fixes of what is open to the outside: Services, published ports, ingresses."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.yaml.reader import EMPTY_MAP, as_list, as_map, as_text
from threatmodel.engine.model import Element, Flow
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.element_declarations import WORKLOAD_PARTS, place_of, value_of
from threatmodel.engine.remediation.manifest_changes import Change, ChangedFact, Place, Plan
from threatmodel.engine.remediation.recipes.context import NoFix, RecipeContext
from threatmodel.engine.remediation.yaml_edit import Item, ItemAt, Path

_OPEN: Final = frozenset({"NodePort", "LoadBalancer"})
# What Kubernetes refuses in a Service of type ClusterIP.
_OUTSIDE_ONLY: Final = (
    "externalTrafficPolicy",
    "healthCheckNodePort",
    "allocateLoadBalancerNodePorts",
    "loadBalancerClass",
    "loadBalancerIP",
    "loadBalancerSourceRanges",
)
_LOOPBACK: Final = "127.0.0.1"
_ALL_ADDRESSES: Final = "0.0.0.0:"


def internal_service(context: RecipeContext) -> Plan:
    """Make the Services of a workload internal, or bind its published ports to the host itself."""
    workload = _workload(context)
    if workload.kind == "service":
        return _internal([workload])
    if workload.uid.startswith("compose:"):
        return _loopback(context, workload)
    return _internal(
        [one for one in context.model.related_to("selects", workload.uid) if one.kind == "service"]
    )


def ingress_tls(context: RecipeContext) -> Plan:
    """Serve the hosts of an ingress with a certificate."""
    place = context.place
    if place.kind == "Gateway":
        return _gateway_tls(context, place)
    if place.kind != "Ingress":
        raise NoFix("only an Ingress states its certificates so")
    stated = value_of(context.element, "hosts")
    hosts = [host for host in stated if host != "*"] if isinstance(stated, list) else []
    secret = f"{place.name}-tls"
    entry = {"hosts": hosts, "secretName": secret} if hosts else {"secretName": secret}
    note = (
        f"Ingress {place.name}: create the TLS Secret {secret} in namespace {place.namespace}, or let "
        "cert-manager do it."
    )
    facts = (ChangedFact(context.element.uid, "tls", value=True),)
    return Plan((Change(place, ("spec", "tls"), "append", entry),), (note,), facts)


def _gateway_tls(context: RecipeContext, place: Place) -> Plan:
    """Serve what a Gateway of Istio, or of the Gateway API, serves over HTTP with a certificate."""
    found = context.objects.find(place.kind, place.namespace, place.name)
    spec = as_map(found.content.get("spec")) if found is not None else EMPTY_MAP
    secret = f"{place.name}-tls"
    changes: list[Change] = []
    for index, server in enumerate(as_list(spec.get("servers"))):
        stated = as_map(server)
        redirects = as_map(stated.get("tls")).get("httpsRedirect") is True  # it serves nothing else
        if as_text(as_map(stated.get("port")).get("protocol")) == "HTTP" and not redirects:
            path: Path = ("spec", "servers", index)
            changes.append(Change(place, (*path, "port", "protocol"), "set", "HTTPS"))
            changes.append(Change(place, (*path, "tls"), "set", {"mode": "SIMPLE", "credentialName": secret}))
    for index, listener in enumerate(as_list(spec.get("listeners"))):
        if as_text(as_map(listener).get("protocol")) == "HTTP":
            path = ("spec", "listeners", index)
            changes.append(Change(place, (*path, "protocol"), "set", "HTTPS"))
            changes.append(Change(place, (*path, "tls"), "set", {"certificateRefs": [{"name": secret}]}))
    if not changes:
        raise NoFix("it serves nothing over HTTP that its file states")
    note = (
        f"Gateway {place.name}: create the TLS Secret {secret} where the gateway reads it, or let "
        "cert-manager do it. Clients use https:// on the same ports; 443 is the usual one."
    )
    return Plan(tuple(changes), (note,), (ChangedFact(context.element.uid, "tls", value=True),))


def remove_annotations(context: RecipeContext) -> Plan:
    """Take the annotations of the evidence out, by their lines."""
    place = context.place
    lines = {one.line for one in context.threat.evidence if one.line}
    found = context.objects.find(place.kind, place.namespace, place.name)
    metadata = as_map(found.content.get("metadata")) if found is not None else EMPTY_MAP
    stated = as_map(metadata.get("annotations"))
    keys = [key for key in stated if stated.line_of(key) in lines]
    if not keys:
        raise NoFix("no annotation is known")
    changes = tuple(Change(place, ("metadata", "annotations", key), "remove") for key in keys)
    return Plan(changes, (f"{place.kind} {place.name}: what {', '.join(keys)} configures is gone.",))


def _workload(context: RecipeContext) -> Element:
    element: Element | None = context.element
    flow: Flow | None = context.model.flows.get(context.threat.element)
    if flow is not None:
        element = context.model.elements.get(flow.destination)
    while element is not None and element.kind in WORKLOAD_PARTS:
        element = context.model.elements.get(element.parent or "")
    if element is None or element.kind not in {"workload", "service"}:
        raise NoFix("no workload is exposed")
    return element


def _internal(services: list[Element]) -> Plan:
    changes: list[Change] = []
    notes = []
    for service in services:
        if value_of(service, "type") in _OPEN:
            place = Place(
                "kubernetes",
                "Service",
                service.name,
                _namespace(service),
                service.source.file,
                service.source.line,
            )
            changes.append(Change(place, ("spec", "type"), "set", "ClusterIP"))
            ports = value_of(service, "ports")
            numbers = [int(port["port"]) for port in (ports if isinstance(ports, list) else ())]
            changes += [
                Change(place, ("spec", "ports", _port(numbers, index), "nodePort"), "remove")
                for index in range(len(numbers))
            ]
            changes += [Change(place, ("spec", key), "remove") for key in _OUTSIDE_ONLY]
            notes.append(
                f"Service {service.name}: callers outside of the cluster need an ingress with login and TLS."
            )
    if not changes:
        raise NoFix("no Service of it is open to the outside")
    return Plan(tuple(changes), tuple(notes))


def _port(numbers: list[int], index: int) -> Item | int:
    """The step to a port of a Service: by its number, or by its place where another has the same."""
    number = numbers[index]
    return Item("port", number) if numbers.count(number) == 1 else index


def _namespace(service: Element) -> str:
    return service.uid.removeprefix("k8s:").partition("/")[0]


def _loopback(context: RecipeContext, workload: Element) -> Plan:
    place = place_of(context.model, workload)
    changes: list[Change] = []
    for container in context.model.children(workload.uid):
        changes += _ports(place, container)
    for _, here, line in context.placed_items("exposed_by"):  # also of another file that declares the service
        changes += _bound(here, line)
    changes = list(dict.fromkeys(changes))
    if not changes:
        raise NoFix("no published port is known")
    note = (
        f"{place.name}: its ports are open on {_LOOPBACK} only; put a proxy with a login and TLS before it "
        "for others. `docker stack deploy` ignores the address and opens them everywhere."
    )
    return Plan(tuple(changes), (note,))


def _ports(place: Place, container: Element) -> Iterator[Change]:
    fact = container.facts.get("ports")
    if fact is None or not isinstance(fact.value, list):
        return
    files = fact.item_files or (fact.source.file,) * len(fact.item_lines)
    done = set()
    for record, line, file in zip(fact.value, fact.item_lines, files, strict=False):
        if record["host_port"] and not record["host_ip"] and (file, line) not in done:
            done.add((file, line))
            here = place if file == place.file else replace(place, file=file, line=line)
            yield from _bound(here, line)


def _bound(place: Place, line: int) -> Iterator[Change]:
    yield Change(place, ("ports", ItemAt(line)), "replace", PublishedPort())
    yield Change(place, ("ports", ItemAt(line), "host_ip"), "replace", _LOOPBACK)


class PublishedPort(Record, frozen=True):
    """The short form of a published port, bound to the host itself: what is written depends on what was."""

    def __call__(self, text: str) -> str:
        """Return the port with the address before it; unchanged where it has one, or publishes nothing."""
        published = text.removeprefix(_ALL_ADDRESSES)
        return f"{_LOOPBACK}:{published}" if published.count(":") == 1 and "[" not in published else text
