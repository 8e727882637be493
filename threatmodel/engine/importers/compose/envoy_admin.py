"""The port on which Envoy is administered, as its own configuration file says.

Source: Envoy, "Administration interface" and "Admin" of the bootstrap configuration. It knows no login.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.compose.config_files import files_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap, as_text
from threatmodel.engine.model import Fact, Source

# Keys as they are in its configuration, in both spellings that it reads.
_PATH: Final = (("admin",), ("address",), ("socket_address", "socketAddress"))
_PORT: Final = ("port_value", "portValue")
_BOOTSTRAP: Final = frozenset(
    {"admin", "static_resources", "dynamic_resources", "staticResources", "dynamicResources"}
)
_PRODUCT: Final = "Envoy"
_LOOPBACK: Final = ("127.", "::1", "localhost")
_LAST_PORT: Final = 65_535


def envoy_admin_facts(
    context: ImportContext, project: Project, service: ComposeService
) -> Mapping[str, Fact]:
    """Return the admin ports of a service that runs Envoy by a file of its own; nothing for others.

    An address of the container itself alone opens none, and without a socket address there is no port: the
    one of the image is in the file that this one takes the place of.
    """
    if not _runs_envoy(service):
        return {}
    documents = tuple(_documents(context, project, service))
    for document in documents:
        if (address := _address_in(document.content)) is not None:
            return {"open_admin_ports": _fact(address, document.file)}
    for document in documents:
        if not _BOOTSTRAP.isdisjoint(document.content):
            why = "The configuration of Envoy names no port for its admin interface."
            source = Source("file", document.file, document.content.line_of("admin"), why=why)
            return {"open_admin_ports": Fact([], source)}
    return {}


def _runs_envoy(service: ComposeService) -> bool:
    """Whether its image or command is Envoy; folders of configuration are mounted by others too."""
    if service.product is not None:
        return service.product.name == _PRODUCT
    return any("envoy" in word for word in service.words)


def _documents(context: ImportContext, project: Project, service: ComposeService) -> Iterator[Document]:
    configs = context.compose.configs.by_path
    for path in files_of(context, project, service):
        configuration = configs[path]
        yield from () if isinstance(configuration, TextFile) else configuration


def _address_in(content: object) -> YamlMap | None:
    """The socket address under `admin`; only Envoy has one there."""
    for keys in _PATH:
        content = _first(content, keys) if isinstance(content, YamlMap) else None
    return content if isinstance(content, YamlMap) and _first(content, _PORT) is not None else None


def _first(content: YamlMap, keys: tuple[str, ...]) -> object:
    return next((content[key] for key in keys if key in content), None)


def _fact(address: YamlMap, file: str) -> Fact:
    key = next(key for key in _PORT if key in address)
    host, port = as_text(address.get("address")), parse_int(as_text(address[key])) or 0
    is_open = 0 < port <= _LAST_PORT and not host.startswith(_LOOPBACK)
    why = f"The admin interface of Envoy listens on {'this port' if is_open else 'no port of the network'}."
    found = [{"port": port, "setting": "admin"}] if is_open else []
    return Fact(found, Source("file", file, address.line_of(key), why=why))
