"""The model as a file of OWASP Threat Dragon 2: one data flow diagram with the threats of each part.

Source: the JSON schema of Threat Dragon v2, and the words that its dialogs offer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from threatmodel.engine.analysis.evaluation_context import flow_name
from threatmodel.engine.analysis.flow_origin import is_encrypted
from threatmodel.engine.exporters.interchange.dfd import Dfd, dfd_of, without_containers
from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedThreat,
    ExportFile,
    losses,
    unlisted,
    without_paths,
    without_relations,
)
from threatmodel.engine.exporters.interchange.facts import fact_of, protocol_of
from threatmodel.engine.exporters.interchange.identifiers import uuid_of
from threatmodel.engine.exporters.interchange.placement import placed
from threatmodel.engine.exporters.interchange.threat_descriptions import (
    description_of,
    first_category,
    mitigation_of,
    stated_description,
)
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import Element, Flow, Model
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.engine.model.threat_statuses import THREAT_STATUSES

VERSION: Final = "2.3.0"
_SEVERITIES: Final = {"critical": "Critical", "high": "High", "medium": "Medium", "low": "Low", "info": "Low"}
_SHAPES: Final = {"process": "tm.Process", "store": "tm.Store", "actor": "tm.Actor"}
_LEAST: Final = 10.0  # width and height of a cell
_LINE: Final = "#333333"
_RISK: Final = "red"

Json = dict[str, Any]
Threats = Mapping[str, list[ExportedThreat]]


def write_threat_dragon(content: ExportContent) -> ExportFile:
    """Return the model as a Threat Dragon 2 file. Equal content gives equal bytes."""
    dfd = dfd_of(content.model)
    threats, elsewhere = _threats_by_place(content, dfd)
    numbers = {one.key: one.number or place for place, one in enumerate(content.threats, 1)}
    cells = _cells(content, dfd, threats, numbers)
    diagram = {
        "id": 0,
        "title": content.name,
        "description": content.description,
        "diagramType": "STRIDE",
        "placeholder": "New STRIDE diagram description",
        "thumbnail": "./public/content/images/thumbnail.stride.jpg",
        "version": VERSION,
        "cells": cells,
    }
    document = {
        "version": VERSION,
        "summary": {
            "title": content.name,
            "owner": content.owner,
            "description": content.description,
            "id": 0,
        },
        "detail": {
            "contributors": [],
            "diagrams": [diagram],
            "diagramTop": 1,
            "reviewer": "",
            "threatTop": max(numbers.values(), default=0),
        },
    }
    data = orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)
    return ExportFile(data, _losses(content, dfd, elsewhere))


def _threats_by_place(content: ExportContent, dfd: Dfd) -> tuple[Threats, int]:
    """The threats by the uid of the cell that has them, and how many have no cell."""
    flows = {flow.uid for flow in dfd.flows}
    found: dict[str, list[ExportedThreat]] = defaultdict(list)
    elsewhere = 0
    for threat in content.threats:
        place = _place(content.model, dfd, flows, threat.subject)
        if place:
            found[place].append(threat)
        else:
            elsewhere += 1
    return found, elsewhere


def _place(model: Model, dfd: Dfd, flows: set[str], subject: str) -> str:
    if subject in flows:
        return subject
    if subject in model.flows:  # within one workload
        subject = model.flows[subject].destination
    shown = dfd.node_of(subject)
    return shown if shown in dfd.nodes or shown in dfd.zones else ""


def _cells(content: ExportContent, dfd: Dfd, threats: Threats, numbers: Mapping[str, int]) -> list[Json]:
    boxes = placed(
        content.model, [*dfd.zones, *(uid for uid in dfd.nodes if uid not in dfd.zones)], content.boxes
    )
    cells: list[Json] = []
    for depth, (uid, element) in enumerate(dfd.zones.items()):
        is_node = uid in dfd.nodes
        own = [] if is_node else [_threat(one, numbers) for one in threats.get(uid, ())]
        cells.append(_zone(element, boxes[uid], own, depth - len(dfd.zones)))
    for place, (uid, element) in enumerate(dfd.nodes.items(), 1):
        own = [_threat(one, numbers) for one in threats.get(uid, ())]
        box = _end_box(boxes[uid]) if uid in dfd.zones else boxes[uid]
        cells.append(_node(element, dfd, box, own, place))
    for flow in dfd.flows:
        own = [_threat(one, numbers) for one in threats.get(flow.uid, ())]
        cells.append(_flow(content.model, dfd, flow, own))
    return cells


def _end_box(zone: Place) -> Place:
    """A small box in the corner of a trust boundary, which stands for it as the end of flows."""
    return Place(zone.x + _LEAST, zone.y + _LEAST, 100.0, 40.0)


def _frame(box: Place) -> Json:
    return {
        "position": {"x": box.x, "y": box.y},
        "size": {"width": max(box.width, _LEAST), "height": max(box.height, _LEAST)},
    }


def _zone(element: Element, box: Place, threats: list[Json], z_index: int) -> Json:
    return {
        **_frame(box),
        "attrs": {"label": {"text": element.name}},
        "visible": True,
        "shape": "trust-boundary-box",
        "zIndex": z_index,
        "id": uuid_of("zone", element.uid),
        "data": {
            "type": "tm.BoundaryBox",
            "name": element.name,
            "description": stated_description(element),
            "isTrustBoundary": True,
            **({"threats": threats} if threats else {}),
            "hasOpenThreats": _has_open(threats),
        },
    }


def _node(element: Element, dfd: Dfd, box: Place, threats: list[Json], z_index: int) -> Json:
    role = dfd.roles[element.uid]
    stroke = {"stroke": _RISK if _has_open(threats) else _LINE, "strokeWidth": 1.5, "strokeDasharray": ""}
    lines = {"topLine": stroke, "bottomLine": stroke} if role == "store" else {"body": stroke}
    return {
        **_frame(box),
        "attrs": {"text": {"text": element.name}, **lines},
        "visible": True,
        "shape": role,
        "zIndex": z_index,
        "id": node_id(element.uid),
        "data": {
            "type": _SHAPES[role],
            "name": element.name,
            "description": stated_description(element),
            "outOfScope": False,
            "reasonOutOfScope": "",
            "isTrustBoundary": False,
            **_facts(element, role),
            "threats": threats,
            "hasOpenThreats": _has_open(threats),
        },
    }


def node_id(uid: str) -> str:
    """Return the id of the cell of an element."""
    return uuid_of("element", uid)


def _facts(element: Element, role: str) -> Json:
    """What Threat Dragon asks of such a part, as far as facts say it; what is unknown is no."""
    if role == "store":
        return {
            "isALog": fact_of(element, "stores_logs") is True or element.kind == "log-sink",
            "storesCredentials": element.kind in {"secret", "service-account", "role"},
            "isEncrypted": fact_of(element, "encrypted_at_rest") is True,
            "isSigned": False,
        }
    if role == "actor":
        return {"providesAuthentication": False}
    privileged = "Privileged" if fact_of(element, "privileged") is True else ""
    return {"privilegeLevel": privileged, "isWebApplication": fact_of(element, "purpose") == "web"}


def _flow(model: Model, dfd: Dfd, flow: Flow, threats: list[Json]) -> Json:
    name, protocol = flow_name(model, flow), protocol_of(flow)
    label = f"{name} ({protocol})" if protocol else name
    stroke = _RISK if _has_open(threats) else _LINE
    return {
        "shape": "flow",
        "attrs": {
            "line": {
                "stroke": stroke,
                "strokeWidth": 1.5,
                "targetMarker": {"name": "block"},
                "sourceMarker": {"name": ""},
                "strokeDasharray": "",
            }
        },
        "width": 200,
        "height": 100,
        "zIndex": len(dfd.nodes) + 1,
        "connector": "smooth",
        "id": uuid_of("flow", flow.uid),
        "labels": [{"position": 0.5, "attrs": {"label": {"text": label}}}],
        "source": {"cell": node_id(dfd.node_of(flow.source))},
        "target": {"cell": node_id(dfd.node_of(flow.destination))},
        "vertices": [],
        "data": {
            "type": "tm.Flow",
            "name": name,
            "description": stated_description(flow),
            "outOfScope": False,
            "reasonOutOfScope": "",
            "isTrustBoundary": False,
            "protocol": protocol,
            "isBidirectional": False,
            "isEncrypted": is_encrypted(flow) is True,
            "isPublicNetwork": "internet" in {model.kind_of(end) for end in (flow.source, flow.destination)},
            "threats": threats,
            "hasOpenThreats": _has_open(threats),
        },
    }


def _threat(threat: ExportedThreat, numbers: Mapping[str, int]) -> Json:
    method, category = _category(threat)
    return {
        "id": uuid_of("threat", threat.key),
        "threatId": uuid_of("threat", threat.key),
        "number": numbers[threat.key],
        "title": threat.title,
        "status": THREAT_STATUSES[threat.status].threat_dragon,
        "severity": _SEVERITIES[threat.severity],
        "score": str(threat.score),
        "type": category,
        "modelType": method,
        "description": description_of(threat),
        "mitigation": mitigation_of(threat),
        "new": False,
    }


def _category(threat: ExportedThreat) -> tuple[str, str]:
    for method in ("stride", "linddun"):
        if found := first_category(threat, method):
            return METHODS[method].name, found.classic_name
    return "Generic", ""


def _has_open(threats: Iterable[Json]) -> bool:
    return any(one["status"] == "Open" for one in threats)


def _losses(content: ExportContent, dfd: Dfd, elsewhere: int) -> tuple[str, ...]:
    unknown = sum(is_encrypted(flow) is None for flow in dfd.flows)
    zones = {uid for uid in dfd.zones if uid not in dfd.nodes}
    on_zones = sum(one.subject in zones for one in content.threats)
    several = sum(len(one.categories) > 1 for one in content.threats)
    return losses(
        [
            *without_containers(dfd),
            (
                unknown,
                "1 flow whose encryption is unknown is not marked as encrypted.",
                "{count} flows whose encryption is unknown are not marked as encrypted.",
            ),
            (
                several,
                "1 threat of several categories has only the first.",
                "{count} threats of several categories have only the first.",
            ),
            (
                on_zones,
                "1 threat of a trust boundary is in the file, but Threat Dragon edits none there.",
                "{count} threats of trust boundaries are in the file, but Threat Dragon edits none there.",
            ),
            (
                elsewhere,
                "1 threat of the model as a whole or of a data set is left out.",
                "{count} threats of the model as a whole or of data sets are left out.",
            ),
            (len(dfd.data_sets), "1 data set is left out.", "{count} data sets are left out."),
            *without_relations(content),
            *without_paths(content),
            *unlisted(content),
        ]
    )
