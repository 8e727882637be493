"""The model as a TM-BOM: the JSON of the OWASP Threat Model Library 1.0.2, which Threat Dragon reads too.

Source: threat-model.schema.json of that project. Where it demands a value that Bulkhead does not know, the
value is the most cautious one, and the losses count it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from threatmodel.engine.analysis.evaluation_context import flow_name
from threatmodel.engine.analysis.flow_origin import is_encrypted
from threatmodel.engine.exporters.interchange.ancestors import ancestors_of
from threatmodel.engine.exporters.interchange.dfd import Dfd, dfd_of, without_containers, zone_around
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
from threatmodel.engine.exporters.interchange.facts import fact_of
from threatmodel.engine.exporters.interchange.identifiers import words_of
from threatmodel.engine.exporters.interchange.threat_descriptions import (
    decision_of,
    described,
    description_of,
    rating_of,
    stated_description,
)
from threatmodel.engine.library.loader import load_references
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import Element, Flow, Model, data_sets_of

_SCHEMA: Final = (
    "https://github.com/OWASP/www-project-threat-model-library/blob/v1.0.2/threat-model.schema.json"
)
_VERSION: Final = "1.0"
_PERSONA: Final = "any-attacker"
_LISTS: Final = {"process": "component", "store": "data_store", "actor": "actor"}
_DEGREES: Final = {"low": "low", "medium": "moderate", "high": "high", "critical": "maximal"}
_TIERS: Final = {
    "low": "non_critical", "medium": "important", "high": "business_critical", "critical": "mission_critical",
}  # fmt: skip
_LIKELIHOODS: Final = ("rare", "unlikely", "possible", "likely", "certain")
_IMPACTS: Final = ("negligible", "minor", "moderate", "major", "severe")
_LEVELS: Final = {
    "critical": "critical",
    "high": "high",
    "medium": "medium",
    "low": "low",
    "info": "very_low",
}
_CONTROLS: Final = {
    "suggested": "suggested", "proposed": "suggested", "planned": "approved", "in-progress": "scheduled",
    "implemented": "active", "verified": "active", "rejected": "wont_do",
}  # fmt: skip
_PRIORITIES: Final = {
    "critical": "critical",
    "high": "high",
    "medium": "medium",
    "low": "low",
    "info": "none",
}
_KEY_VALUE: Final = frozenset({"secret", "config", "service-account", "role"})

Json = dict[str, Any]
Words = Mapping[str, str]


def write_tm_bom(content: ExportContent) -> ExportFile:
    """Return the model as a TM-BOM. Equal content gives equal bytes."""
    model, dfd = content.model, dfd_of(content.model)
    words = _words(content, dfd)
    nodes = [(uid, one, dfd.roles[uid]) for uid, one in dfd.nodes.items()]
    document: Json = {
        "$schema": _SCHEMA,
        "version": _VERSION,
        "scope": _scope(content, dfd),
        **({"description": content.description} if content.description else {}),
        "trust_zones": [
            {"symbolic_name": words[f"zone {uid}"], "title": one.name, "description": described(one)}
            for uid, one in dfd.zones.items()
        ],
        "trust_boundaries": _boundaries(model, dfd, words),
        "actors": [_actor(model, dfd, one, words) for _, one, role in nodes if role == "actor"],
        "components": [_component(model, dfd, one, words) for _, one, role in nodes if role == "process"],
        "data_stores": [_data_store(model, dfd, one, words) for _, one, role in nodes if role == "store"],
        "data_sets": [_data_set(model, dfd, one, words) for one in dfd.data_sets],
        "data_flows": [_data_flow(model, dfd, one, words) for one in dfd.flows],
    }
    if content.threats:
        document |= _threat_lists(content, dfd, words)
    data = orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)
    return ExportFile(data, _losses(content, dfd))


def _words(content: ExportContent, dfd: Dfd) -> Words:
    """The symbolic names of everything, by uid or by what the key begins with."""
    model = content.model
    zones = words_of((f"zone {uid}", one.name) for uid, one in dfd.zones.items())
    nodes = words_of((uid, model.called(uid)) for uid in [*dfd.nodes, *(one.uid for one in dfd.data_sets)])
    flows = words_of((f"flow {one.uid}", flow_name(model, one)) for one in dfd.flows)
    threats = words_of((f"threat {one.key}", _threat_name(one)) for one in content.threats)
    controls = words_of((f"control {one.key}", one.title) for one in _mitigations(content.threats))
    return {**zones, **nodes, **flows, **threats, **controls}


def _threat_name(threat: ExportedThreat) -> str:
    return f"t{threat.number}-{threat.rule}" if threat.number else f"{threat.rule}-{threat.key[:8]}"


def _scope(content: ExportContent, dfd: Dfd) -> Json:
    stated = [one for one in ("low", "medium", "high", "critical") if one in _criticalities(dfd)]
    worst = stated[-1] if stated else "critical"
    sensitive = any(fact_of(one, "personal_data") is True for one in dfd.data_sets)
    reached = any(one.kind == "internet" for one in (*dfd.zones.values(), *dfd.nodes.values()))
    return {
        "title": content.name,
        "description": content.description or content.name,
        "business_criticality": _DEGREES[worst],
        "data_sensitivity": ["pii"] if sensitive else [],
        "exposure": "external" if reached else "internal",
        "tier": _TIERS[worst],
    }


def _criticalities(dfd: Dfd) -> set[Any]:
    return {fact_of(one, "criticality") for one in dfd.nodes.values()}


def _boundaries(model: Model, dfd: Dfd, words: Words) -> list[Json]:
    """Pairs of trust zones with a flow from one into the other, each once."""
    pairs: set[tuple[str, str]] = set()
    for flow in dfd.flows:
        ends = [_zone_of(model, dfd, end) for end in (flow.source, flow.destination)]
        if ends[0] and ends[1] and ends[0] != ends[1]:
            first, second = sorted(words[f"zone {end}"] for end in ends)
            pairs.add((first, second))
    return [{"trust_zone_a": one, "trust_zone_b": other} for one, other in sorted(pairs)]


def _zone_of(model: Model, dfd: Dfd, uid: str) -> str:
    return uid if uid in dfd.zones else zone_around(model, dfd, uid) or ""


def _named(model: Model, dfd: Dfd, element: Element, words: Words) -> Json:
    zone = _zone_of(model, dfd, element.uid)
    return {
        "symbolic_name": words[element.uid],
        "title": model.called(element.uid),
        "description": described(element),
        **({"trust_zone": words[f"zone {zone}"]} if zone else {}),
    }


def _actor(model: Model, dfd: Dfd, element: Element, words: Words) -> Json:
    kind = "administrator" if fact_of(element, "privileged") is True else "user"
    person = (
        kind if element.kind == "actor" else "third_party" if element.kind == "external-service" else "system"
    )
    return {**_named(model, dfd, element, words), "type": person}


def _component(model: Model, dfd: Dfd, element: Element, words: Words) -> Json:
    parent = next((one for one in ancestors_of(model, element.uid) if dfd.roles.get(one) == "process"), None)
    return {
        **_named(model, dfd, element, words),
        **({"parent_component": words[parent]} if parent else {}),
    }


def _data_store(model: Model, dfd: Dfd, element: Element, words: Words) -> Json:
    """A store with the type that its purpose suggests, as the format demands one of every store."""
    kind = "key_value" if element.kind in _KEY_VALUE or fact_of(element, "purpose") == "cache" else "object"
    kind = "sql" if fact_of(element, "purpose") == "database" else kind
    return {**_named(model, dfd, element, words), "type": kind}


def _data_set(model: Model, dfd: Dfd, element: Element, words: Words) -> Json:
    held = {dfd.node_of(uid) for uid in model.holding_uids(element.uid)}
    stores = sorted(uid for uid in held if dfd.roles.get(uid) == "store")
    return {
        "symbolic_name": words[element.uid],
        "title": element.name,
        "description": described(element),
        "placements": [_placement(dfd.nodes[uid], words) for uid in stores],
        "data_sensitivity": ["pii"] if fact_of(element, "personal_data") is True else [],
    }


def _placement(store: Element, words: Words) -> Json:
    encrypted = fact_of(store, "encrypted_at_rest")
    return {"data_store": words[store.uid], **({} if encrypted is None else {"encrypted": encrypted})}


def _data_flow(model: Model, dfd: Dfd, flow: Flow, words: Words) -> Json:
    carried = [model.elements[uid] for uid in data_sets_of(flow) if uid in model.elements]
    personal = fact_of(flow, "personal_data") is True
    return {
        "symbolic_name": words[f"flow {flow.uid}"],
        "title": flow_name(model, flow),
        "description": stated_description(flow) or flow.uid,
        "source": _end(dfd, flow.source, words),
        "destination": _end(dfd, flow.destination, words),
        "has_sensitive_data": personal or any(fact_of(one, "personal_data") is True for one in carried),
        "encrypted": is_encrypted(flow) is True,
    }


def _end(dfd: Dfd, uid: str, words: Words) -> Json:
    shown = dfd.node_of(uid)
    return {"type": _LISTS[dfd.roles[shown]], "object": words[shown]}


# --- threats -----------------------------------------------------------------------------------


def _threat_lists(content: ExportContent, dfd: Dfd, words: Words) -> Json:
    return {
        "threat_personas": [_persona()],
        "threats": [_threat(content.model, dfd, one, words) for one in content.threats],
        "controls": _controls(content.threats, words),
        "risks": [_risk(one, words) for one in content.threats],
    }


def _persona() -> Json:
    return {
        "symbolic_name": _PERSONA,
        "title": "Any attacker",
        "description": "Threats of this model name no attacker of their own.",
        "is_person": True,
        "skill_level": "expert_engineer",
        "access_level": "anonymous",
        "malicious_intent": True,
        "applicability_to_org": "moderate",
    }


def _threat(model: Model, dfd: Dfd, threat: ExportedThreat, words: Words) -> Json:
    affected = [
        words[uid] for uid in _affected(model, dfd, threat.subject) if dfd.roles.get(uid) == "process"
    ]
    weaknesses = [_weakness(one) for one in threat.references if one.startswith("cwe:CWE-")]
    return {
        "symbolic_name": words[f"threat {threat.key}"],
        "title": threat.title,
        "description": description_of(threat) or threat.title,
        **({"components_affected": affected} if affected else {}),
        "threat_persona": _PERSONA,
        "event": ", ".join(threat.categories) or "unspecified",
        "sources": ["adversary"],
        **({"weaknesses": weaknesses} if weaknesses else {}),
    }


def _affected(model: Model, dfd: Dfd, subject: str) -> list[str]:
    flow = model.flows.get(subject)
    ends = (flow.source, flow.destination) if flow else (subject,)
    return list(dict.fromkeys(dfd.node_of(end) for end in ends))


def _weakness(reference: str) -> Json:
    known = load_references().get(reference)
    number = int(reference.removeprefix("cwe:CWE-"))
    return {"cwe_id": number, **({"cwe_title": known.title} if known else {})}


def _mitigations(threats: Iterable[ExportedThreat]) -> list[ExportedMitigation]:
    found = {one.key: one for threat in reversed(list(threats)) for one in threat.mitigations}
    return [found[key] for key in sorted(found)]


def _controls(threats: Iterable[ExportedThreat], words: Words) -> list[Json]:
    treated: dict[str, list[ExportedThreat]] = defaultdict(list)
    for threat in threats:
        for one in threat.mitigations:
            treated[one.key].append(threat)
    return [
        {
            "symbolic_name": words[f"control {one.key}"],
            "title": one.title,
            "description": one.how or one.title,
            "threats": [words[f"threat {threat.key}"] for threat in treated[one.key]],
            "status": _CONTROLS.get(one.status, "suggested"),
            "priority": _PRIORITIES[min((t.severity for t in treated[one.key]), key=SEVERITIES.index)],
        }
        for one in _mitigations(threats)
    ]


def _risk(threat: ExportedThreat, words: Words) -> Json:
    decision = decision_of(threat)
    return {
        "symbolic_name": f"risk-{words[f'threat {threat.key}']}",
        "title": threat.title,
        "description": decision or f"Status: {threat.status}",
        "threats": [words[f"threat {threat.key}"]],
        "likelihood": _LIKELIHOODS[threat.likelihood - 1],
        "impact": _IMPACTS[threat.impact - 1],
        "impact_description": rating_of(threat),
        "score": threat.likelihood * threat.impact,
        "level": _LEVELS[threat.severity],
    }


def _losses(content: ExportContent, dfd: Dfd) -> tuple[str, ...]:
    unknown = sum(is_encrypted(flow) is None for flow in dfd.flows)
    nested = sum(zone_around(content.model, dfd, uid) is not None for uid in dfd.zones)
    placed = sum(dfd.roles.get(dfd.node_of(one.subject)) != "process" for one in content.threats)
    stores = sum(role == "store" for role in dfd.roles.values())
    unrated = 0 if _criticalities(dfd) - {None} else 1
    return losses(
        [
            *without_containers(dfd),
            (nested, "1 trust zone is no longer nested.", "{count} trust zones are no longer nested."),
            (
                unknown,
                "1 flow whose encryption is unknown is written as not encrypted.",
                "{count} flows whose encryption is unknown are written as not encrypted.",
            ),
            (
                stores,
                "1 data store has the type that its purpose suggests.",
                "{count} data stores have the types that their purposes suggest.",
            ),
            (
                placed,
                "1 threat of a data store, an actor, a trust zone or the model names no component.",
                "{count} threats of data stores, actors, trust zones or the model name no component.",
            ),
            (
                len(content.threats),
                "1 threat names the same unspecified attacker, whom the format demands.",
                "{count} threats name the same unspecified attacker, whom the format demands.",
            ),
            _decided(content),
            (
                unrated,
                "The criticality is not stated and is written as the highest.",
                "",
            ),
            *without_relations(content),
            *without_paths(content),
            *unlisted(content),
        ]
    )


def _decided(content: ExportContent) -> tuple[int, str, str]:
    """The count of threats whose status the format has no field for."""
    return (
        sum(one.status != "open" for one in content.threats),
        "1 threat that is not open has its status in the description of its risk alone.",
        "{count} threats that are not open have their status in the description of their risk alone.",
    )
