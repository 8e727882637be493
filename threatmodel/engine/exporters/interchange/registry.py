"""The export formats, by the name that the command line and the app use."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from threatmodel.engine.exporters.interchange.attack_flow import write_attack_flow
from threatmodel.engine.exporters.interchange.export_data_types import ExportContent, ExportFile, ExportFormat
from threatmodel.engine.exporters.interchange.navigator import write_navigator
from threatmodel.engine.exporters.interchange.otm import write_otm
from threatmodel.engine.exporters.interchange.threagile import write_threagile
from threatmodel.engine.exporters.interchange.threat_dragon import write_threat_dragon
from threatmodel.engine.exporters.interchange.tm_bom import write_tm_bom
from threatmodel.engine.exporters.interchange.vex import write_vex

_JSON: Final = "application/json"


def _write_drawio(content: ExportContent) -> ExportFile:
    # Loaded only where it is needed, as in the importers: the library of XML takes 2 % of a start.
    drawio: Any = import_module("threatmodel.engine.exporters.interchange.drawio")
    written: ExportFile = drawio.write_drawio(content)
    return written


_FORMATS: Final = (
    ExportFormat(
        id="threat-dragon",
        label="OWASP Threat Dragon",
        purpose="Open the data flow diagram with its threats, statuses and mitigations in Threat Dragon 2.",
        left_out="Facts, relations, data sets, attack paths; containers are shown as their workloads.",
        ending=".threat-dragon.json",
        media_type=_JSON,
        write=write_threat_dragon,
    ),
    ExportFormat(
        id="otm",
        label="Open Threat Model",
        purpose="Exchange the whole model, for example with IriusRisk. Most of it is in the file.",
        left_out="Relations, attack paths, and facts with several fields.",
        ending=".otm",
        media_type=_JSON,
        write=write_otm,
    ),
    ExportFormat(
        id="tm-bom",
        label="TM-BOM",
        purpose="Publish the model as the JSON of the OWASP Threat Model Library, with risks and controls.",
        left_out="Facts, relations, attack paths, the nesting of trust zones, positions.",
        ending=".tmbom.json",
        media_type=_JSON,
        write=write_tm_bom,
    ),
    ExportFormat(
        id="threagile",
        label="Threagile",
        purpose="Analyze the model with Threagile too. Threats are individual risks with their tracking.",
        left_out="LINDDUN threats, relations, attack paths, most facts, positions.",
        ending=".threagile.yaml",
        media_type="application/yaml",
        write=write_threagile,
    ),
    ExportFormat(
        id="vex",
        label="CycloneDX VEX",
        purpose="Show scanners which vulnerabilities of images matter, by what was decided about them.",
        left_out="Everything but vulnerabilities of images.",
        ending=".vex.cdx.json",
        media_type="application/vnd.cyclonedx+json",
        write=write_vex,
    ),
    ExportFormat(
        id="navigator",
        label="ATT&CK Navigator layer",
        purpose="See the techniques of threats and attack paths on the ATT&CK matrix, by score.",
        left_out="Everything but techniques.",
        ending=".navigator.json",
        media_type=_JSON,
        write=write_navigator,
    ),
    ExportFormat(
        id="attack-flow",
        label="Attack Flow",
        purpose="Open the attack paths in Attack Flow Builder, or share them as STIX 2.1.",
        left_out="Threats, flows, and all that no attack path passes.",
        ending=".attack-flow.json",
        media_type="application/stix+json",
        write=write_attack_flow,
    ),
    ExportFormat(
        id="drawio",
        label="draw.io",
        purpose="Edit the drawing in draw.io, or put it into a document.",
        left_out="Facts, relations, attack paths; threats are only counted.",
        ending=".drawio",
        media_type="application/vnd.jgraph.mxfile",
        write=_write_drawio,
    ),
)

EXPORT_FORMATS: Final[Mapping[str, ExportFormat]] = {one.id: one for one in _FORMATS}
