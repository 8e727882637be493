"""The port on which Envoy is administered, as its own configuration file says.

Source: Envoy, "Administration interface" and "Admin" of the bootstrap configuration. It knows no login.
"""

from collections.abc import Mapping
from typing import Final

from threatmodel.engine.importers.compose.config_files import files_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap, as_text
from threatmodel.engine.model import Fact, Source

_PATH: Final = ("admin", "address", "socket_address")
_LOOPBACK: Final = ("127.", "::1", "localhost")
_LAST_PORT: Final = 65_535


def envoy_admin_facts(
    context: ImportContext, project: Project, service: ComposeService
) -> Mapping[str, Fact]:
    """Return the admin ports of a service whose configuration is one of Envoy; nothing for others.

    An address of the container itself alone opens none.
    """
    configs = context.compose.configs.by_path
    for path in sorted(files_of(context, project, service)) if configs else ():
        configuration = configs[path]
        for document in () if isinstance(configuration, TextFile) else configuration:
            if (address := _address_in(document.content)) is not None:
                return {"open_admin_ports": _fact(address, document.file)}
    return {}


def _address_in(content: object) -> YamlMap | None:
    """The socket address under `admin`; only Envoy has one there."""
    for key in _PATH:
        content = content.get(key) if isinstance(content, YamlMap) else None
    return content if isinstance(content, YamlMap) and "port_value" in content else None


def _fact(address: YamlMap, file: str) -> Fact:
    host, port = as_text(address.get("address")), parse_int(as_text(address["port_value"])) or 0
    is_open = 0 < port <= _LAST_PORT and not host.startswith(_LOOPBACK)
    why = f"The admin interface of Envoy listens on {'this port' if is_open else 'no port of the network'}."
    found = [{"port": port, "setting": "admin"}] if is_open else []
    return Fact(found, Source("file", file, address.line_of("port_value"), why=why))
