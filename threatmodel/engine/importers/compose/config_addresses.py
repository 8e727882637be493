"""Addresses in configuration files of services: YAML that is neither manifest nor report, and plain text.

Only addresses are looked at, and of these only those of services; nothing else is kept.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from threatmodel.engine.importers.address_extraction import Address, port_of
from threatmodel.engine.importers.call_inference import addresses_of_variable
from threatmodel.engine.importers.compose.config_files import files_of, spends
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.proxies import proxy_findings
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.text_configs import NamedAddress, addresses_of_lines
from threatmodel.engine.importers.compose_context import ConfigFile
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.variable_names import name_words, names_own_address
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue, as_text

# Under these keys a name alone is a host; others, such as `service`, hold names of all kinds in such files.
_HOST_KEYS: Final = frozenset(
    {"host", "hosts", "hostname", "url", "urls", "uri", "addr", "addrs", "address", "addresses"}
    | {"endpoint", "endpoints", "server", "servers", "target", "targets"}
)
_DEEPEST: Final = 30
_MOST_ADDRESSES: Final = 200  # of one file


def addresses_in_configs(
    context: ImportContext, project: Project, service: ComposeService
) -> Iterator[NamedAddress]:
    """The addresses in the configuration files of a service, in the order of the files."""
    proxy = proxy_findings(context, project, service)
    of_proxies = dict(proxy.addresses)
    for path in files_of(context, project, service):
        if path in proxy.paths:
            found = of_proxies.pop(_name_of(context, path), ())
        else:
            found = _addresses_of(context, path)
        if spends(context, service, len(found)):
            yield from found
    for found in of_proxies.values():  # of files that others include
        if spends(context, service, len(found)):
            yield from found


def _name_of(context: ImportContext, path: str) -> str:
    configuration = context.compose.configs.by_path[path]
    return configuration.name if isinstance(configuration, TextFile) else ""


def _addresses_of(context: ImportContext, path: str) -> tuple[NamedAddress, ...]:
    """The addresses in a file, which is searched once for all services that have it."""
    known = context.compose.configs.addresses.get(path)
    if known is None:
        found = islice(_named_by(context.compose.configs.by_path[path]), _MOST_ADDRESSES)
        known = context.compose.configs.addresses[path] = tuple(found)
    return known


def _named_by(configuration: ConfigFile) -> Iterator[NamedAddress]:
    if isinstance(configuration, TextFile):
        yield from addresses_of_lines(configuration)
        return
    for document in configuration:
        yield from _named_in(document.content, "", document)


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
