"""Open Threat Model (OTM) 0.1 and 0.2, as JSON or YAML.

Positions are relative to the parent. A threat is listed once for each component and data flow that has it.
Attributes whose names are those of facts are read as such, which is how Bulkhead writes them.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnFlow, DrawnPart
from threatmodel.engine.importers.interchange.protocols import add_protocol
from threatmodel.engine.importers.interchange.threat_translation import (
    ListedThreat,
    add_threat,
    categories_in,
    mitigation,
    severity_in,
    state_in,
    weakness,
)
from threatmodel.engine.importers.interchange.value_readers import (
    child_map,
    described,
    id_of,
    is_true,
    line_text,
    maps_in,
    number_of,
    place_of,
    text_of,
    texts_in,
)
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.yaml.reader import YamlMap, YamlValue
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.engine.library.tool_vocabularies import value_at, word
from threatmodel.engine.model import CATALOGUE, FactValue
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.engine.model.imported_threats import ImportedMitigation

ID: Final = "otm"
_DEEPEST: Final = 50


def matches(content: YamlMap) -> bool:
    """Whether this is a model in OTM."""
    return "otmVersion" in content


def read(content: YamlMap, file: str) -> Drawing:
    """Return what the model draws."""
    project = child_map(content, "project")
    drawing = Drawing(ID, file, scope=id_of(project.get("id")) or id_of(project.get("name")))
    for key in ("assets", "trustZones", "components", "dataflows", "threats", "mitigations"):
        if isinstance(content.get(key), YamlMap | str | int | float):
            drawing.fault(f"`{key}` is no list; it is ignored.", content.line_of(key))
    for asset in maps_in(content.get("assets")):
        _add_asset(drawing, asset)
    for zone in maps_in(content.get("trustZones")):
        _add_zone(drawing, zone)
    _add_components(drawing, content)
    for raw in maps_in(content.get("dataflows")):
        _add_flow(drawing, raw)
    _make_places_absolute(drawing)
    _add_threats(drawing, content)
    return drawing


def _add_asset(drawing: Drawing, asset: YamlMap) -> None:
    part = DrawnPart(id_of(asset.get("id")), "data-set", _name(asset), asset.line)
    score = number_of(child_map(asset, "risk").get("confidentiality"))
    if score is not None:
        part.facts["classification"] = value_at(drawing.words.classification_scores, score)
    _add_attributes(part.facts, "data-set", asset)
    _add_rest(drawing, asset, part.facts)
    drawing.add_part(part)


def _add_zone(drawing: Drawing, zone: YamlMap) -> None:
    zone_type = word(text_of(zone.get("type")) or text_of(zone.get("id")))
    kind = drawing.words.zones.get(zone_type) or _catalogue_zone(zone_type) or "boundary"
    part = DrawnPart(id_of(zone.get("id")), kind, _name(zone), zone.line, _parent(zone))
    rating = number_of(child_map(zone, "risk").get("trustRating"))
    if rating is not None:
        part.facts["trust_level"] = value_at(drawing.words.trust_levels, rating)
    part.place = _place(zone)
    _add_attributes(part.facts, kind, zone)
    _add_rest(drawing, zone, part.facts)
    drawing.add_part(part)


def _add_components(drawing: Drawing, content: YamlMap) -> None:
    components = list(maps_in(content.get("components")))
    holders = {id_of(child_map(one, "parent").get("component")) for one in components}
    ends = {
        id_of(flow.get(key))
        for flow in maps_in(content.get("dataflows"))
        for key in ("source", "destination")
    }
    for raw in components:
        part_id = id_of(raw.get("id"))
        holds = part_id in holders and part_id not in ends
        _add_component(drawing, raw, default="boundary" if holds else "workload")


def _add_component(drawing: Drawing, raw: YamlMap, *, default: str) -> None:
    component_type = word(text_of(raw.get("type")))
    kind = (
        component_type
        if component_type in CATALOGUE.kinds
        else drawing.words.kinds.get(component_type, default)
    )
    part = DrawnPart(id_of(raw.get("id")), kind, _name(raw), raw.line, _parent(raw))
    if (purpose := drawing.words.purposes.get(component_type)) and CATALOGUE.fact(kind, "purpose"):
        part.facts["purpose"] = purpose
    assets = child_map(raw, "assets")
    _add_data_sets(drawing, part.facts, [*texts_in(assets.get("processed")), *texts_in(assets.get("stored"))])
    part.place = _place(raw)
    _add_attributes(part.facts, kind, raw)
    _add_rest(drawing, raw, part.facts)
    drawing.add_part(part)


def _add_flow(drawing: Drawing, raw: YamlMap) -> None:
    flow = DrawnFlow(
        id_of(raw.get("id")), id_of(raw.get("source")), id_of(raw.get("destination")), _name(raw), raw.line
    )
    flow.both_ways = is_true(raw.get("bidirectional"))
    attributes = child_map(raw, "attributes")
    add_protocol(drawing, flow, attributes.get("protocol"))
    _add_data_sets(drawing, flow.facts, texts_in(raw.get("assets")))
    _add_attributes(flow.facts, "flow", raw)
    _add_rest(drawing, raw, flow.facts)
    drawing.add_flow(flow)


def _add_data_sets(drawing: Drawing, facts: dict[str, FactValue], assets: Iterable[str]) -> None:
    named = list(dict.fromkeys(assets))
    known = [one for one in named if one in drawing.parts and drawing.parts[one].kind == "data-set"]
    drawing.unread("reference to an unknown asset", "references to unknown assets", len(named) - len(known))
    if known:
        facts["data_sets"] = [drawing.uid(one) for one in known]


def _add_attributes(facts: dict[str, FactValue], kind: str, raw: YamlMap) -> None:
    """Add the attributes that are facts by name and type; what is known already stays."""
    for name, value in child_map(raw, "attributes").items():
        known = CATALOGUE.fact(kind, name)
        if known is not None and name not in facts and (found := _typed(known.type, value)) is not None:
            facts[name] = found


def _typed(fact_type: str, value: YamlValue) -> FactValue | None:
    text = text_of(value).strip()
    if fact_type == "bool":
        return {"true": True, "false": False}.get(text.lower())
    if fact_type == "int":
        return parse_int(text)
    return line_text(text) or None if fact_type in {"text", "enum", "date"} else None


def _add_rest(drawing: Drawing, raw: YamlMap, facts: dict[str, FactValue]) -> None:
    """Add the description, and count what is not read."""
    facts.update(described(raw))
    attributes = child_map(raw, "attributes")
    drawing.unread("attribute", "attributes", sum(name not in facts for name in attributes))
    drawing.unread("tag", "tags", sum(1 for _ in texts_in(raw.get("tags"))))


def _catalogue_zone(name: str) -> str:
    return name if name in CATALOGUE.kinds and CATALOGUE.kinds[name].boundary else ""


def _parent(raw: YamlMap) -> str:
    parent = child_map(raw, "parent")
    return id_of(parent.get("component") or parent.get("trustZone"))


def _name(raw: YamlMap) -> str:
    return text_of(raw.get("name"))


# --- places -------------------------------------------------------------------------------------------


def _place(raw: YamlMap) -> Place | None:
    """The rectangle of the first representation that has one."""
    found = (place_of(one.get("position"), one.get("size")) for one in maps_in(raw.get("representations")))
    return next(filter(None, found), None)


def _make_places_absolute(drawing: Drawing) -> None:
    """Add the places of all that a part is in to its own."""
    relative = {part.id: part.place for part in drawing.parts.values()}
    for part in drawing.parts.values():
        if part.place is None:
            continue
        x, y, holder = part.place.x, part.place.y, part.parent
        for _ in range(_DEEPEST):
            around = relative.get(holder)
            if around is None or holder not in drawing.parts:
                break
            x, y, holder = x + around.x, y + around.y, drawing.parts[holder].parent
        part.place = Place(x, y, part.place.width, part.place.height)


# --- threats ------------------------------------------------------------------------------------------


def _add_threats(drawing: Drawing, content: YamlMap) -> None:
    listed = {id_of(one.get("id")): one for one in maps_in(content.get("threats"))}
    remedies = {id_of(one.get("id")): one for one in maps_in(content.get("mitigations"))}
    used = set()
    for key in ("components", "dataflows"):
        for raw in maps_in(content.get(key)):
            for instance in maps_in(raw.get("threats")):
                used.add(_add_threat(drawing, id_of(raw.get("id")), instance, listed, remedies))
    drawing.unread("threat that nothing has", "threats that nothing has", len(listed.keys() - used))


def _add_threat(
    drawing: Drawing,
    subject: str,
    instance: YamlMap,
    listed: Mapping[str, YamlMap],
    remedies: Mapping[str, YamlMap],
) -> str:
    """Add a threat of a component or flow; return the id of its entry in the list of threats."""
    threat_id = id_of(instance.get("threat"))
    entry = listed.get(threat_id)
    if entry is None:
        drawing.fault("A threat is none of the list `threats`; it is ignored.", instance.line)
        return threat_id
    cwes = (parse_int(one.upper().removeprefix("CWE-")) for one in texts_in(entry.get("cwes")))
    add_threat(
        drawing,
        ListedThreat(
            f"{subject}#{threat_id}",
            subject,
            title=entry.get("name"),
            description=entry.get("description"),
            severity=_severity(drawing, entry),
            status=state_in(drawing, text_of(instance.get("state")), instance.line),
            line=instance.line,
            categories=categories_in(drawing, texts_in(entry.get("categories"))),
            references=tuple(dict.fromkeys(weakness(one) for one in cwes if one is not None)),
            mitigations=tuple(
                _mitigation(drawing, one, remedies) for one in maps_in(instance.get("mitigations"))
            ),
        ),
    )
    return threat_id


def _mitigation(
    drawing: Drawing, instance: YamlMap, remedies: Mapping[str, YamlMap]
) -> ImportedMitigation | None:
    remedy = remedies.get(id_of(instance.get("mitigation")))
    if remedy is None:
        drawing.fault("A mitigation is none of the list `mitigations`; it is ignored.", instance.line)
        return None
    state = drawing.words.mitigation_states.get(word(text_of(instance.get("state"))), "proposed")
    # The state is that of this use: a mitigation that is done here and planned there is two.
    mitigation_id = f"mitigation/{id_of(remedy.get('id'))}/{state}"
    return mitigation(mitigation_id, remedy.get("name"), remedy.get("description"), state)


def _severity(drawing: Drawing, entry: YamlMap) -> Severity:
    """The severity that an attribute states, as Bulkhead writes it, else by impact times likelihood.

    A likelihood that is not given counts as certain.
    """
    stated = word(text_of(child_map(entry, "attributes").get("severity")))
    if known := next((one for one in SEVERITIES if one == stated), None):
        return known
    risk = child_map(entry, "risk")
    impact, likelihood = number_of(risk.get("impact")), number_of(risk.get("likelihood"))
    if impact is None:
        return severity_in(drawing, "")
    score = impact * (100 if likelihood is None else likelihood) / 100
    return severity_in(drawing, value_at(drawing.words.severity_scores, score))
