"""Services that the Traefik of another project publishes, as labels and a network of that project say."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from threatmodel.engine.importers.call_inference import Host, PublishedPort, Reason, add_published_port
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.traefik_labels import (
    Labels,
    TraefikLabels,
    is_enabled,
    listed,
    traefik_labels,
    uses_tls,
)
from threatmodel.engine.importers.model_builder import ModelBuilder

_PORT: Final = re.compile(r"(?i)\.loadbalancer\.server\.port$|^traefik\.(?:[\w-]{1,80}\.)?port$")
# Middlewares that let in only some of the callers, or others that do. Source: Traefik, "HTTP Middlewares".
_RESTRICTING: Final = frozenset(
    {"basicauth", "digestauth", "forwardauth", "ipallowlist", "ipwhitelist", "plugin", "chain"}
)


def add_outside_proxies(builder: ModelBuilder, project: Project, services: Sequence[ComposeService]) -> None:
    """Add the flow from the internet to what routers of a Traefik publish that no service of the project is.

    Routers are left out whose middlewares may ask for a login, or are in no label.
    """
    if any(one.product is not None and one.product.backends_by == "traefik-labels" for one in services):
        return
    known = traefik_labels(services)
    for service in services:
        router = next(_open_routers(service, known), None) if _is_shared(project, service) else None
        if router is not None:
            _publish(builder, service, router)


def _publish(builder: ModelBuilder, service: ComposeService, router: Labels) -> None:
    rule = router["rule"]
    why = f"Labels of {service.name} have a Traefik of another project publish it."
    tls = uses_tls(router)
    redirect = Reason("Its router uses TLS.", rule.file, rule.line, "high") if tls else None
    named = (one.number for name, one in service.labels.items() if _PORT.search(name))
    offered = (port.port for port in service.host.ports)
    port = next(filter(None, (*named, *offered)), 0)
    published = PublishedPort(port, 443 if tls else 0, beside_tls=True, redirect=redirect)
    reason = Reason(why, rule.file, rule.line, "medium")
    add_published_port(builder, Host(builder.add_internet(), "Internet"), service.host, published, reason)


def _is_shared(project: Project, service: ComposeService) -> bool:
    """Whether a network of it is made by another project."""
    declared = project.sections.get("networks", {})
    names = service.settings.names("networks") or ("default",)
    external = (declared[name].get("external") for name in names if name in declared)
    return any(one is not None and one.flag is not False for one in external)


def _open_routers(service: ComposeService, known: TraefikLabels) -> Iterator[Labels]:
    """The routers of a service that let everybody in."""
    for router in traefik_labels([service]).routers.values() if is_enabled(service) else ():
        used = [known.middleware_types(name) for name in listed(router, "middlewares")]
        if "rule" in router and all(types and not types & _RESTRICTING for types in used):
            yield router
