"""Stage 5: what the rules found, and what scanners reported, with their scores."""

from collections.abc import Iterator
from typing import Any, Final

from threatmodel.engine.model import Element
from threatmodel.pasta.selectors.stage_content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.stage_inputs import System, listed, threat_row, word

_SEVERITIES: Final = frozenset({"critical", "high", "medium", "low"})
_RULED_OUT: Final = frozenset({"not-affected", "fixed"})


def weaknesses_stage(system: System) -> Stage:
    """Return the stage of weaknesses and vulnerabilities."""
    return Stage(5, (_weaknesses(system), _vulnerabilities(system)), tuple(_checks(system)))


def _weaknesses(system: System) -> Section:
    rows = [threat_row(one) for one in system.threats]
    return Section(
        "weaknesses",
        "Weaknesses found by rules",
        "weakness",
        ("Number", "Element", "Score"),
        tuple(rows),
        empty="No rule found a weakness.",
        plural="weaknesses",
    )


def _vulnerabilities(system: System) -> Section:
    rows = [
        _vulnerability_row(system, image, found)
        for image in system.elements("image")
        for found in system.fact(image.uid, "vulnerabilities") or ()
        if found["status"] not in _RULED_OUT
    ]
    rows.sort(key=lambda row: (-float(row.values[1] or 0), row.key))
    return Section(
        "vulnerabilities",
        "Vulnerabilities found by scanners",
        "vulnerability",
        ("Image", "CVSS", "Package", "Fixed in", "Exploited"),
        tuple(rows),
        empty="No scanner report was imported. Import one, such as Trivy's, beside the manifests.",
        plural="vulnerabilities",
    )


def _vulnerability_row(system: System, image: Element, found: dict[str, Any]) -> Row:
    score = f"{found['score']:.1f}" if found["score"] else ""
    values = (
        system.name(image.uid),
        score,
        f"{found['package']} {found['installed']}".strip(),
        found["fixed"] or "no fix",
        word(found["exploited"]),
    )
    severity = found["severity"] if found["severity"] in _SEVERITIES else ""
    key = f"{image.uid} {found['id']} {found['package']}"
    return system.row_of(key, image.uid, found["id"], values, severity=severity)


def _checks(system: System) -> Iterator[Check]:
    analyzed = system.analysis["analyzed_seq"] >= 0 and bool(system.graph.elements)
    questions = system.analysis["questions_open"]
    images = system.elements("image")
    unscanned = [one for one in images if not system.fact(one.uid, "scans")]
    yield Check(
        "analyzed",
        "The model is analyzed",
        analyzed,
        blocks=True,
        missing="Nothing to analyze yet",
        page="imports",
    )
    yield Check(
        "scanned",
        "Every image is scanned for vulnerabilities",
        bool(images) and not unscanned,
        missing=f"{len(unscanned):,} of {len(images):,} not scanned" if images else "No images yet",
        page="imports",
    )
    yield Check(
        "questions",
        "No question is open",
        questions == 0,
        missing=f"{questions:,} open",
        page="questions",
    )
    undecided = [one for one in system.threats_in_scope if one["status"] == "needs-info"]
    yield Check(
        "needs-info",
        "No weakness needs more information",
        not undecided,
        missing=listed([f"T{one['number']}" for one in undecided]),
        page="threats",
        query={"status": "needs-info"},
    )
