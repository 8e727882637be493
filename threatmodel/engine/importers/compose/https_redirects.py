"""Ports of proxies on which every request is redirected to HTTPS, so that nothing is served in the clear.

What says so: the settings of Traefik (options, variables, its file, labels), and the configuration in plain
text of nginx, HAProxy and Caddy. Sources: their manuals.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.address_extraction import port_of
from threatmodel.engine.importers.call_inference import Reason
from threatmodel.engine.importers.compose.config_files import files_of
from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.proxy_config_redirects import redirects_of_ports
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue, as_text
from threatmodel.engine.model.struct_base import Record

_DEEPEST: Final = 10
_EACH: Final = "*"
_ENTRY_POINTS: Final = "entrypoints."
_REDIRECTION: Final = ".http.redirections.entrypoint."
_VARIABLE: Final = "traefik_"
_ROUTERS: Final = "traefik.http.routers."
_MIDDLEWARES: Final = "traefik.http.middlewares."
_SCHEME: Final = ".redirectscheme.scheme"


class _Place(Record, frozen=True):
    value: str
    file: str
    line: int


Settings = dict[str, _Place]
"""Settings of Traefik by their names in lower case, joined with points: entrypoints.web.address."""


LabelRedirects = Mapping[str, _Place | None]
"""By entry point, the label by which all its routers redirect, None where one does not.

Those that name no entry point are under _EACH.
"""


def https_redirects(
    context: ImportContext, project: Project, service: ComposeService, by_labels: LabelRedirects
) -> dict[int, Reason]:
    """The ports inside a service on which every request is redirected to HTTPS, and what says so."""
    found: dict[int, _Place] = {}
    serving: set[int] = set()
    settings: Settings = {}
    is_traefik = service.product is not None and service.product.backends_by == "traefik-labels"
    for path in sorted(files_of(context, project, service)):
        configuration = context.compose.configs.by_path[path]
        if isinstance(configuration, TextFile):
            lines = _redirects_of(context, path, configuration)
            found |= {port: _Place("", configuration.name, line) for port, line in lines.items()}
            serving |= {port for port, line in lines.items() if line == 0}
            continue
        for document in configuration if is_traefik else ():
            settings |= _settings_in(document.content, "", document.file)
    if is_traefik:
        settings |= {**_settings_of_variables(service), **_settings_of_options(service)}
        found |= _of_traefik(settings, by_labels)
    return {port: _reason(service, port, place) for port, place in found.items() if port not in serving}


def _redirects_of(context: ImportContext, path: str, file: TextFile) -> dict[int, int]:
    """The ports of a file, which is searched once for all services that have it."""
    known = context.compose.configs.ports.get(path)
    if known is None:
        known = context.compose.configs.ports[path] = redirects_of_ports(file)
    return known


def label_redirects(services: Iterable[ComposeService]) -> LabelRedirects:
    """Which entry points the labels of all services redirect; read once for all proxies."""
    labels = [(name.lower(), setting) for service in services for name, setting in service.labels.items()]
    redirecting = {
        name[len(_MIDDLEWARES) : -len(_SCHEME)]
        for name, setting in labels
        if name.startswith(_MIDDLEWARES) and name.endswith(_SCHEME) and setting.text == "https"
    }
    routers: dict[str, dict[str, MergedValue]] = {}
    for name, setting in labels:
        if name.startswith(_ROUTERS):
            router, _, key = name[len(_ROUTERS) :].partition(".")
            routers.setdefault(router, {})[key] = setting
    found: dict[str, _Place | None] = {}
    for one in routers.values():
        label = one["middlewares"] if redirecting & _listed(one, "middlewares") else None
        place = None if label is None else _Place("", label.file, label.line)
        for entry_point in _listed(one, "entrypoints", _EACH):
            found[entry_point] = place and found.get(entry_point, place)
    return found


def _reason(service: ComposeService, port: int, place: _Place) -> Reason:
    why = f"{service.name} redirects all requests on port {port} to HTTPS."
    return Reason(why, place.file, place.line, "high")


# --- Traefik --------------------------------------------------------------------------------------


def _of_traefik(settings: Settings, by_labels: LabelRedirects) -> dict[int, _Place]:
    addresses = {
        name[len(_ENTRY_POINTS) : -len(".address")]: place
        for name, place in settings.items()
        if name.startswith(_ENTRY_POINTS) and name.endswith(".address")
    }
    found = {}
    for name, address in addresses.items():
        port = port_of(address.value.partition("/")[0].rpartition(":")[2])
        place = _redirection(settings, name) or _redirected_by_labels(by_labels, name)
        if port and place:
            found[port] = place
    return found


def _redirection(settings: Settings, entry_point: str) -> _Place | None:
    """What redirects a whole entry point; to HTTPS unless it says otherwise."""
    start = f"{_ENTRY_POINTS}{entry_point}{_REDIRECTION}"
    to, scheme = settings.get(f"{start}to"), settings.get(f"{start}scheme")
    return to or scheme if scheme is None or scheme.value == "https" else None


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
    pairs = (word.lstrip("-").partition("=") for word in service.words if word.startswith("--"))
    return {name.lower(): _Place(value, setting.file, setting.line) for name, _, value in pairs}


def _settings_of_variables(service: ComposeService) -> Settings:
    return {
        name.lower()[len(_VARIABLE) :].replace("_", "."): _Place(value, setting.file, setting.line)
        for name, (value, setting) in service.variables.items()
        if name.lower().startswith(_VARIABLE)
    }


def _redirected_by_labels(by_labels: LabelRedirects, entry_point: str) -> _Place | None:
    """What redirects all requests of an entry point; a router that names no entry point listens on each."""
    places = [by_labels[name] for name in (entry_point, _EACH) if name in by_labels]
    return places[0] if places and None not in places else None


def _listed(router: Mapping[str, MergedValue], key: str, otherwise: str = "") -> set[str]:
    """Names in a label, without the provider after an @."""
    text = router[key].text if key in router else otherwise
    return {name.strip().lower().partition("@")[0] for name in text.split(",")}
