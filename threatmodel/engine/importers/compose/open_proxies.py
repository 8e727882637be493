"""Flows of a published proxy whose configuration forwards requests without asking who calls."""

from msgspec.structs import replace

from threatmodel.engine.importers.call_inference import Directory
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.proxies import proxy_findings
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import Fact


def add_open_ways(
    context: ImportContext, project: Project, service: ComposeService, directory: Directory
) -> None:
    """Add the fact to the calls of a service that pass on whatever arrives on its published ports."""
    published = {port.port for port in service.ports.known if port.published and not port.is_loopback}
    passed: dict[str, Fact] = {}
    for way in proxy_findings(context, project, service).open_ways if published else ():
        target = directory.find(way.host)
        if target is not None and not published.isdisjoint(way.ports):
            why = f"{service.name} forwards requests to {target.name} without asking who calls."
            passed.setdefault(target.uid, inferred(value=True, why=why, file=way.file, line=way.line))
    for flow in context.builder.flows() if passed else ():
        if flow.source == service.uid and flow.destination in passed:
            facts = {**flow.facts, "passes_anyone": passed[flow.destination]}
            context.builder.add_flow(replace(flow, facts=facts))
