"""Microsoft Threat Modeling Tool (.tm7): drawing surfaces with stencils, borders and connectors; threats.

The file also holds the template with all types and rules of the tool, which is left out as it passes.
Everything is on one line, so places are not known.
"""

from collections.abc import Iterator
from typing import Final

from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnFlow, DrawnPart
from threatmodel.engine.importers.interchange.nesting import nest_by_place, stack_diagrams
from threatmodel.engine.importers.interchange.protocols import add_protocol
from threatmodel.engine.importers.interchange.threat_translation import (
    ListedThreat,
    add_threat,
    categories_in,
    mitigation,
    severity_in,
    state_in,
)
from threatmodel.engine.importers.interchange.value_readers import id_of, line_text, paragraphs, rectangle
from threatmodel.engine.importers.interchange.xml_tree import InvalidXml, Node, read_xml
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.library.tool_vocabularies import vocabulary, word
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.imported_threats import ImportedMitigationState

ID: Final = "tm7"
_LEFT_OUT: Final = frozenset({"KnowledgeBase", "Profile", "Validations"})
_NO_GUID: Final = "00000000-0000-0000-0000-000000000000"


def read_file(file: TextFile, context: ImportContext) -> Drawing | None:
    """Return what the model in a file draws; None with a problem where it is none."""
    try:
        root = read_xml(file.data, context.limits, left_out=_LEFT_OUT)
    except InvalidXml as fault:
        context.builder.report(file.name, 0, "error", str(fault))
        return None
    if root.name != "ThreatModel":
        message = f"This is no model of {vocabulary(ID).label}: the root is not `ThreatModel`."
        context.builder.report(file.name, 0, "error", message)
        return None
    return _read(root, file.name)


def _read(root: Node, file: str) -> Drawing:
    """Return what the model draws."""
    drawing = Drawing(ID, file)
    surfaces = root.child("DrawingSurfaceList").children
    several = len(surfaces) > 1
    for number, surface in enumerate(surfaces):
        _read_surface(drawing, surface, number, several=several)
    nest_by_place(drawing)
    if several:
        stack_diagrams(drawing)
    for part in drawing.parts.values():
        if several and not part.parent and part.id != part.diagram:
            part.parent = part.diagram
    for entry in root.child("ThreatInstances").children:
        _read_threat(drawing, entry)
    drawing.unread("note", "notes", len(root.child("Notes").children))
    return drawing


def _read_surface(drawing: Drawing, surface: Node, number: int, *, several: bool) -> None:
    surface_id = id_of(surface.child("Guid").text) or f"diagram-{number}"
    if several:
        name = _properties(surface).get("name", "") or f"Diagram {number + 1}"
        drawing.add_part(DrawnPart(surface_id, "boundary", name, diagram=surface_id))
    for key in ("Borders", "Lines"):
        for entry in surface.child(key).children:
            _read_shape(drawing, entry.child("Value"), surface_id)


def _read_shape(drawing: Drawing, shape: Node, surface: str) -> None:
    generic, stencil = word(shape.child("GenericTypeId").text), _stencil(shape)
    if generic in drawing.words.unread:
        drawing.unread(*drawing.words.unread[generic])
        return
    kind = drawing.words.kinds.get(generic)
    if kind is None:
        drawing.unread("shape of an unknown type", "shapes of unknown types")
    elif kind == "flow":
        _add_flow(drawing, shape, stencil)
    else:
        is_zone = CATALOGUE.kinds[kind].boundary
        _add_part(
            drawing, shape, kind if is_zone else drawing.words.kinds.get(stencil, kind), stencil, surface
        )


def _stencil(shape: Node) -> str:
    """The type of the stencil without what all have in front: SE.P.TMCore.WebServer is webserver."""
    return word(shape.child("TypeId").text.rpartition(".")[2])


def _add_part(drawing: Drawing, shape: Node, kind: str, stencil: str, surface: str) -> None:
    properties = _properties(shape)
    if kind == "datastore" and properties.get("stores-log-data") == "yes":
        kind = "log-sink"
    part = DrawnPart(id_of(shape.child("Guid").text), kind, properties.get("name", ""), diagram=surface)
    corner = (shape.child("Left").text, shape.child("Top").text)
    part.place = rectangle(*corner, shape.child("Width").text, shape.child("Height").text)
    if (purpose := drawing.words.purposes.get(stencil)) and CATALOGUE.fact(kind, "purpose"):
        part.facts["purpose"] = purpose
    _add_facts(drawing, part, kind, properties)
    drawing.add_part(part)


def _add_flow(drawing: Drawing, shape: Node, stencil: str) -> None:
    ends = [id_of(shape.child(key).text) for key in ("SourceGuid", "TargetGuid")]
    if _NO_GUID in ends or not all(ends):
        drawing.unread("flow that is not attached at both ends", "flows that are not attached at both ends")
        return
    properties = _properties(shape)
    flow = DrawnFlow(id_of(shape.child("Guid").text), ends[0], ends[1], properties.get("name", ""))
    if stencil in drawing.words.protocols:
        add_protocol(drawing, flow, stencil)
    _add_facts(drawing, flow, "flow", properties)
    drawing.add_flow(flow)


def _add_facts(
    drawing: Drawing, subject: DrawnPart | DrawnFlow, kind: str, properties: dict[str, str]
) -> None:
    for name, value in properties.items():
        known = drawing.words.properties.get(name)
        if known is not None and kind in known.of and value in known.values:
            subject.facts[known.fact] = known.values[value]
        elif (
            known is None
            and value not in {"", "false", "no", "select", "not-selected", "0"}
            and name not in _SHOWN
        ):
            drawing.unread("property", "properties")


_SHOWN: Final = frozenset({"name", "dataflow-order"})


def _properties(shape: Node) -> dict[str, str]:
    """Values of the properties by their names, in one word: a text, yes or no, the chosen one of a list."""
    found: dict[str, str] = {}
    for one in shape.child("Properties").children:
        name, value = word(one.child("DisplayName").text), one.child("Value")
        chosen = one.child("SelectedIndex").text
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 4:
            options = value.children
            found[name] = word(options[int(chosen)].text) if int(chosen) < len(options) else ""
        elif name == "name":
            found.setdefault(name, line_text(value.text))
        elif value.text:
            found[name] = word(value.text)
    return found


def _read_threat(drawing: Drawing, entry: Node) -> None:
    raw = entry.child("Value")
    said = dict(_texts(raw.child("Properties")))
    threat_id = id_of(entry.child("Key").text)
    status = state_in(drawing, raw.child("State").text)
    done: ImportedMitigationState = "implemented" if status == "mitigated" else "proposed"
    why = raw.child("StateInformation").text
    description = said.get("UserThreatDescription") or raw.child("UserThreatDescription").text
    notes = (paragraphs(description), f"Justification: {paragraphs(why)}" if why.strip() else "")
    add_threat(
        drawing,
        ListedThreat(
            threat_id,
            id_of(raw.child("FlowGuid").text),
            title=said.get("Title") or raw.child("Title").text,
            description="\n\n".join(filter(None, notes)),
            severity=severity_in(drawing, said.get("Priority") or raw.child("Priority").text),
            status=status,
            line=0,
            categories=categories_in(
                drawing, [said.get("UserThreatCategory") or raw.child("UserThreatCategory").text]
            ),
            mitigations=(
                mitigation(f"{threat_id}#mitigation", "", said.get("PossibleMitigations", ""), done),
            ),
        ),
    )


def _texts(properties: Node) -> Iterator[tuple[str, str]]:
    for one in properties.children:
        yield one.child("Key").text.strip(), one.child("Value").text
