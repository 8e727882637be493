"""What configuration files of a service say of it as a proxy; what reads them is loaded for the first one."""

from collections.abc import Mapping
from typing import Final, cast

from threatmodel.engine.importers.compose.config_files import files_of, targets_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.text_configs import NamedAddress
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.proxies.directives import Directive
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.deferred import deferred
from threatmodel.engine.model.struct_base import Record

_findings_of = deferred("threatmodel.engine.importers.compose.proxy_findings", "findings_of")


class OpenWay(Record, frozen=True):
    """A line that forwards whatever arrives on one of these ports of the proxy to a host."""

    ports: tuple[int, ...]
    host: str
    file: str
    line: int


class ProxyFindings(Record, frozen=True):
    """What the files of a service say, its proxies taken together.

    `paths` are the files that were read as those of proxies. By port, `redirects` has what sends all requests
    to HTTPS, and `plain` what answers them without TLS. `addresses` are by the name of the file.
    """

    paths: frozenset[str] = frozenset()
    addresses: Mapping[str, tuple[NamedAddress, ...]] = {}
    redirects: Mapping[int, Directive] = {}
    plain: Mapping[int, Directive] = {}
    open_ways: tuple[OpenWay, ...] = ()


_NOTHING: Final = ProxyFindings()


def proxy_findings(context: ImportContext, project: Project, service: ComposeService) -> ProxyFindings:
    """Return what the files of a service say of it as a proxy; services with the same files share it."""
    configs = context.compose.configs
    if not configs.by_path:
        return _NOTHING
    key = service.uid, tuple(service.words)
    if key not in configs.of_proxies:
        paths = files_of(context, project, service)
        found = _NOTHING
        if any(isinstance(configs.by_path[path], TextFile) for path in paths):
            found = _findings_of(context, paths, targets_of(context, project, service), service)
        configs.of_proxies[key] = found
    return cast("ProxyFindings", configs.of_proxies[key])
