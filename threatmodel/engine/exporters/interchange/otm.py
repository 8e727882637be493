"""The model as an Open Threat Model 0.2 document in JSON.

Components nest as elements do, and their facts are attributes, so most of a model is in it.
Source: Open Threat Modeling Format, JSON schema 0.2.0.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from threatmodel.engine.analysis.evaluation_context import flow_name
from threatmodel.engine.exporters.interchange.ancestors import ancestors_of
from threatmodel.engine.exporters.interchange.dfd import Dfd, dfd_of, zone_around
from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedMitigation,
    ExportedThreat,
    ExportFile,
    losses,
    unlisted,
    without_paths,
    without_relations,
)
from threatmodel.engine.exporters.interchange.facts import fact_of, trust_of
from threatmodel.engine.exporters.interchange.threat_descriptions import (
    decision_of,
    description_of,
    rating_of,
    stated_description,
)
from threatmodel.engine.library.methods import categories
from threatmodel.engine.model import Element, Fact, Flow, Model, data_sets_of
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.engine.model.threat_statuses import THREAT_STATUSES

VERSION: Final = "0.2.0"
_PROJECT: Final = "bulkhead"
_DIAGRAM: Final = "diagram"
_OUTSIDE: Final = "outside"  # the trust zone of what is in none: a component needs one
_END: Final = "#end"  # a trust zone that is the end of a flow is a component too
_MITIGATION_STATES: Final = {
    "suggested": "recommended",
    "proposed": "recommended",
    "planned": "required",
    "in-progress": "required",
    "implemented": "implemented",
    "verified": "implemented",
    "rejected": "rejected",
}
_RATINGS: Final = {"untrusted": 1, "semi-trusted": 40, "trusted": 70, "highly-trusted": 100}
_UNKNOWN_RATING: Final = 40
_CONFIDENTIALITY: Final = {"public": 0, "internal": 40, "confidential": 70, "restricted": 100}
_UNKNOWN: Final = 50  # of 100, where the format demands a number and nothing states it
_LEVEL: Final = 20  # of likelihood and impact, 1 to 5, as a share of 100
_SAID: Final = frozenset({"data_sets", "data_sets_declined", "description"})  # elsewhere, not as attributes

Json = dict[str, Any]


def write_otm(content: ExportContent) -> ExportFile:
    """Return the model as an OTM document. Equal content gives equal bytes."""
    model, dfd = content.model, dfd_of(content.model, with_parts=True)
    threats = _threats_by_subject(content)
    document = {
        "otmVersion": VERSION,
        "project": _project(content),
        **({"representations": _representations(content)} if content.boxes else {}),
        "assets": [_asset(one) for one in dfd.data_sets],
        "trustZones": _zones(content, dfd),
        "components": [_component(content, dfd, one, threats.get(one.uid, ())) for one in dfd.nodes.values()],
        "dataflows": [_dataflow(model, dfd, one, threats.get(one.uid, ())) for one in dfd.flows],
        "threats": [_threat(one) for one in content.threats],
        "mitigations": _mitigations(content.threats),
    }
    data = orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)
    return ExportFile(data, _losses(content, dfd, threats))


def _threats_by_subject(content: ExportContent) -> dict[str, list[ExportedThreat]]:
    found: dict[str, list[ExportedThreat]] = defaultdict(list)
    for threat in content.threats:
        found[threat.subject].append(threat)
    return found


def _project(content: ExportContent) -> Json:
    project: Json = {"name": content.name, "id": _PROJECT, "description": content.description}
    return {**project, "owner": content.owner} if content.owner else project


def _representations(content: ExportContent) -> list[Json]:
    boxes = content.boxes.values()
    size = {
        "width": max((one.x + one.width for one in boxes), default=0.0),
        "height": max((one.y + one.height for one in boxes), default=0.0),
    }
    return [{"name": "Diagram", "id": _DIAGRAM, "type": "diagram", "size": size}]


def _asset(element: Element) -> Json:
    known = fact_of(element, "classification")
    stated = "" if known else "The confidentiality is not stated. "
    return {
        "name": element.name,
        "id": element.uid,
        "description": stated_description(element),
        "risk": {
            "confidentiality": _CONFIDENTIALITY.get(known, _UNKNOWN),
            "integrity": _UNKNOWN,
            "availability": _UNKNOWN,
            "comment": f"{stated}Integrity and availability are not stated.",
        },
        "attributes": _attributes(element),
    }


def _zones(content: ExportContent, dfd: Dfd) -> list[Json]:
    found = [_zone(content, dfd, one) for one in dfd.zones.values()]
    if any(_parent(content.model, dfd, one) == {"trustZone": _OUTSIDE} for one in dfd.nodes.values()):
        found.append(
            {
                "id": _OUTSIDE,
                "name": "Outside any trust boundary",
                "type": _OUTSIDE,
                "risk": {"trustRating": _UNKNOWN_RATING},
            }
        )
    return found


def _zone(content: ExportContent, dfd: Dfd, element: Element) -> Json:
    parent = zone_around(content.model, dfd, element.uid)
    return {
        "id": element.uid,
        "name": element.name,
        "type": element.kind,
        "description": stated_description(element),
        "risk": {"trustRating": _RATINGS.get(trust_of(element), _UNKNOWN_RATING)},
        **({"parent": {"trustZone": parent}} if parent else {}),
        **_drawn(content, element.uid, parent),
        "attributes": _attributes(element),
    }


def _component(content: ExportContent, dfd: Dfd, element: Element, threats: Iterable[ExportedThreat]) -> Json:
    is_zone = element.uid in dfd.zones
    data_sets = [uid for uid in data_sets_of(element) if uid in content.model.elements]
    held = "stored" if dfd.roles[element.uid] == "store" else "processed"
    parent = _parent(content.model, dfd, element)
    around = next(iter(parent.values()))
    return {
        "id": component_id(dfd, element.uid),
        "name": element.name,
        "type": element.kind,
        "description": stated_description(element),
        "parent": parent,
        **({} if is_zone else _drawn(content, element.uid, around)),
        **({"assets": {held: data_sets}} if data_sets else {}),
        "threats": [_threat_use(one) for one in threats],
        "tags": [],
        "attributes": {} if is_zone else _attributes(element),
    }


def component_id(dfd: Dfd, uid: str) -> str:
    """Return the id of the component of an element; that of a trust zone has another than the zone."""
    return f"{uid}{_END}" if uid in dfd.zones else uid


def _parent(model: Model, dfd: Dfd, element: Element) -> Json:
    if element.uid in dfd.zones:
        return {"trustZone": element.uid}
    for uid in ancestors_of(model, element.uid):
        if uid in dfd.zones:
            return {"trustZone": uid}
        if uid in dfd.nodes:
            return {"component": uid}
    return {"trustZone": _OUTSIDE}


def _drawn(content: ExportContent, uid: str, around: str | None) -> Json:
    """Where it is on the canvas, from the corner of what it is in."""
    box = content.boxes.get(uid)
    if box is None:
        return {}
    origin = content.boxes.get(around or "", Place(0.0, 0.0, 0.0, 0.0))
    return {
        "representations": [
            {
                "representation": _DIAGRAM,
                "id": f"{_DIAGRAM}:{uid}",
                "position": {"x": box.x - origin.x, "y": box.y - origin.y},
                "size": {"width": box.width, "height": box.height},
            }
        ]
    }


def _dataflow(model: Model, dfd: Dfd, flow: Flow, threats: Iterable[ExportedThreat]) -> Json:
    data_sets = [uid for uid in data_sets_of(flow) if uid in model.elements]
    return {
        "id": flow.uid,
        "name": flow_name(model, flow),
        "description": stated_description(flow),
        "bidirectional": False,
        "source": component_id(dfd, flow.source),
        "destination": component_id(dfd, flow.destination),
        **({"assets": data_sets} if data_sets else {}),
        "threats": [_threat_use(one) for one in threats],
        "tags": [],
        "attributes": {"origin": flow.origin, **_plain_facts(flow.facts)},
    }


def _attributes(element: Element) -> dict[str, str]:
    return {"uid": element.uid, "kind": element.kind, **_plain_facts(element.facts)}


def _plain_facts(facts: Mapping[str, Fact]) -> dict[str, str]:
    """Facts as text, by name: words as they are, all else as JSON."""
    plain = {name: facts[name].value for name in sorted(facts) if _is_plain(name, facts[name])}
    return {name: one if isinstance(one, str) else orjson.dumps(one).decode() for name, one in plain.items()}


def _is_plain(name: str, fact: Fact) -> bool:
    value = fact.value
    if name in _SAID or isinstance(value, dict):
        return False
    return not isinstance(value, list) or all(isinstance(one, str) for one in value)


# --- threats -----------------------------------------------------------------------------------


def _threat_use(threat: ExportedThreat) -> Json:
    """One threat at a component or flow, with its state and the mitigations there."""
    return {
        "threat": threat.key,
        "state": THREAT_STATUSES[threat.status].otm,
        "mitigations": [
            {"mitigation": one.key, "state": _MITIGATION_STATES.get(one.status, "recommended")}
            for one in threat.mitigations
        ],
    }


def _threat(threat: ExportedThreat) -> Json:
    names = categories()
    return {
        "id": threat.key,
        "name": threat.title,
        "description": description_of(threat),
        "categories": [names[one].name for one in threat.categories if one in names],
        "cwes": [one[4:] for one in threat.references if one.startswith("cwe:")],
        "risk": {
            "likelihood": threat.likelihood * _LEVEL,
            "impact": threat.impact * _LEVEL,
            "impactComment": rating_of(threat),
        },
        "tags": list(threat.references),
        "attributes": _threat_attributes(threat),
    }


def _threat_attributes(threat: ExportedThreat) -> dict[str, str]:
    known = {
        "severity": threat.severity,
        "score": str(threat.score),
        "status": threat.status,
        "rule": threat.rule,
        "number": f"T{threat.number}" if threat.number else "",
        "decision": decision_of(threat),
    }
    return {name: value for name, value in known.items() if value}


def _mitigations(threats: Iterable[ExportedThreat]) -> list[Json]:
    """The mitigations of all threats, each once, by id."""
    found: dict[str, ExportedMitigation] = {}
    for threat in threats:
        for one in threat.mitigations:
            found.setdefault(one.key, one)
    return [
        {
            "id": key,
            "name": found[key].title,
            "description": found[key].how,
            "riskReduction": _reduction(found[key]),
            "attributes": {"status": found[key].status},
        }
        for key in sorted(found)
    ]


def _reduction(one: ExportedMitigation) -> int:
    """How much risk it removes, 0 to 100: as in the app, one without an estimate counts in full."""
    return 100 if one.reduction is None else round(100 * one.reduction)


def _losses(content: ExportContent, dfd: Dfd, threats: Mapping[str, list[ExportedThreat]]) -> tuple[str, ...]:
    shown = dfd.nodes.keys() | {flow.uid for flow in dfd.flows}
    elsewhere = sum(len(found) for uid, found in threats.items() if uid not in shown)
    subjects: list[Element | Flow] = [*content.model.elements.values(), *dfd.flows]
    records = sum(
        not _is_plain(name, fact) for one in subjects for name, fact in one.facts.items() if name not in _SAID
    )
    unstated = sum(fact_of(zone, "trust_level") is None for zone in dfd.zones.values())
    estimated = {one.key: one.reduction for threat in content.threats for one in threat.mitigations}
    unknown = sum(one is None for one in estimated.values())
    return losses(
        [
            (
                elsewhere,
                "1 threat of a trust zone, data set or the whole model is listed without its place.",
                "{count} threats of trust zones, data sets or the model are listed without their place.",
            ),
            (
                records,
                "1 fact with several fields, such as a list of ports, is left out.",
                "{count} facts with several fields, such as lists of ports, are left out.",
            ),
            (
                unstated,
                "1 trust zone without a stated trust level has the rating that its kind suggests.",
                "{count} trust zones without a stated trust level have the rating that their kinds suggest.",
            ),
            (
                unknown,
                "1 mitigation without an estimate has a risk reduction of 100.",
                "{count} mitigations without an estimate have a risk reduction of 100.",
            ),
            (
                len(dfd.data_sets),
                "1 data set has a middle rating of integrity and availability, which are not stated.",
                "{count} data sets have a middle rating of integrity and availability, which are not stated.",
            ),
            *without_relations(content),
            *without_paths(content),
            *unlisted(content),
        ]
    )
