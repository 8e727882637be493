"""Threats that bulkhead.yaml decides are left out by the definitions of the application."""

from datetime import date
from typing import Any

import pytest

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.analysis.stated_decisions import MANUAL, Decisions, decide, facts_digest
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model.bulkhead_yaml_statements import (
    Statement,
    Statements,
    manual_fingerprint,
    threat_key,
)

RULE, UID = "container-privileged", "compose:web/web"
KEY = threat_key(RULE, UID)
TODAY = date(2026, 12, 1)
MODEL = read([TextFile("compose.yaml", b"services: {web: {image: nginx, privileged: true}}\n")]).model
ANALYSIS = analyze(MODEL, load_library())
(THREAT,) = [one for one in ANALYSIS.threats if one.rule == RULE]


def decisions(*items: Statement, today: date | None = TODAY) -> Decisions:
    return decide(MODEL, ANALYSIS, Statements(items), load_library(), today=today)


def status_of(found: Decisions) -> str:
    """The status of the threat, as the application calls it."""
    (status,) = [one.status for one in found.decided if one.threat.rule == RULE] or ["open"]
    assert (status == "open") == (RULE in {one.rule for one in found.analysis.threats})
    return "needs-info" if THREAT.fingerprint in found.needs_info else status


def decided(status: str) -> Statement:
    return Statement("threats", KEY, {"decision": {"status": status, "reason": "Because"}})


def mitigation(number: str, status: str) -> Statement:
    return Statement("mitigations", number, {"title": "Fix", "status": status, "threats": [KEY]})


def acceptance(accepted: dict[str, str] | None = None, **changes: str) -> Statement:
    values = {"justification": "Small", "expires": "2026-12-01", "approved_by": "Ben", **changes}
    return Statement("acceptances", "A1", {**values, "threats": {KEY: accepted or {}}})


@pytest.mark.parametrize(
    ("items", "status"),
    [
        ((), "open"),
        ((decided("not-applicable"),), "not-applicable"),
        ((decided("needs-info"),), "needs-info"),
        ((mitigation("M1", "implemented"),), "mitigated"),
        ((mitigation("M1", "implemented"), mitigation("M2", "planned")), "open"),
        ((mitigation("M1", "verified"), mitigation("M2", "rejected")), "mitigated"),
        ((mitigation("M1", "rejected"),), "open"),
        ((decided("needs-info"), mitigation("M1", "implemented")), "needs-info"),
        ((acceptance(),), "accepted"),
        ((acceptance(expires="2026-11-30"),), "open"),
        ((acceptance(approved_by=""),), "open"),
        ((acceptance({"severity": THREAT.severity, "facts": facts_digest(THREAT)}),), "accepted"),
        ((acceptance({"severity": "low"}),), "open"),
        ((acceptance({"facts": "0" * 16}),), "open"),
        ((mitigation("M1", "implemented"), acceptance()), "mitigated"),
    ],
)
def test_statuses_follow_from_what_is_said(items: tuple[Statement, ...], status: str) -> None:
    assert status_of(decisions(*items)) == status


def test_without_a_statement_the_analysis_stays_as_it_is() -> None:
    assert decisions() == Decisions(ANALYSIS)


def test_another_severity_counts_with_its_score() -> None:
    severity = {"level": "low", "reason": "Behind a VPN"}

    found = decisions(Statement("threats", KEY, {"severity": severity}))

    (threat,) = [one for one in found.analysis.threats if one.rule == RULE]
    assert threat.severity == "low"
    assert threat.score < THREAT.score


def test_threats_by_hand_are_listed_with_the_others() -> None:
    values: dict[str, Any] = {
        "title": "Stolen laptop", "element": "", "severity": "high", "categories": ["spoofing"],
        "references": [], "description": "Of an administrator.",
    }  # fmt: skip
    key = manual_fingerprint("stolen-laptop")

    found = decisions(
        Statement("manual_threats", key, values),
        Statement(
            "mitigations", "M1", {"title": "Fix", "status": "planned", "threats": [threat_key("", key)]}
        ),
    )

    (threat,) = [one for one in found.analysis.threats if one.rule == MANUAL]
    assert (threat.title, threat.severity, threat.methods["stride"]) == (
        "Stolen laptop",
        "high",
        ("spoofing",),
    )
    assert found.faults == ()


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (threat_key("container-priviliged", UID), "did you mean container-privileged?"),
        (threat_key(RULE, "compose:wep/web"), "did you mean compose:web/web?"),
        (threat_key("", "laptop"), "No threat by hand is called laptop."),
    ],
)
def test_what_addresses_nothing_is_a_fault_with_its_line(key: str, message: str) -> None:
    values = {"title": "Fix", "status": "planned", "threats": [key]}

    (fault,) = decisions(Statement("mitigations", "M1", values, line=7)).faults

    assert fault.line == 7
    assert message in fault.message


def test_a_resolved_threat_is_no_fault() -> None:
    key = threat_key("container-runtime-socket-mounted", UID)

    assert (
        decisions(Statement("threats", key, {"decision": {"status": "needs-info", "reason": ""}})).faults
        == ()
    )


def test_a_fingerprint_of_another_threat_decides_nothing() -> None:
    key = threat_key("image-mutable-tag", UID, THREAT.fingerprint)
    named = {"decision": {"status": "not-applicable", "reason": "Small"}}
    accepted = {"approved_by": "Ben", "expires": "2027-01-01", "justification": "x", "threats": {key: {}}}

    found = decisions(
        Statement("threats", key, {**named, "severity": {"level": "info", "reason": "Small"}}, line=4),
        Statement("mitigations", "M1", {"title": "Fix", "status": "verified", "threats": [key]}, line=5),
        Statement("acceptances", "A1", accepted, line=6),
    )

    assert status_of(found) == "open"
    assert [one.severity for one in found.analysis.threats if one.rule == RULE] == [THREAT.severity]
    assert [one.line for one in found.faults] == [4, 5, 6]
    assert f"is that of {RULE} on {UID}; it is ignored." in found.faults[0].message


def test_a_threat_by_hand_takes_the_place_of_no_found_threat() -> None:
    values = {
        "title": "Mine", "element": "", "severity": "low", "categories": [], "references": [],
        "description": "", "decision": {"status": "not-applicable", "reason": "Small"},
    }  # fmt: skip

    found = decisions(Statement("manual_threats", THREAT.fingerprint, values, line=7))

    assert status_of(found) == "open"
    assert [one.line for one in found.faults] == [7]
    assert MANUAL not in {one.rule for one in found.analysis.threats}
