"""OWASP Threat Dragon, versions 1 and 2: diagrams of cells, with threats at each.

Boxes nest by what they are drawn around. Marks such as `isEncrypted` are false where nobody set them, so only
those that are true are facts. An element that is in several diagrams is read once.
"""

from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnFlow, DrawnPart
from threatmodel.engine.importers.interchange.nesting import nest_by_place, stack_diagrams
from threatmodel.engine.importers.interchange.protocols import add_protocol
from threatmodel.engine.importers.interchange.threat_translation import (
    ListedThreat,
    add_threat,
    categories_in,
    id_by_title,
    mitigations_in,
    severity_in,
    state_in,
)
from threatmodel.engine.importers.interchange.value_readers import (
    child_map,
    described,
    id_of,
    is_true,
    line_text,
    maps_in,
    place_of,
    text_of,
)
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap
from threatmodel.engine.library.tool_vocabularies import word
from threatmodel.engine.model.imported_threats import ImportedMitigationState

ID: Final = "threat-dragon"
_MARKS: Final = (
    "storesCredentials", "isSigned", "storesInventory", "providesAuthentication", "handlesCardPayment",
    "handlesGoodsOrServices", "isPublicNetwork", "outOfScope",
)  # fmt: skip


def matches(content: YamlMap) -> bool:
    """Whether this is a model of Threat Dragon."""
    return isinstance(content.get("summary"), YamlMap) and isinstance(content.get("detail"), YamlMap)


def read(content: YamlMap, file: str) -> Drawing:
    """Return what the model draws."""
    drawing = Drawing(ID, file)
    diagrams = child_map(content, "detail").get("diagrams")
    if not isinstance(diagrams, YamlList):
        line = content.line_of("detail")
        drawing.fault("`detail.diagrams` is no list of diagrams; nothing is read.", line, "error")
        return drawing
    several = sum(1 for _ in maps_in(diagrams)) > 1
    model = word(text_of(child_map(content, "summary").get("title")))  # ids of diagrams are 0, 1 in each file
    read_already: set[str] = set()
    for number, diagram in enumerate(maps_in(diagrams)):
        diagram_id = f"{model}/diagram-{id_of(diagram.get('id')) or number}"
        diagram_id = f"{diagram_id}+{number}" if diagram_id in read_already else diagram_id
        read_already.add(diagram_id)
        _read_diagram(drawing, diagram, diagram_id, several=several)
    nest_by_place(drawing)
    if several:
        stack_diagrams(drawing)
    for part in drawing.parts.values():
        if several and not part.parent and part.id != part.diagram:
            part.parent = part.diagram
    return drawing


def _read_diagram(drawing: Drawing, diagram: YamlMap, diagram_id: str, *, several: bool) -> None:
    """Read the cells; of several diagrams each is a boundary, so that they can be told apart."""
    cells = diagram.get("cells", child_map(diagram, "diagramJson").get("cells"))
    if not isinstance(cells, YamlList):
        drawing.fault("A diagram has no list `cells`; nothing of it is read.", diagram.line, "info")
        return
    if several:
        title = line_text(diagram.get("title")) or diagram_id
        drawing.add_part(DrawnPart(diagram_id, "boundary", title, diagram.line, diagram=diagram_id))
    for cell in maps_in(cells):
        _read_cell(drawing, cell, diagram_id)


def _read_cell(drawing: Drawing, cell: YamlMap, diagram: str) -> None:
    data = child_map(cell, "data") or cell
    shape = word(text_of(data.get("type") or cell.get("shape")).removeprefix("tm."))
    kind = drawing.words.kinds.get(shape) or drawing.words.kinds.get(word(text_of(cell.get("shape"))))
    cell_id = id_of(cell.get("id"))
    if kind is None:
        words = drawing.words.unread.get(shape, ("cell of an unknown type", "cells of unknown types"))
        drawing.unread(*words)
        return
    if cell_id and (cell_id in drawing.parts or cell_id in drawing.flows):
        _read_threats(drawing, data, cell_id, again=True)  # it is in an earlier diagram too
        return
    subject = (
        _add_flow(drawing, cell, data) if kind == "flow" else _add_part(drawing, cell, data, kind, diagram)
    )
    if subject:
        _count_marks(drawing, data)
        _read_threats(drawing, data, subject)


def _add_part(drawing: Drawing, cell: YamlMap, data: YamlMap, kind: str, diagram: str) -> str:
    if kind == "datastore" and is_true(data.get("isALog")):
        kind = "log-sink"
    part = DrawnPart(id_of(cell.get("id")), kind, _name(cell, data), cell.line, diagram=diagram)
    part.facts.update(described(data))
    part.place = place_of(cell.get("position"), cell.get("size"))
    if is_true(data.get("isEncrypted")):
        part.facts["encrypted_at_rest"] = True
    if kind == "workload" and is_true(data.get("isWebApplication")):
        part.facts["purpose"] = "web"
    return part.id if drawing.add_part(part) else ""


def _add_flow(drawing: Drawing, cell: YamlMap, data: YamlMap) -> str:
    source, target = child_map(cell, "source"), child_map(cell, "target")
    ends = [id_of(end.get("cell", end.get("id"))) for end in (source, target)]
    if not all(ends):
        drawing.unread("flow that is not attached at both ends", "flows that are not attached at both ends")
        return ""
    flow = DrawnFlow(id_of(cell.get("id")), ends[0], ends[1], _name(cell, data), cell.line)
    flow.facts.update(described(data))
    flow.both_ways = is_true(data.get("isBidirectional"))
    add_protocol(drawing, flow, data.get("protocol"))
    if is_true(data.get("isEncrypted")):
        flow.facts["encrypted"] = True
    if cell.get("vertices"):
        drawing.unread("bend of a flow", "bends of flows")
    return flow.id if drawing.add_flow(flow) else ""


def _name(cell: YamlMap, data: YamlMap) -> str:
    """The name: in `data`, or as the label that is drawn."""
    attributes = child_map(cell, "attrs")
    labels = cell.get("labels")
    label = next(maps_in(labels), YamlMap()) if isinstance(labels, YamlList) else YamlMap()
    candidates = (
        data.get("name"),
        child_map(attributes, "text").get("text"),
        child_map(attributes, "label").get("text"),
        child_map(label, "attrs", "text").get("text"),
        child_map(label, "attrs", "labelText").get("text"),
    )
    return next((found for one in candidates if (found := line_text(one))), "")


def _count_marks(drawing: Drawing, data: YamlMap) -> None:
    drawing.unread("property", "properties", sum(is_true(data.get(mark)) for mark in _MARKS))


def _read_threats(drawing: Drawing, data: YamlMap, subject: str, *, again: bool = False) -> None:
    """Read the threats of a cell; where it is drawn again, those that are new by their id."""
    for raw in maps_in(data.get("threats")):
        own_id = id_of(raw.get("id") or raw.get("threatId"))
        if again and (not own_id or own_id in drawing.threats):
            continue
        threat_id = own_id or id_by_title(drawing, subject, raw.get("title"))
        status = state_in(drawing, text_of(raw.get("status")), raw.line)
        done: ImportedMitigationState = "implemented" if status == "mitigated" else "proposed"
        said = mitigations_in(threat_id, raw.get("mitigation"), done)
        drawing.unread("score", "scores", bool(line_text(raw.get("score"))))
        add_threat(
            drawing,
            ListedThreat(
                threat_id,
                subject,
                title=raw.get("title"),
                description=raw.get("description"),
                severity=severity_in(drawing, text_of(raw.get("severity"))),
                status=status,
                line=raw.line,
                categories=categories_in(drawing, [text_of(raw.get("type"))]),
                mitigations=said.mitigations,
                reason=said.reason,
            ),
        )
