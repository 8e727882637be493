"""Ports of proxies on which every request is redirected to HTTPS, so that nothing is served in the clear.

What says so: the settings of Traefik (options, variables, its file, labels), and the configuration in plain
text of nginx, HAProxy and Caddy. Sources: their manuals.
"""

from collections.abc import Iterable, Mapping, Set
from typing import Final

from threatmodel.engine.importers.call_inference import Reason
from threatmodel.engine.importers.compose.config_files import files_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.proxies import proxy_findings
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.traefik_labels import Labels, listed, traefik_labels, uses_tls
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.products.traefik import entry_points, options_of
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue, as_text
from threatmodel.engine.model.struct_base import Record

_DEEPEST: Final = 10
_EACH: Final = "*"
_VARIABLE: Final = "traefik_"
_MAY_REDIRECT: Final = frozenset({"redirectscheme", "redirectregex", "chain", "plugin"})
_SCHEME: Final = "redirectscheme.scheme"


class _Place(Record, frozen=True):
    value: str
    file: str
    line: int


Settings = dict[str, _Place]
"""Settings of Traefik by their names in lower case, joined with points: entrypoints.web.address."""


class LabelRouters(Record, frozen=True):
    """What the labels of all services say of entry points.

    `redirects` has the label by which all routers of an entry point redirect, None where one does not; those
    that name no entry point are under _EACH. `plain` has a router that serves an entry point without TLS.
    """

    redirects: Mapping[str, _Place | None]
    plain: Mapping[str, _Place]


class HttpPorts(Record, frozen=True):
    """What becomes of requests without TLS, by the port inside a service.

    They are redirected to HTTPS, each of them, or some are answered as they come.
    """

    redirects: dict[int, Reason]
    plain: dict[int, Reason]


def http_ports(
    context: ImportContext, project: Project, service: ComposeService, by_labels: LabelRouters
) -> HttpPorts:
    """Return the ports of a service on which requests are redirected to HTTPS or served without, and why."""
    proxy = proxy_findings(context, project, service)
    found = {port: _Place("", one.file, one.line) for port, one in proxy.redirects.items()}
    plain = {port: _Place("", one.file, one.line) for port, one in proxy.plain.items()}
    settings: Settings = {}
    is_traefik = service.product is not None and service.product.backends_by == "traefik-labels"
    for path in files_of(context, project, service) if is_traefik else ():
        configuration = context.compose.configs.by_path[path]
        for document in () if isinstance(configuration, TextFile) else configuration:
            settings |= _settings_in(document.content, "", document.file)
    if is_traefik:
        settings |= {**_settings_of_variables(service), **_settings_of_options(service)}
        found |= _redirected(settings, by_labels)
        plain = {port: place for port, place in _plain(settings, by_labels).items() if port not in found}
    return HttpPorts(
        {port: _reason(service, port, place) for port, place in found.items()},
        {port: _plain_reason(service, port, place) for port, place in plain.items() if port not in found},
    )


def label_routers(services: Iterable[ComposeService]) -> LabelRouters:
    """What the labels of all services redirect and serve; read once for all proxies."""
    labels = traefik_labels(services)
    redirecting = {
        name for name, one in labels.middlewares.items() if _SCHEME in one and one[_SCHEME].text == "https"
    }
    others = {name for name in labels.middlewares if not labels.middleware_types(name) & _MAY_REDIRECT}
    routers = labels.routers.values()
    return LabelRouters(_label_redirects(routers, redirecting), _plain_routers(routers, others))


def _label_redirects(routers: Iterable[Labels], redirecting: Set[str]) -> dict[str, _Place | None]:
    found: dict[str, _Place | None] = {}
    for one in routers:
        label = one["middlewares"] if redirecting & listed(one, "middlewares") else None
        place = None if label is None else _Place("", label.file, label.line)
        for entry_point in listed(one, "entrypoints") or {_EACH}:
            found[entry_point] = place and found.get(entry_point, place)
    return found


def _plain_routers(routers: Iterable[Labels], others: Set[str]) -> dict[str, _Place]:
    """By entry point, a router without TLS, of whose middlewares none is unknown or redirects to HTTPS."""
    found: dict[str, _Place] = {}
    for one in routers:
        if "rule" in one and not uses_tls(one) and listed(one, "middlewares") <= others:
            place = _Place("", one["rule"].file, one["rule"].line)
            found |= dict.fromkeys(listed(one, "entrypoints"), place)
    return found


def _reason(service: ComposeService, port: int, place: _Place) -> Reason:
    why = f"{service.name} redirects all requests on port {port} to HTTPS."
    return Reason(why, place.file, place.line, "high")


def _plain_reason(service: ComposeService, port: int, place: _Place) -> Reason:
    is_traefik = service.product is not None and service.product.backends_by == "traefik-labels"
    who = f"A router of {service.name}" if is_traefik else service.name
    why = f"{who} answers requests on port {port} without TLS."
    return Reason(why, place.file, place.line, "high")


# --- Traefik --------------------------------------------------------------------------------------


def _redirected(settings: Settings, by_labels: LabelRouters) -> dict[int, _Place]:
    found = {}
    for one in entry_points({name: place.value for name, place in settings.items()}):
        place = settings.get(one.redirected_by) or _redirected_by_labels(by_labels.redirects, one.name)
        if place:
            found[one.port] = place
    return found


def _plain(settings: Settings, by_labels: LabelRouters) -> dict[int, _Place]:
    """The ports whose entry point encrypts nothing by itself, and a router that does not either."""
    return {
        one.port: by_labels.plain[one.name]
        for one in entry_points({name: place.value for name, place in settings.items()})
        if one.name in by_labels.plain
        and not any(
            name.startswith((f"entrypoints.{one.name}.http.tls", f"entrypoints.{one.name}.http.middlewares"))
            for name in settings
        )
    }


def _settings_in(value: YamlValue, name: str, file: str, depth: int = 0) -> Settings:
    found: Settings = {}
    if isinstance(value, YamlMap) and depth < _DEEPEST:
        for key, part in value.items():
            inside = f"{name}.{key.lower()}".lstrip(".")
            if isinstance(part, YamlMap):
                found |= _settings_in(part, inside, file, depth + 1)
            elif not isinstance(part, YamlList):
                found[inside] = _Place(as_text(part), file, value.line_of(key))
    return found


def _settings_of_options(service: ComposeService) -> Settings:
    setting = service.settings.last("command") or service.settings.last("entrypoint")
    if setting is None:
        return {}
    options = options_of(service.words).items()
    return {name: _Place(value, setting.file, setting.line) for name, value in options}


def _settings_of_variables(service: ComposeService) -> Settings:
    return {
        name.lower()[len(_VARIABLE) :].replace("_", "."): _Place(value, setting.file, setting.line)
        for name, (value, setting) in service.variables.items()
        if name.lower().startswith(_VARIABLE)
    }


def _redirected_by_labels(by_labels: Mapping[str, _Place | None], entry_point: str) -> _Place | None:
    """What redirects all requests of an entry point; a router that names no entry point listens on each."""
    places = [by_labels[name] for name in (entry_point, _EACH) if name in by_labels]
    return places[0] if places and None not in places else None
