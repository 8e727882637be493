"""Addresses in configuration files of services: YAML that is neither manifest nor report, and plain text.

A file counts for the services that mount it, or its folder, or whose image it is copied into. Of a folder
count the files that the command line names; when it names none, those of a folder that goes where
configuration lies. Only addresses are looked at, and of these only those of services; nothing else is kept.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from threatmodel.engine.importers.address_extraction import Address, port_of
from threatmodel.engine.importers.call_inference import addresses_of_variable
from threatmodel.engine.importers.compose.image_builds import built_from
from threatmodel.engine.importers.compose.mounts import Mount, mounts_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.proxy_configs import addresses_of_lines, lines_of
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose_context import ConfigFile
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.products.ini_settings import ini_file_of, settings_in
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.variable_names import name_words, names_own_address
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue, as_text
from threatmodel.engine.model import Source
from threatmodel.engine.model.struct_base import Record

_CONFIGURATION_FOLDERS: Final = frozenset(
    {"etc", "config", "configs", "conf", "conf.d", "provisioning", "pipeline"}
)
# Under these keys a name alone is a host; others, such as `service`, hold names of all kinds in such files.
_HOST_KEYS: Final = frozenset(
    {"host", "hosts", "hostname", "url", "urls", "uri", "addr", "addrs", "address", "addresses"}
    | {"endpoint", "endpoints", "server", "servers", "target", "targets"}
)
_DEEPEST: Final = 30
_VARIABLE: Final = re.compile(r"os\.environ/([A-Za-z_]\w{0,200})")
_MOST_ADDRESSES: Final = 200  # of one file
_MOST_IN_ALL: Final = 200_000  # files and addresses, of all services


class NamedAddress(Record, frozen=True):
    """An address that a configuration file names, and where: the key, the file and its line."""

    address: Address
    key: str
    file: str
    line: int


def addresses_in_configs(
    context: ImportContext, project: Project, service: ComposeService
) -> Iterator[NamedAddress]:
    """The addresses in the configuration files of a service, in the order of the files."""
    for path in files_of(context, project, service):
        found = _addresses_of(context, path)
        if _spends(context, service, len(found)):
            yield from found


def _addresses_of(context: ImportContext, path: str) -> tuple[NamedAddress, ...]:
    """The addresses in a file, which is searched once for all services that have it."""
    known = context.compose.configs.addresses.get(path)
    if known is None:
        found = islice(_named_by(context.compose.configs.by_path[path]), _MOST_ADDRESSES)
        known = context.compose.configs.addresses[path] = tuple(found)
    return known


def _spends(context: ImportContext, service: ComposeService, amount: int) -> bool:
    """Whether files and addresses may still be looked at: services times files are soon millions."""
    configs = context.compose.configs
    configs.looked_at += amount
    if configs.looked_at <= _MOST_IN_ALL:
        return True
    message = (
        "The services have too many configuration files; some calls in them are ignored. "
        "Import fewer files at once."
    )
    context.builder.report(service.settings.home.file, 0, "warning", message)
    return False


def _named_by(configuration: ConfigFile) -> Iterator[NamedAddress]:
    if isinstance(configuration, TextFile):
        for address, directive, line in addresses_of_lines(configuration):
            yield NamedAddress(address, directive, configuration.name, line)
        return
    for document in configuration:
        yield from _named_in(document.content, "", document)


def directives_of(context: ImportContext, project: Project, service: ComposeService) -> tuple[str, ...]:
    """The lines of the configuration files of a service in plain text; they are compared, and never kept."""
    configs = context.compose.configs.by_path
    found = [configs[path] for path in files_of(context, project, service)]
    lines = [line for one in found if isinstance(one, TextFile) for line in lines_of(one)]
    return tuple(lines) if _spends(context, service, len(lines)) else ()


def settings_of_file(
    context: ImportContext, project: Project, service: ComposeService
) -> dict[str, tuple[str, Source]]:
    """The settings in the INI file of its product, by name of the variable; they are compared, never kept."""
    product, configs = service.product, context.compose.configs.by_path
    named = ini_file_of(product)
    if product is None or not named:
        return {}
    found: dict[str, tuple[str, Source]] = {}
    for path in files_of(context, project, service):
        file = configs[path]
        if isinstance(file, TextFile) and posixpath.basename(path) == named:
            for name, (value, line) in settings_in(product, "\n".join(lines_of(file))).items():
                found[name] = (value, Source("file", file.name, line))
    return found


def variables_read_by_configs(
    context: ImportContext, project: Project, service: ComposeService
) -> dict[str, tuple[str, int]]:
    """The variables that the YAML files of a service name as the place of a value, with file and line."""
    found: dict[str, tuple[str, int]] = {}
    for path in files_of(context, project, service):
        for name, place in _variables_of(context, path).items():
            found.setdefault(name, place)
    return found


def _variables_of(context: ImportContext, path: str) -> dict[str, tuple[str, int]]:
    """The variables that a file names, which is searched once for all services that have it."""
    configs = context.compose.configs
    known = configs.variables.get(path)
    if known is None:
        file = configs.by_path[path]
        known = configs.variables[path] = {}
        for document in file if not isinstance(file, TextFile) else ():
            for name, line in islice(_variables_in(document.content), _MOST_ADDRESSES):
                known.setdefault(name, (document.file, line))
    return known


def files_of(context: ImportContext, project: Project, service: ComposeService) -> tuple[str, ...]:
    """Paths of the configuration files of a service, in order."""
    configs = context.compose.configs
    if not configs.by_path:
        return ()
    key = service.uid, tuple(service.words)
    known = configs.of_services.get(key)
    if known is None:
        known = configs.of_services[key] = tuple(sorted(_files_of(context, project, service)))
    return known


def _files_of(context: ImportContext, project: Project, service: ComposeService) -> set[str]:
    found: set[str] = set()
    configs = context.compose.configs.by_path
    for path, target in _places(context, project, service):
        if path in configs:
            found.add(path)
        else:
            inside = [file for file in configs if file.startswith(f"{path}/")]
            if _spends(context, service, len(inside)):
                found.update(_chosen(inside, path, target, service))
    return found


def _places(context: ImportContext, project: Project, service: ComposeService) -> Iterator[tuple[str, str]]:
    """Files and folders of the input that a service has, each with its path inside."""
    for mount in mounts_of(service.settings, project.services):
        if path := _path_of(project, mount):
            yield path, mount.path
    build = service.settings.last("build")
    built = built_from(project, build, "") if build is not None else None
    start = context.compose.base_of(built) if built is not None else None
    if built is None or start is None:
        return
    for source, target in start.copied:
        path = posixpath.normpath(posixpath.join(built.context, source.lstrip("/")))
        if path != posixpath.normpath(built.context):  # the whole of it is the program
            yield path, target


def _path_of(project: Project, mount: Mount) -> str:
    """Where the mounted file or folder lies among the files of the input; an empty string outside of them."""
    if mount.type == "config":
        declared = project.declared("configs").get(mount.source)
        file = declared.get("file") if declared else None
        return project.beside(file.file, file.text) if file else ""
    if mount.type != "host-path" or mount.source.startswith(("/", "~", "$")):
        return ""
    return project.beside(mount.setting.file, mount.source)


def _chosen(inside: Sequence[str], folder: str, target: str, service: ComposeService) -> Sequence[str]:
    """The files of a folder that the service reads."""
    line = " ".join(service.words)
    where = {file: posixpath.join(target, file[len(folder) + 1 :]) for file in inside}
    named = [file for file, path in where.items() if path in line]
    if named or f"{target.rstrip('/')}/" in line:
        return named
    is_configuration = not _CONFIGURATION_FOLDERS.isdisjoint(target.split("/"))
    home = posixpath.dirname(service.settings.home.file)
    return inside if is_configuration and folder != home else []


def _variables_in(value: YamlValue, line: int = 0, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Variables that texts under a key name, with their lines. Source: LiteLLM, "Proxy Config.yaml"."""
    if depth > _DEEPEST:
        return
    if isinstance(value, YamlMap):
        for name, part in value.items():
            yield from _variables_in(part, value.line_of(name), depth + 1)
    elif isinstance(value, YamlList):
        for index, part in enumerate(value):
            yield from _variables_in(part, value.line_at(index), depth + 1)
    elif match := _VARIABLE.fullmatch(as_text(value).strip()):
        yield match[1], line


def _named_in(value: YamlValue, key: str, document: Document, depth: int = 0) -> Iterator[NamedAddress]:
    """Addresses under a key; a key that is about the program itself, such as `listen`, has none."""
    if depth > _DEEPEST or names_own_address(key):
        return
    if isinstance(value, YamlMap):
        texts = {
            name: as_text(part) for name, part in value.items() if not isinstance(part, YamlMap | YamlList)
        }
        if "port_value" in texts:  # of Envoy
            texts.setdefault("port", texts["port_value"])
        yield from _found_by_dns(value, texts, document)
        for name, part in value.items():
            if name in texts:
                yield from _addresses(name, texts[name], texts, document, value.line_of(name))
            else:
                yield from _named_in(part, name, document, depth + 1)
    elif isinstance(value, YamlList):
        for index, part in enumerate(value):
            if isinstance(part, YamlMap | YamlList):
                yield from _named_in(part, key, document, depth + 1)
            else:
                yield from _addresses(key, as_text(part), {}, document, value.line_at(index))


def _found_by_dns(value: YamlMap, texts: Mapping[str, str], document: Document) -> Iterator[NamedAddress]:
    """Names with one port for all, as Prometheus discovers its targets by DNS."""
    names, port = value.get("names"), port_of(texts.get("port"))
    if isinstance(names, YamlList) and port:
        for index, name in enumerate(names):
            yield NamedAddress(Address(as_text(name), port), "targets", document.file, names.line_at(index))


def _addresses(
    key: str, text: str, siblings: Mapping[str, str], document: Document, line: int
) -> Iterator[NamedAddress]:
    for address in addresses_of_variable(key, text, siblings):
        if address.bare and name_words(key)[-1] not in _HOST_KEYS:
            continue
        yield NamedAddress(address, key, document.file, line)
