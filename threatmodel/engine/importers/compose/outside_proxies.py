"""Services that the Traefik of another project publishes, as labels and a network of that project say."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.call_inference import Host, PublishedPort, Reason, add_published_port
from threatmodel.engine.importers.compose.https_redirects import uses_tls
from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.model_builder import ModelBuilder

_ROUTERS: Final = "traefik.http.routers."
_MIDDLEWARES: Final = "traefik.http.middlewares."
_PORT: Final = ".loadbalancer.server.port"
# Middlewares that let in only some of the callers, or others that do. Source: Traefik, "HTTP Middlewares".
_RESTRICTING: Final = frozenset(
    {"basicauth", "digestauth", "forwardauth", "ipallowlist", "ipwhitelist", "plugin", "chain"}
)

_Labels = Mapping[str, MergedValue]


def add_outside_proxies(builder: ModelBuilder, project: Project, services: Sequence[ComposeService]) -> None:
    """Add the flow from the internet to what routers of a Traefik publish that no service of the project is.

    Routers are left out whose middlewares may ask for a login, or are in no label.
    """
    if any(one.product is not None and one.product.backends_by == "traefik-labels" for one in services):
        return
    known = _middlewares(services)
    for service in services:
        router = next(_open_routers(service.labels, known), None) if _is_shared(project, service) else None
        if router is not None:
            _publish(builder, service, router)


def _publish(builder: ModelBuilder, service: ComposeService, router: _Labels) -> None:
    rule = router["rule"]
    why = f"Labels of {service.name} have a Traefik of another project publish it."
    tls = uses_tls(router)
    redirect = Reason("Its router uses TLS.", rule.file, rule.line, "high") if tls else None
    named = (one.number for name, one in service.labels.items() if name.lower().endswith(_PORT))
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


def _middlewares(services: Sequence[ComposeService]) -> dict[str, set[str]]:
    """The types of the middlewares that labels define, by name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for service in services:
        for name in service.labels:
            if name.lower().startswith(_MIDDLEWARES):
                middleware, _, rest = name.lower()[len(_MIDDLEWARES) :].partition(".")
                found[middleware].add(rest.partition(".")[0])
    return found


def _open_routers(labels: _Labels, known: Mapping[str, set[str]]) -> Iterator[_Labels]:
    """The routers that let everybody in, each by the rest of the names of its labels."""
    enabled = next((one for name, one in labels.items() if name.lower() == "traefik.enable"), None)
    if enabled is not None and enabled.flag is False:
        return
    routers: defaultdict[str, dict[str, MergedValue]] = defaultdict(dict)
    for name, setting in labels.items():
        if name.lower().startswith(_ROUTERS):
            called, _, key = name.lower()[len(_ROUTERS) :].partition(".")
            routers[called][key] = setting
    for router in routers.values():
        text = router["middlewares"].text if "middlewares" in router else ""
        used = [name.strip().lower().partition("@")[0] for name in text.split(",") if name.strip()]
        if "rule" in router and all(name in known and not known[name] & _RESTRICTING for name in used):
            yield router
