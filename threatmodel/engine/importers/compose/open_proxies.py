"""Flows of a published proxy whose configuration forwards requests without asking who calls."""

from msgspec.structs import replace

from threatmodel.engine.importers.call_inference import Directory
from threatmodel.engine.importers.compose.config_files import files_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.proxy_config_logins import OpenWay, open_ways
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model import Fact


def add_open_ways(
    context: ImportContext, project: Project, service: ComposeService, directory: Directory
) -> None:
    """Add the fact to the calls of a service that pass on whatever arrives on its published ports."""
    published = {port.port for port in service.ports.known if port.published and not port.is_loopback}
    passed: dict[str, Fact] = {}
    for path in files_of(context, project, service) if published else ():
        file = context.compose.configs.by_path[path]
        if not isinstance(file, TextFile):
            continue
        for way in _ways_of(context, path, file):
            target = directory.find(way.host)
            if target is not None and not published.isdisjoint(way.ports):
                why = f"{service.name} forwards requests to {target.name} without asking who calls."
                passed.setdefault(target.uid, inferred(value=True, why=why, file=file.name, line=way.line))
    for flow in context.builder.flows() if passed else ():
        if flow.source == service.uid and flow.destination in passed:
            facts = {**flow.facts, "passes_anyone": passed[flow.destination]}
            context.builder.add_flow(replace(flow, facts=facts))


def _ways_of(context: ImportContext, path: str, file: TextFile) -> tuple[OpenWay, ...]:
    """The open ways of a file, which is searched once for all services that have it."""
    known = context.compose.configs.open_ways.get(path)
    if known is None:
        known = context.compose.configs.open_ways[path] = open_ways(file)
    return known
