"""The drawing for draw.io (diagrams.net): boxes in their trust boundaries, and flows between them.

Labels are plain text (`html=0`), so that nothing in a name is markup.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

from threatmodel.engine.analysis.evaluation_context import flow_name
from threatmodel.engine.exporters.interchange.ancestors import ancestors_of
from threatmodel.engine.exporters.interchange.dfd import dfd_of, role_of
from threatmodel.engine.exporters.interchange.export_data_types import ExportContent, ExportFile, losses
from threatmodel.engine.exporters.interchange.facts import protocol_of
from threatmodel.engine.exporters.interchange.identifiers import uuid_of
from threatmodel.engine.exporters.interchange.placement import placed
from threatmodel.engine.model import CATALOGUE, Element, Flow, Model
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.engine.xml_characters import xml_text

_LAYER: Final = "1"
_PLAIN: Final = "html=0;whiteSpace=wrap;"
_OPEN: Final = f"{_PLAIN}fillColor=none;verticalAlign=top;container=1;collapsible=0;"
_STYLES: Final = {
    "process": f"{_PLAIN}rounded=1;fillColor=#ffffff;strokeColor=#495057;",
    "store": f"{_PLAIN}shape=cylinder3;boundedLbl=1;size=8;fillColor=#e7f5ff;strokeColor=#1971c2;",
    "actor": f"{_PLAIN}fillColor=#f1f3f5;strokeColor=#495057;",
    "zone": f"{_OPEN}dashed=1;strokeColor=#e03131;",
    "frame": f"{_OPEN}rounded=1;strokeColor=#495057;",
}
_EDGE: Final = "html=0;endArrow=block;rounded=1;edgeStyle=orthogonalEdgeStyle;strokeColor=#495057;"


def write_drawio(content: ExportContent) -> ExportFile:
    """Return the drawing as an uncompressed draw.io file. Equal content gives equal bytes."""
    model, dfd = content.model, dfd_of(content.model, with_parts=True)
    drawn = {**dfd.zones, **dfd.nodes}
    boxes = placed(model, list(drawn), content.boxes)
    threats = Counter(one.subject for one in content.threats if one.is_at_risk)
    file = ET.Element("mxfile", {"host": "Bulkhead"})
    diagram = ET.SubElement(file, "diagram", {"id": uuid_of("diagram"), "name": xml_text(content.name)})
    graph = ET.SubElement(diagram, "mxGraphModel", {"grid": "1", "page": "0", "math": "0"})
    root = ET.SubElement(graph, "root")
    ET.SubElement(root, "mxCell", {"id": "0"})
    ET.SubElement(root, "mxCell", {"id": _LAYER, "parent": "0"})
    for uid in sorted(drawn, key=lambda one: (len(ancestors_of(model, one)), one)):
        _vertex(root, model, drawn, boxes, uid, threats[uid])
    for flow in dfd.flows:
        _edge(root, model, flow, threats[flow.uid])
    data = ET.tostring(file, encoding="utf-8", xml_declaration=True)
    return ExportFile(data + b"\n", _losses(content, set(drawn)))


def _vertex(
    root: ET.Element,
    model: Model,
    drawn: Mapping[str, Element],
    boxes: Mapping[str, Place],
    uid: str,
    threats: int,
) -> None:
    element, box = drawn[uid], boxes[uid]
    around = next((one for one in ancestors_of(model, uid) if one in drawn), None)
    origin = boxes[around] if around else Place(0.0, 0.0, 0.0, 0.0)
    holder = ET.SubElement(
        root,
        "object",
        {
            "id": uuid_of("element", uid),
            "label": xml_text(element.name),
            "kind": xml_text(element.kind),
            "uid": xml_text(uid),
            **({"threats": str(threats)} if threats else {}),
        },
    )
    cell = ET.SubElement(
        holder,
        "mxCell",
        {
            "vertex": "1",
            "parent": uuid_of("element", around) if around else _LAYER,
            "style": _style(model, element),
        },
    )
    place = {"x": box.x - origin.x, "y": box.y - origin.y, "width": box.width, "height": box.height}
    numbers = {name: _number(value) for name, value in place.items()}
    ET.SubElement(cell, "mxGeometry", {**numbers, "as": "geometry"})


def _style(model: Model, element: Element) -> str:
    kind = CATALOGUE.kinds.get(element.kind)
    if not model.children_uids(element.uid):
        return _STYLES["zone" if kind and kind.boundary and not kind.dfd else role_of(element)]
    return _STYLES["zone" if kind and kind.boundary else "frame"]


def _edge(root: ET.Element, model: Model, flow: Flow, threats: int) -> None:
    label = protocol_of(flow) or flow.name
    holder = ET.SubElement(
        root,
        "object",
        {
            "id": uuid_of("flow", flow.uid),
            "label": xml_text(label),
            "name": xml_text(flow_name(model, flow)),
            "uid": xml_text(flow.uid),
            **({"threats": str(threats)} if threats else {}),
        },
    )
    ends = {"source": uuid_of("element", flow.source), "target": uuid_of("element", flow.destination)}
    cell = ET.SubElement(holder, "mxCell", {"edge": "1", "parent": _LAYER, "style": _EDGE, **ends})
    ET.SubElement(cell, "mxGeometry", {"relative": "1", "as": "geometry"})


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _losses(content: ExportContent, drawn: set[str]) -> tuple[str, ...]:
    model = content.model
    facts = sum(len(one.facts) for one in model.elements.values()) + sum(
        len(f.facts) for f in model.flows.values()
    )
    counted = sum(one.is_at_risk and one.subject in (drawn | model.flows.keys()) for one in content.threats)
    relations = len(model.relations)
    return losses(
        [
            (
                counted,
                "1 threat is only counted at its part of the drawing.",
                "{count} threats are only counted at their parts of the drawing.",
            ),
            (
                len(content.threats) - counted,
                "1 other threat is left out.",
                "{count} other threats are left out.",
            ),
            (facts, "1 fact is left out.", "{count} facts are left out."),
            (
                relations,
                "1 relation is left out.",
                "{count} relations are left out.",
            ),
            (len(content.paths), "1 attack path is left out.", "{count} attack paths are left out."),
        ]
    )
