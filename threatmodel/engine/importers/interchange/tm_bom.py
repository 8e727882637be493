"""TM-BOM, the format of the OWASP Threat Model Library (JSON).

A threat is listed for the component that it affects, for the whole model when there are several or none. Its
severity is the highest level of the risks that name it.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnFlow, DrawnPart
from threatmodel.engine.importers.interchange.threat_translation import (
    ListedThreat,
    add_threat,
    attack_pattern,
    mitigation,
    severity_in,
    weakness,
)
from threatmodel.engine.importers.interchange.value_readers import (
    child_map,
    described,
    id_of,
    line_text,
    maps_in,
    paragraphs,
    text_of,
    texts_in,
)
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.engine.library.tool_vocabularies import word
from threatmodel.engine.model.imported_threats import ImportedMitigation

ID: Final = "tm-bom"
_LISTS: Final = ("trust_zones", "actors", "components", "data_stores", "data_sets", "data_flows")


def matches(content: YamlMap) -> bool:
    """Whether this is a TM-BOM."""
    return "trust_zones" in content and ("data_flows" in content or "data_stores" in content)


def read(content: YamlMap, file: str) -> Drawing:
    """Return what the model draws."""
    drawing = Drawing(ID, file)
    for key in _LISTS:
        if isinstance(content.get(key), YamlMap | str | int | float):
            drawing.fault(f"`{key}` is no list; it is ignored.", content.line_of(key))
    for zone in maps_in(content.get("trust_zones")):
        _add(drawing, zone, "boundary")
    for actor in maps_in(content.get("actors")):
        _add(drawing, actor, drawing.words.kinds.get(word(text_of(actor.get("type"))), "actor"))
        drawing.unread("description of permissions", "descriptions of permissions", "permissions" in actor)
    for component in maps_in(content.get("components")):
        _add(drawing, component, drawing.words.kinds["component"])
    for store in maps_in(content.get("data_stores")):
        _add(drawing, store, drawing.words.kinds["data-store"])
    _add_data_sets(drawing, content)
    for flow in maps_in(content.get("data_flows")):
        _add_flow(drawing, flow)
    _add_threats(drawing, content)
    for key, one, several in (
        ("trust_boundaries", "pair of trust zones", "pairs of trust zones"),
        ("assumptions", "assumption", "assumptions"),
        ("threat_personas", "threat persona", "threat personas"),
        ("diagrams", "diagram", "diagrams"),
    ):
        drawing.unread(one, several, sum(1 for _ in maps_in(content.get(key))))
    return drawing


def _add(drawing: Drawing, raw: YamlMap, kind: str) -> None:
    parent = id_of(raw.get("parent_component") or raw.get("trust_zone"))
    part = DrawnPart(id_of(raw.get("symbolic_name")), kind, text_of(raw.get("title")), raw.line, parent)
    part.facts.update(described(raw))
    if part.parent == "public":  # the zone outside of all zones, which no list has
        part.parent = ""
    drawing.add_part(part)


def _add_data_sets(drawing: Drawing, content: YamlMap) -> None:
    """Data sets, and what their placements say of the data stores."""
    stored: dict[str, list[str]] = defaultdict(list)
    encrypted: dict[str, list[bool]] = defaultdict(list)
    for raw in maps_in(content.get("data_sets")):
        part = DrawnPart(id_of(raw.get("symbolic_name")), "data-set", text_of(raw.get("title")), raw.line)
        for sensitivity in map(word, texts_in(raw.get("data_sensitivity"))):
            known = drawing.words.sensitivities.get(sensitivity)
            drawing.add_facts(part.facts, known or {})
            drawing.unread("mark of sensitivity", "marks of sensitivity", known is None)
        part.facts.update(described(raw))
        if drawing.add_part(part) is None:
            continue
        for placement in maps_in(raw.get("placements")):
            store = id_of(placement.get("data_store"))
            stored[store].append(drawing.uid(part.id))
            if isinstance(value := placement.get("encrypted"), bool):
                encrypted[store].append(value)
    for store, names in stored.items():
        holder = drawing.parts.get(store)
        if holder is None:
            drawing.fault("A data set is placed in a data store that the file does not have.", 0)
            continue
        holder.facts["data_sets"] = list(dict.fromkeys(names))
        if encrypted[store]:
            holder.facts["encrypted_at_rest"] = all(encrypted[store])


def _add_flow(drawing: Drawing, raw: YamlMap) -> None:
    ends = [id_of(child_map(raw, key).get("object")) for key in ("source", "destination")]
    title = text_of(raw.get("title"))
    flow = DrawnFlow(id_of(raw.get("symbolic_name")), ends[0], ends[1], title, raw.line)
    if known := drawing.words.protocols.get(word(title)):  # many are called by their protocol
        drawing.add_facts(flow.facts, {"protocol": known.protocol})
    if isinstance(encrypted := raw.get("encrypted"), bool):
        flow.facts["encrypted"] = encrypted
    drawing.unread("mark of sensitivity", "marks of sensitivity", raw.get("has_sensitive_data") is True)
    flow.facts.update(described(raw))
    drawing.add_flow(flow)


def _add_threats(drawing: Drawing, content: YamlMap) -> None:
    levels: dict[str, list[str]] = defaultdict(list)
    for risk in maps_in(content.get("risks")):
        for name in texts_in(risk.get("threats")):
            levels[name].append(text_of(risk.get("level")))
    controls: dict[str, list[ImportedMitigation | None]] = defaultdict(list)
    for control in maps_in(content.get("controls")):
        made = _control(drawing, control)
        for name in dict.fromkeys(texts_in(control.get("threats"))):
            controls[name].append(made)
    for raw in maps_in(content.get("threats")):
        name = id_of(raw.get("symbolic_name"))
        affected = list(texts_in(raw.get("components_affected")))
        drawing.unread("affected component", "affected components", len(affected) if len(affected) > 1 else 0)
        add_threat(
            drawing,
            ListedThreat(
                name,
                affected[0] if len(affected) == 1 else "",
                title=raw.get("title"),
                description=_description(raw),
                severity=_severity(drawing, levels[name]),
                status="open",  # the format has none: it follows from the controls
                line=raw.line,
                references=tuple(_references(raw)),
                mitigations=tuple(controls[name]),
            ),
        )


def _description(raw: YamlMap) -> str:
    event = line_text(raw.get("event"), 1_000)
    return "\n\n".join(filter(None, (paragraphs(raw.get("description")), f"Event: {event}" if event else "")))


def _control(drawing: Drawing, control: YamlMap) -> ImportedMitigation | None:
    name = id_of(control.get("symbolic_name"))
    status = drawing.words.mitigation_states.get(word(text_of(control.get("status"))), "proposed")
    drawing.unread("priority", "priorities", "priority" in control)
    return mitigation(f"control/{name}", control.get("title"), control.get("description"), status)


def _severity(drawing: Drawing, levels: Iterable[str]) -> Severity:
    known = [found for level in levels if (found := drawing.words.severities.get(word(level)))]
    return min(known, key=SEVERITIES.index) if known else severity_in(drawing, "")


def _references(raw: YamlMap) -> list[str]:
    found = []
    for key, field, reference in (
        ("weaknesses", "cwe_id", weakness),
        ("attack_mechanisms", "capec_id", attack_pattern),
    ):
        for one in maps_in(raw.get(key)):
            number = one.get(field)
            if type(number) is int and 0 < number < 100_000:
                found.append(reference(number))
    return list(dict.fromkeys(found))[:20]
