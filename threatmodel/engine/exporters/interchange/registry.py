"""The export formats, by the name that the command line and the app use."""

from collections.abc import Callable, Mapping
from typing import Final

from threatmodel.engine.exporters.interchange.export_data_types import ExportContent, ExportFile, ExportFormat
from threatmodel.engine.model.deferred import deferred

_JSON: Final = "application/json"


def _writer(module: str) -> Callable[[ExportContent], ExportFile]:
    """What writes a format: the function write_<module> of its module."""
    return deferred(f"threatmodel.engine.exporters.interchange.{module}", f"write_{module}")


_FORMATS: Final = (
    ExportFormat(
        id="threat-dragon",
        label="OWASP Threat Dragon",
        purpose="Open the data flow diagram with its threats, statuses and mitigations in Threat Dragon 2.",
        left_out="Facts, relations, data sets, attack paths; containers are shown as their workloads.",
        ending=".threat-dragon.json",
        media_type=_JSON,
        write=_writer("threat_dragon"),
    ),
    ExportFormat(
        id="otm",
        label="Open Threat Model",
        purpose="Exchange the whole model, for example with IriusRisk. Most of it is in the file.",
        left_out="Relations, attack paths, and facts with several fields.",
        ending=".otm",
        media_type=_JSON,
        write=_writer("otm"),
    ),
    ExportFormat(
        id="tm-bom",
        label="TM-BOM",
        purpose="Publish the model as the JSON of the OWASP Threat Model Library, with risks and controls.",
        left_out="Facts, relations, attack paths, the nesting of trust zones, positions.",
        ending=".tmbom.json",
        media_type=_JSON,
        write=_writer("tm_bom"),
    ),
    ExportFormat(
        id="threagile",
        label="Threagile",
        purpose="Analyze the model with Threagile too. Threats are individual risks with their tracking.",
        left_out="LINDDUN threats, relations, attack paths, most facts, positions.",
        ending=".threagile.yaml",
        media_type="application/yaml",
        write=_writer("threagile"),
    ),
    ExportFormat(
        id="vex",
        label="CycloneDX VEX",
        purpose="Show scanners which vulnerabilities of images matter, by what was decided about them.",
        left_out="Everything but vulnerabilities of images.",
        ending=".vex.cdx.json",
        media_type="application/vnd.cyclonedx+json",
        write=_writer("vex"),
    ),
    ExportFormat(
        id="navigator",
        label="ATT&CK Navigator layer",
        purpose="See the techniques of threats and attack paths on the ATT&CK matrix, by score.",
        left_out="Everything but techniques.",
        ending=".navigator.json",
        media_type=_JSON,
        write=_writer("navigator"),
    ),
    ExportFormat(
        id="attack-flow",
        label="Attack Flow",
        purpose="Open the attack paths in Attack Flow Builder, or share them as STIX 2.1.",
        left_out="Threats, flows, and all that no attack path passes.",
        ending=".attack-flow.json",
        media_type="application/stix+json",
        write=_writer("attack_flow"),
    ),
    ExportFormat(
        id="drawio",
        label="draw.io",
        purpose="Edit the drawing in draw.io, or put it into a document.",
        left_out="Facts, relations, attack paths; threats are only counted.",
        ending=".drawio",
        media_type="application/vnd.jgraph.mxfile",
        write=_writer("drawio"),
    ),
)

EXPORT_FORMATS: Final[Mapping[str, ExportFormat]] = {one.id: one for one in _FORMATS}
