"""The model as a Threagile 1.0 file in YAML: technical assets, links, trust boundaries, data and risks.

Source: support/schema.json of Threagile. Where it demands a value that Bulkhead does not know, the value is
the neutral one of its list, and the losses count it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

from threatmodel.engine.analysis.evaluation_context import flow_name
from threatmodel.engine.analysis.flow_origin import is_encrypted
from threatmodel.engine.exporters.interchange.dfd import Dfd, dfd_of, without_containers, zone_around
from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedThreat,
    ExportFile,
    losses,
    unlisted,
    without_paths,
    without_relations,
)
from threatmodel.engine.exporters.interchange.facts import fact_of
from threatmodel.engine.exporters.interchange.identifiers import unique_titles, words_of
from threatmodel.engine.exporters.interchange.threagile_words import (
    asset_type,
    authentication_of,
    boundary_type,
    classification_of,
    criticality_of,
    machine_of,
    protocol_word,
    technology_of,
)
from threatmodel.engine.exporters.interchange.threat_descriptions import (
    decision_of,
    described,
    description_of,
    mitigation_of,
    rating_of,
    reference_lines,
    stated_description,
)
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import title_in_general
from threatmodel.engine.model import Element, Flow, Model, data_sets_of
from threatmodel.engine.model.threat_statuses import THREAT_STATUSES

VERSION: Final = "1.0.0"
_SEVERITIES: Final = {
    "critical": "critical", "high": "high", "medium": "medium", "low": "low", "info": "low",
}  # fmt: skip
_LIKELIHOODS: Final = ("unlikely", "unlikely", "likely", "very-likely", "frequent")
_IMPACTS: Final = ("low", "low", "medium", "high", "very-high")
_STRIDE: Final = (
    "spoofing", "tampering", "repudiation", "information-disclosure", "denial-of-service",
    "elevation-of-privilege",
)  # fmt: skip
_QUANTITIES: Final = {"few": "few", "many": "many", "large-scale": "very-many"}
_NO_CWE: Final = 1008  # CWE-1008, the view of architectural concepts, stands for none in particular

Json = dict[str, Any]
Words = Mapping[str, str]


class _Dumper(yaml.CSafeDumper):
    """Writes each value out, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def write_threagile(content: ExportContent) -> ExportFile:
    """Return the model as a Threagile file. Equal content gives equal bytes."""
    model, dfd = content.model, dfd_of(content.model)
    words = {
        **words_of((f"zone {uid}", one.name) for uid, one in dfd.zones.items()),
        **words_of((uid, model.called(uid)) for uid in [*dfd.nodes, *(one.uid for one in dfd.data_sets)]),
    }
    risks, tracking = _risks(content, dfd, words)
    document: Json = {
        "threagile_version": VERSION,
        "title": content.name,
        **({"date": model.as_of.isoformat()} if model.as_of else {}),
        "author": {"name": content.owner, "homepage": ""},
        "management_summary_comment": content.description,
        "business_criticality": "important",
        "business_overview": {"description": content.description, "images": []},
        "technical_overview": {"description": "", "images": []},
        "questions": {},
        "abuse_cases": {},
        "security_requirements": {},
        "tags_available": [],
        "data_assets": _data_assets(dfd, words),
        "technical_assets": _technical_assets(model, dfd, words),
        "trust_boundaries": _trust_boundaries(model, dfd, words),
        "shared_runtimes": {},
        "individual_risk_categories": risks,
        "risk_tracking": tracking,
    }
    text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return ExportFile(text.encode(), _losses(content, dfd))


def _data_assets(dfd: Dfd, words: Words) -> Json:
    titles = unique_titles((one.uid, one.name) for one in dfd.data_sets)
    return {titles[one.uid]: _data_asset(one, words) for one in dfd.data_sets}


def _data_asset(element: Element, words: Words) -> Json:
    return {
        "id": words[element.uid],
        "description": described(element),
        "usage": "business",
        "tags": [],
        "origin": "",
        "owner": "",
        "quantity": _QUANTITIES.get(fact_of(element, "volume"), "many"),
        "confidentiality": classification_of(fact_of(element, "classification")),
        "integrity": "important",
        "availability": "important",
        "justification_cia_rating": "Integrity and availability are not stated.",
    }


def _technical_assets(model: Model, dfd: Dfd, words: Words) -> Json:
    titles = unique_titles((uid, model.called(uid)) for uid in dfd.nodes)
    links: dict[str, list[Flow]] = defaultdict(list)
    for flow in dfd.flows:
        links[dfd.node_of(flow.source)].append(flow)
    return {
        titles[uid]: _technical_asset(model, dfd, one, links.get(uid, ()), words)
        for uid, one in dfd.nodes.items()
    }


def _technical_asset(model: Model, dfd: Dfd, element: Element, links: Iterable[Flow], words: Words) -> Json:
    role = dfd.roles[element.uid]
    data = [words[uid] for uid in data_sets_of(element) if uid in words]
    held = role == "store"
    return {
        "id": words[element.uid],
        "description": described(element),
        "type": asset_type(role),
        "usage": "devops" if element.kind in {"ci-pipeline", "registry", "source-repository"} else "business",
        "used_as_client_by_human": element.kind == "actor",
        "out_of_scope": role == "actor",
        "justification_out_of_scope": "An external entity." if role == "actor" else "",
        "size": "component",
        "technology": technology_of(element),
        "tags": [],
        "internet": "internet"
        in {model.kind_of(uid) for uid in (element.uid, *model.ancestors(element.uid))},
        "machine": machine_of(element),
        "encryption": "transparent" if fact_of(element, "encrypted_at_rest") is True else "none",
        "owner": str(fact_of(element, "owner") or ""),
        "confidentiality": classification_of(fact_of(element, "data_classification")),
        "integrity": criticality_of(element),
        "availability": criticality_of(element),
        "justification_cia_rating": "",
        "multi_tenant": False,
        "redundant": (fact_of(element, "replicas") or 1) > 1,
        "custom_developed_parts": fact_of(element, "built_here") is True,
        "data_assets_processed": [] if held else data,
        "data_assets_stored": data if held else [],
        "data_formats_accepted": [],
        "communication_links": _links(model, dfd, links, words),
    }


def _links(model: Model, dfd: Dfd, links: Iterable[Flow], words: Words) -> Json:
    flows = list(links)
    titles = unique_titles((flow.uid, flow_name(model, flow)) for flow in flows)
    return {titles[flow.uid]: _link(dfd, flow, words) for flow in flows}


def _link(dfd: Dfd, flow: Flow, words: Words) -> Json:
    return {
        "target": words[dfd.node_of(flow.destination)],
        "description": stated_description(flow) or flow.uid,
        "protocol": protocol_word(flow),
        "authentication": authentication_of(flow),
        "authorization": "none",
        "tags": [],
        "vpn": False,
        "ip_filtered": fact_of(flow, "policy") == "admitted",
        "readonly": False,
        "usage": "business",
        "data_assets_sent": [words[uid] for uid in data_sets_of(flow) if uid in words],
        "data_assets_received": [],
    }


def _trust_boundaries(model: Model, dfd: Dfd, words: Words) -> Json:
    titles = unique_titles((uid, one.name) for uid, one in dfd.zones.items())
    nodes: dict[str, list[str]] = defaultdict(list)
    zones: dict[str, list[str]] = defaultdict(list)
    for uid in dfd.nodes:
        if uid in dfd.zones:
            nodes[uid].append(words[uid])
        elif around := zone_around(model, dfd, uid):
            nodes[around].append(words[uid])
    for uid in dfd.zones:
        if around := zone_around(model, dfd, uid):
            zones[around].append(words[f"zone {uid}"])
    return {
        titles[uid]: {
            "id": words[f"zone {uid}"],
            "description": described(one),
            "type": boundary_type(one),
            "tags": [],
            "technical_assets_inside": nodes[uid],
            "trust_boundaries_nested": zones[uid],
        }
        for uid, one in dfd.zones.items()
    }


# --- risks -------------------------------------------------------------------------------------


def _risks(content: ExportContent, dfd: Dfd, words: Words) -> tuple[Json, Json]:
    """The threats as individual risks by category, which is their rule, and what was decided about each."""
    by_rule: dict[tuple[str, str], list[ExportedThreat]] = defaultdict(list)
    for threat in content.threats:
        if stride := _stride(threat):
            by_rule[threat.rule or f"threat-{threat.key[:8]}", stride].append(threat)
    ids = words_of((f"{rule} {stride}", rule) for rule, stride in by_rule)
    names = {key: _category_title(key[0], found[0]) for key, found in by_rule.items()}
    titles = unique_titles((f"{rule} {stride}", names[rule, stride]) for rule, stride in by_rule)
    categories: Json = {}
    tracking: Json = {}
    for (rule, stride), found in sorted(by_rule.items()):
        key = f"{rule} {stride}"
        places = {one.key: _place(content.model, dfd, one.subject, words) for one in found}
        categories[titles[key]] = _category(ids[key], stride, found, places)
        for threat in found:
            if threat.status != "open" or threat.applied():
                tracking.setdefault("@".join(filter(None, (ids[key], places[threat.key]))), _tracking(threat))
    return categories, tracking


def _stride(threat: ExportedThreat) -> str:
    return next((one for one in threat.categories if one in _STRIDE), "")


def _category_title(rule: str, threat: ExportedThreat) -> str:
    known = load_library().rule(rule)
    return title_in_general(known.title, known.applies_to) if known else threat.title


def _place(model: Model, dfd: Dfd, subject: str, words: Words) -> str:
    flow = model.flows.get(subject)
    shown = dfd.node_of(flow.source if flow else subject)
    return words.get(shown, "")


def _category(
    category_id: str, stride: str, threats: list[ExportedThreat], places: Mapping[str, str]
) -> Json:
    first = threats[0]
    cwe = next((one for one in first.references if one.startswith("cwe:CWE-")), "")
    risks = unique_titles((one.key, one.title) for one in threats)
    return {
        "id": category_id,
        "description": description_of(first) or first.title,
        "impact": first.why or first.title,
        "asvs": "",
        "cheat_sheet": "",
        "action": first.mitigations[0].title if first.mitigations else "",
        "mitigation": mitigation_of(first),
        "check": "; ".join(reference_lines(first.references)),
        "function": "operations",
        "stride": stride,
        "detection_logic": "Found by Bulkhead.",
        "risk_assessment": rating_of(first),
        "false_positives": "",
        "model_failure_possible_reason": False,
        "cwe": int(cwe.removeprefix("cwe:CWE-")) if cwe else _NO_CWE,
        "risks_identified": {risks[one.key]: _identified(one, places[one.key]) for one in threats},
    }


def _identified(threat: ExportedThreat, place: str) -> Json:
    return {
        "severity": _SEVERITIES[threat.severity],
        "exploitation_likelihood": _LIKELIHOODS[threat.likelihood - 1],
        "exploitation_impact": _IMPACTS[threat.impact - 1],
        "data_breach_probability": "possible",
        "data_breach_technical_assets": [place] if place else [],
        "most_relevant_data_asset": "",
        "most_relevant_technical_asset": place,
        "most_relevant_communication_link": "",
        "most_relevant_trust_boundary": "",
        "most_relevant_shared_runtime": "",
    }


def _tracking(threat: ExportedThreat) -> Json:
    working = threat.status == "open" and bool(threat.applied())
    return {
        "status": "in-progress" if working else THREAT_STATUSES[threat.status].threagile,
        "justification": decision_of(threat) or mitigation_of(threat),
        "ticket": f"T{threat.number}" if threat.number else "",
        "date": None,
        "checked_by": "",
    }


def _losses(content: ExportContent, dfd: Dfd) -> tuple[str, ...]:
    categories = sum(not _stride(one) for one in content.threats)
    several = sum(len([c for c in one.categories if c in _STRIDE]) > 1 for one in content.threats)
    unknown = sum(is_encrypted(flow) is None for flow in dfd.flows)
    unasked = sum(fact_of(flow, "authenticated") is None for flow in dfd.flows)
    unrated = sum(fact_of(one, "data_classification") is None for one in dfd.nodes.values())
    return losses(
        [
            *without_containers(dfd),
            (
                categories,
                "1 threat without a STRIDE category is left out.",
                "{count} threats without a STRIDE category are left out.",
            ),
            (
                several,
                "1 threat of several STRIDE categories has only the first.",
                "{count} threats of several STRIDE categories have only the first.",
            ),
            (
                unknown,
                "1 flow whose encryption is unknown has the protocol without encryption.",
                "{count} flows whose encryption is unknown have the protocol without encryption.",
            ),
            (
                unasked,
                "1 flow whose authentication is unknown has none.",
                "{count} flows whose authentication is unknown have none.",
            ),
            (
                unrated,
                "1 asset without a classification is written as internal.",
                "{count} assets without a classification are written as internal.",
            ),
            *_unstated(dfd),
            *without_relations(content),
            *without_paths(content),
            *unlisted(content),
        ]
    )


def _unstated(dfd: Dfd) -> list[tuple[int, str, str]]:
    """The counts of assets with values that nothing states."""
    unstored = sum(fact_of(one, "encrypted_at_rest") is None for one in dfd.nodes.values())
    unweighed = sum(fact_of(one, "criticality") is None for one in dfd.nodes.values())
    return [
        (
            unstored,
            "1 asset whose encryption at rest is unknown has none.",
            "{count} assets whose encryption at rest is unknown have none.",
        ),
        (
            unweighed,
            "1 asset without a criticality is written as operational.",
            "{count} assets without a criticality are written as operational.",
        ),
    ]
