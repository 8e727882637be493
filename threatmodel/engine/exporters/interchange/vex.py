"""The vulnerabilities that scans found, with what people decided about them, as CycloneDX 1.6 VEX.

A scanner's match is no assessment: what nobody has decided about is in triage.
Source: CycloneDX 1.6, vulnerabilities[].analysis; CISA, Minimum Requirements for VEX.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedThreat,
    ExportFile,
    losses,
)
from threatmodel.engine.exporters.interchange.facts import fact_of
from threatmodel.engine.exporters.interchange.identifiers import uuid_of
from threatmodel.engine.exporters.interchange.threat_descriptions import decision_of, mitigation_of
from threatmodel.engine.model import Element, Model
from threatmodel.engine.model.bulkhead_yaml_statements import MITIGATION_DONE
from threatmodel.engine.model.threat_statuses import THREAT_STATUSES, with_risk

_IMAGE: Final = "image"
_STATES: Final = {"not-affected": "not_affected", "fixed": "resolved", "under-investigation": "in_triage"}
_SEVERITIES: Final = frozenset({"critical", "high", "medium", "low", "info", "none"})
_REJECTED: Final = "rejected"
_UNDECIDED: Final = ("proposed", _REJECTED)  # mitigations that say nothing of the risk
# By what the status of a threat says of the risk.
_RESPONSES: Final = {"accepted": "will_not_fix", "fixed": "workaround_available"}
_METHODS: Final = {"2.0": "CVSSv2", "3.0": "CVSSv3", "3.1": "CVSSv31", "4.0": "CVSSv4"}
_SOURCES: Final = (
    ("CVE-", "NVD", "https://nvd.nist.gov/vuln/detail/"),
    ("GHSA-", "GitHub Advisories", "https://github.com/advisories/"),
)
# Of several threats of one vulnerability, the one that decides: what is at risk before what is not.
_ORDER: Final = with_risk("open") + with_risk("accepted") + with_risk("fixed") + with_risk("none")

Json = dict[str, Any]


def write_vex(content: ExportContent) -> ExportFile:
    """Return the vulnerabilities as VEX. Equal content gives equal bytes."""
    model = content.model
    images = [model.elements[uid] for uid in model.of_kind(_IMAGE)]
    scanned = [one for one in images if fact_of(one, "vulnerabilities")]
    entries = list(_entries(scanned, _decided(content)))
    body: Json = {
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "model", "name": content.name}},
        "components": [_component(one) for one in scanned],
        "vulnerabilities": entries,
    }
    serial = uuid_of("vex", orjson.dumps(body).decode())
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", **body}
    data = orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)
    return ExportFile(data, _losses(content, model, entries))


def _decided(content: ExportContent) -> Mapping[tuple[str, str], ExportedThreat]:
    """The threat that decides about a vulnerability of an image, by uid and id."""
    found: dict[tuple[str, str], ExportedThreat] = {}
    for threat in content.threats:
        for name in threat.vulnerabilities:
            key = (threat.subject, name)
            if key not in found or _place(threat) < _place(found[key]):
                found[key] = threat
    return found


def _place(threat: ExportedThreat) -> int:
    return _ORDER.index(threat.status)


def _component(image: Element) -> Json:
    tag, digest = fact_of(image, "tag"), str(fact_of(image, "digest") or "")
    hashed = digest.removeprefix("sha256:")
    is_hash = len(hashed) == 64 and not hashed.strip("0123456789abcdef")
    return {
        "type": "container",
        "bom-ref": image.uid,
        "name": image.name,
        **({"version": str(tag)} if tag else {}),
        **({"hashes": [{"alg": "SHA-256", "content": hashed}]} if is_hash else {}),
    }


def _entries(images: Iterable[Element], decided: Mapping[tuple[str, str], ExportedThreat]) -> Iterator[Json]:
    """One entry for each vulnerability and analysis, with the images that it is about."""
    grouped: dict[tuple[str, bytes], tuple[Json, Json, list[str]]] = {}
    for image in images:
        for one in fact_of(image, "vulnerabilities"):
            analysis = _analysis(one, decided.get((image.uid, str(one.get("id", "")))))
            key = (str(one.get("id", "")), orjson.dumps([analysis, one.get("package"), one.get("installed")]))
            grouped.setdefault(key, (one, analysis, []))[2].append(image.uid)
    for key in sorted(grouped):
        one, analysis, uids = grouped[key]
        yield _entry(one, analysis, sorted(set(uids)))


def _entry(one: Mapping[str, Any], analysis: Json, images: Sequence[str]) -> Json:
    name, fixed = str(one.get("id", "")), str(one.get("fixed", ""))
    package = " ".join(str(one.get(part, "")) for part in ("package", "installed")).strip()
    return {
        "bom-ref": f"vulnerability:{uuid_of('vulnerability', name, package, *images)}",
        "id": name,
        **_source(name),
        **_aliases(one),
        "ratings": [_rating(one)],
        **({"detail": f"In {package}."} if package else {}),
        **({"recommendation": f"Update to {fixed}."} if fixed else {}),
        "analysis": analysis,
        "affects": [{"ref": uid} for uid in images],
    }


def _source(name: str) -> Json:
    found = next(((label, url) for start, label, url in _SOURCES if name.startswith(start)), None)
    return {"source": {"name": found[0], "url": f"{found[1]}{name}"}} if found else {}


def _aliases(one: Mapping[str, Any]) -> Json:
    references = [
        {"id": str(alias), **_source(str(alias))} for alias in one.get("aliases", ()) if _source(str(alias))
    ]
    return {"references": references} if references else {}


def _rating(one: Mapping[str, Any]) -> Json:
    severity, score, vector = one.get("severity"), one.get("score"), one.get("vector")
    return {
        "severity": severity if severity in _SEVERITIES else "unknown",
        **({"score": score, "method": _METHODS.get(str(one.get("cvss", "")), "other")} if score else {}),
        **({"vector": vector} if score and vector else {}),
    }


def _analysis(one: Mapping[str, Any], threat: ExportedThreat | None) -> Json:
    """What is stated of the vulnerability: by an assessment, else by the decision about its threat."""
    if state := _STATES.get(str(one.get("status", ""))):
        reason = str(one.get("reason", ""))
        return {"state": state, **({"detail": reason} if reason else {})}
    if threat is None or (threat.status == "open" and not _is_treated(threat)):
        return {"state": "in_triage"}
    detail = decision_of(threat) or mitigation_of(threat)
    return {**_judged(threat), **({"detail": detail} if detail else {})}


def _is_treated(threat: ExportedThreat) -> bool:
    return any(one.status not in _UNDECIDED for one in threat.applied())


def _judged(threat: ExportedThreat) -> Json:
    status = THREAT_STATUSES[threat.status]
    counting = [one for one in threat.applied() if one.status != _REJECTED]
    if status.risk == "fixed" and not any(one.status in MITIGATION_DONE for one in counting):
        return {"state": "in_triage"}  # nothing says what removed the risk
    if status.risk == "fixed" and all(one.status == "verified" for one in counting):
        return {"state": "not_affected", "justification": "protected_by_mitigating_control"}
    response = _RESPONSES.get(status.risk)
    return {"state": status.vex, **({"response": [response]} if response else {})}


def _losses(content: ExportContent, model: Model, entries: Sequence[Json]) -> tuple[str, ...]:
    triage = sum(one["analysis"]["state"] == "in_triage" for one in entries)
    cut: dict[str, int] = defaultdict(int)
    for uid in model.of_kind(_IMAGE):
        for row in fact_of(model.elements[uid], "vulnerability_counts") or ():
            cut["left_out"] += row.get("left_out", 0)
    return losses(
        [
            (
                0 if entries else 1,
                "No scan of an image is in the model, so the file has no vulnerabilities.",
                "",
            ),
            (
                triage,
                "1 vulnerability without a decision is in triage.",
                "{count} vulnerabilities without a decision are in triage.",
            ),
            (
                cut["left_out"],
                "1 vulnerability is left out, as the model keeps only the worst of an image.",
                "{count} vulnerabilities are left out, as the model keeps only the worst of each image.",
            ),
            (
                sum(not one.vulnerabilities for one in content.threats),
                "1 threat that is about no vulnerability is left out.",
                "{count} threats that are about no vulnerability are left out.",
            ),
        ]
    )
