"""pytm, as JSON: what `tm.py --json` writes and what `TM.load` reads. Names are the ids.

pytm writes false for every property that nobody set, so only those that are true are facts. It draws the
response to a flow as a flow of its own; here it is part of the call.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnFlow, DrawnPart
from threatmodel.engine.importers.interchange.protocols import add_protocol
from threatmodel.engine.importers.interchange.threat_translation import (
    ListedThreat,
    add_threat,
    mitigation,
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
    number_of,
    paragraphs,
    text_of,
    texts_in,
)
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue
from threatmodel.engine.library.tool_vocabularies import word
from threatmodel.engine.model import FactValue
from threatmodel.engine.model.imported_threats import ImportedMitigationState

ID: Final = "pytm"
_MOST_PORT: Final = 65_535


def matches(content: YamlMap) -> bool:
    """Whether this is a model of pytm."""
    elements, flows = content.get("elements"), content.get("flows")
    if not (isinstance(elements, YamlList) and isinstance(flows, YamlList)):
        return False
    return "boundaries" in content or any("__class__" in one for one in maps_in(elements))


def read(content: YamlMap, file: str) -> Drawing:
    """Return what the model draws."""
    drawing = Drawing(ID, file, scope=id_of(content.get("name")))
    for boundary in maps_in(content.get("boundaries")):
        part = DrawnPart(
            _boundary(boundary.get("name")), "boundary", text_of(boundary.get("name")), boundary.line
        )
        part.parent = _boundary(boundary.get("inBoundary"))
        drawing.add_part(part)
    for data in maps_in(content.get("data")):
        _add_data(drawing, data)
    for element in maps_in(content.get("elements")):
        _add_element(drawing, element)
    for flow in maps_in(content.get("flows")):
        _add_flow(drawing, flow)
    flows = {flow.name: flow.id for flow in reversed(drawing.flows.values())}
    for finding in maps_in(content.get("findings")):
        _add_finding(drawing, finding, flows)
    assumptions = content.get("assumptions")
    drawing.unread("assumption", "assumptions", len(assumptions) if isinstance(assumptions, YamlList) else 0)
    return drawing


def _boundary(name: YamlValue) -> str:
    found = id_of(name)
    return f"boundary/{found}" if found else ""


def _add_data(drawing: Drawing, data: YamlMap) -> None:
    name = id_of(data.get("name"))
    part = DrawnPart(f"data/{name}" if name else "", "data-set", name, data.line)
    level = text_of(data.get("classification")).rpartition(".")[2]
    drawing.add_facts(part.facts, {"classification": drawing.words.classifications.get(word(level))})
    if is_true(data.get("isPII")):
        part.facts["personal_data"] = True
    part.facts.update(described(data))
    drawing.add_part(part)


def _add_element(drawing: Drawing, element: YamlMap) -> None:
    kind = drawing.words.kinds.get(word(text_of(element.get("__class__"))), "workload")
    part = DrawnPart(id_of(element.get("name")), kind, text_of(element.get("name")), element.line)
    part.parent = _boundary(element.get("inBoundary"))
    _add_properties(drawing, part.facts, kind, element)
    _add_data_sets(drawing, part.facts, element.get("data"))
    drawing.unread("property", "properties", element.get("inScope") is False)
    part.facts.update(described(element))
    drawing.add_part(part)


def _add_flow(drawing: Drawing, raw: YamlMap) -> None:
    if is_true(raw.get("isResponse")) or raw.get("responseTo"):
        drawing.unread("response to a flow", "responses to flows")
        return
    source, sink, name = (id_of(raw.get(key)) for key in ("source", "sink", "name"))
    flow = DrawnFlow(f"{source}>{sink}/{name}", source, sink, name, raw.line)
    add_protocol(drawing, flow, raw.get("protocol"))
    port = number_of(raw.get("dstPort"))
    if port is not None and 0 < port <= _MOST_PORT:
        flow.facts["port"] = int(port)
    _add_properties(drawing, flow.facts, "flow", raw)
    _add_data_sets(drawing, flow.facts, raw.get("data"))
    drawing.unread("note", "notes", bool(line_text(raw.get("note"))))
    flow.facts.update(described(raw))
    drawing.add_flow(flow)


def _add_properties(drawing: Drawing, facts: dict[str, FactValue], kind: str, raw: YamlMap) -> None:
    for holder in (raw, child_map(raw, "controls")):
        for name, value in holder.items():
            known = drawing.words.properties.get(word(name))
            if known is not None and kind in known.of and (found := known.values.get(text_of(value).lower())):
                facts[known.fact] = found


def _add_data_sets(drawing: Drawing, facts: dict[str, FactValue], data: YamlValue) -> None:
    named: Iterable[str] = texts_in(data) if isinstance(data, YamlList) else filter(None, [id_of(data)])
    every = list(dict.fromkeys(named))
    known = [one for one in every if f"data/{one}" in drawing.parts]
    drawing.unread("description of data", "descriptions of data", len(every) - len(known))
    if known:
        facts["data_sets"] = [drawing.uid(f"data/{one}") for one in known]


def _add_finding(drawing: Drawing, finding: YamlMap, flows: Mapping[str, str]) -> None:
    """Add a finding; it names its element or flow."""
    target = id_of(finding.get("target"))
    subject = target if target in drawing.parts else flows.get(target, target)
    threat_id = f"{target}#{id_of(finding.get('threat_id')) or id_of(finding.get('id'))}"
    response = paragraphs(finding.get("response"))
    status = state_in(drawing, response.split()[0] if response else "", finding.line)
    done: ImportedMitigationState = "implemented" if status == "mitigated" else "proposed"
    details = (paragraphs(finding.get("details")), f"Response: {response}" if response else "")
    add_threat(
        drawing,
        ListedThreat(
            threat_id,
            subject,
            title=finding.get("description"),
            description="\n\n".join(filter(None, details)),
            severity=severity_in(drawing, text_of(finding.get("severity"))),
            status=status,
            line=finding.line,
            mitigations=(mitigation(f"{threat_id}#mitigation", "", finding.get("mitigations"), done),),
        ),
    )
