"""The same vulnerability is one record, whoever found it; assessments and later scans have the last word."""

import json
from typing import Any

import pytest

from tests.engine.importers.scanners.reports import (
    COMPOSE,
    CRITICAL,
    facts_of,
    file,
    found,
    grype,
    match,
    openvex,
    read_with,
    records,
    said,
    shown,
    trivy,
    value_of,
)
from threatmodel.engine.analysis.rule_evaluation import Analysis, Threat, analyze
from threatmodel.engine.importers import Reading, read
from threatmodel.engine.importers.scanners.cvss import rating_of
from threatmodel.engine.importers.scanners.vulnerabilities import MOST_KEPT
from threatmodel.engine.library.loader import load_library

EXPOSED, REPAIRABLE = "image-vulnerability-exposed", "image-vulnerability-fixable"


def analyzed(reading: Reading) -> Analysis:
    return analyze(reading.model, load_library())


def threats(reading: Reading) -> dict[str, Threat]:
    return {one.rule: one for one in analyzed(reading).threats if one.rule.startswith("image-vulnerability")}


def test_two_scanners_make_one_record_by_the_common_name() -> None:
    kev: dict[str, Any] = {"knownExploited": [{"cve": "CVE-2024-5"}], "epss": [{"epss": 0.9}]}

    reading = read_with(
        trivy=trivy(found("CVE-2024-5", FixedVersion="1.1"), found("CVE-2024-6")),
        grype=grype(match("GHSA-a", related=["CVE-2024-5"], **kev), match("CVE-2024-7")),
    )

    both = records(reading)["CVE-2024-5"]
    assert set(records(reading)) == {"CVE-2024-5", "CVE-2024-6", "CVE-2024-7"}
    assert (both["found_by"], both["aliases"], both["exploited"]) == (["grype", "trivy"], ["GHSA-a"], True)
    assert (both["epss"], both["fixed"]) == (0.9, "1.1")


def test_an_alias_that_one_scanner_says_joins_what_the_other_calls_by_it() -> None:
    reading = read_with(trivy=trivy(found("GHSA-a")), grype=grype(match("GHSA-a", related=["CVE-2024-5"])))

    assert list(records(reading)) == ["CVE-2024-5"]


def test_an_advisory_over_several_vulnerabilities_joins_none_of_them() -> None:
    reading = read_with(
        trivy=trivy(found("CVE-2024-5"), found("CVE-2024-6")),
        grype=grype(match("ALAS-1", related=["CVE-2024-5", "CVE-2024-6"])),
    )

    assert set(records(reading)) == {"ALAS-1", "CVE-2024-5", "CVE-2024-6"}


def test_each_record_knows_the_file_and_line_of_its_report() -> None:
    files = {
        "trivy.json": trivy(found("CVE-2024-5"), found("CVE-2024-6", "CRITICAL")),
        "grype.json": grype(match("CVE-2024-7", "Low")),
    }

    reading = read([file("compose.yaml", COMPOSE), *(file(name, content) for name, content in files.items())])

    fact = facts_of(reading)["vulnerabilities"]
    placed = zip(records(reading), fact.item_files, fact.item_lines, strict=True)
    for record_id, name, line in placed:
        text = file(name, files[name]).data.decode().splitlines()
        assert record_id in "\n".join(text[line - 1 : line + 3])


def test_the_later_report_of_a_scanner_replaces_the_earlier_one() -> None:
    old = trivy(found("CVE-2024-5", "CRITICAL"), at="2025-01-01T00:00:00Z")
    new = trivy(found("CVE-2024-6", "CRITICAL"), at="2025-01-02T01:00:00+02:00")

    for first, second in ((old, new), (new, old)):
        assert list(records(read_with(a=first, b=second))) == ["CVE-2024-6"]


def test_a_later_scan_without_findings_closes_the_threat() -> None:
    old = trivy(found("CVE-2024-5", "CRITICAL"), at="2025-01-01T00:00:00Z")

    before, after = read_with(a=old), read_with(a=old, b=trivy(at="2025-01-02T00:00:00Z"))

    assert EXPOSED in threats(before)
    assert facts_of(after)["vulnerabilities"].value == []
    assert not threats(after)


def test_the_threat_keeps_its_identity_when_the_list_changes() -> None:
    one = threats(read_with(a=trivy(found("CVE-2024-5", "CRITICAL"))))[EXPOSED]
    other = threats(read_with(a=trivy(found("CVE-2024-6", "CRITICAL"), found("CVE-2024-7", "CRITICAL"))))[
        EXPOSED
    ]

    assert one.fingerprint == other.fingerprint
    assert [one["id"] for one in shown(other)] == ["CVE-2024-6", "CVE-2024-7"]


def test_many_vulnerabilities_of_a_class_are_one_threat_with_the_worst_first() -> None:
    many = [
        found(f"CVE-2024-{n}", FixedVersion="2", CVSS={"nvd": {"V3Score": n / 10}}) for n in range(70, 90)
    ]

    threat = threats(read_with(a=trivy(*many)))[REPAIRABLE]

    scores = [one["score"] for one in shown(threat)]
    assert scores == sorted(scores, reverse=True)
    assert len(threats(read_with(a=trivy(*many)))) == 1


def test_the_list_keeps_the_worst_and_says_how_many_are_left_out() -> None:
    many = [found(f"CVE-2024-{n}", "LOW") for n in range(MOST_KEPT + 30)]

    reading = read_with(a=trivy(*many, found("CVE-2024-9999", "CRITICAL")))

    counts = {one["severity"]: one for one in value_of(reading, "vulnerability_counts")}
    assert len(records(reading)) == MOST_KEPT
    assert next(iter(records(reading))) == "CVE-2024-9999"
    assert (counts["low"]["open"], counts["low"]["left_out"]) == (MOST_KEPT + 30, 31)
    assert (counts["critical"]["open"], counts["critical"]["left_out"]) == (1, 0)


@pytest.mark.parametrize("status", ["not_affected", "fixed"])
def test_an_assessment_silences_what_it_rules_out(status: str) -> None:
    reading = read_with(
        a=trivy(found("CVE-2024-5", "CRITICAL")),
        vex=openvex(said("CVE-2024-5", status, justification="component_not_present")),
    )

    record = records(reading)["CVE-2024-5"]
    assert (record["status"], record["reason"]) == (status.replace("_", "-"), "component not present")
    assert not threats(reading)


def test_what_is_under_investigation_is_asked() -> None:
    reading = read_with(
        a=trivy(found("CVE-2024-5", "CRITICAL")), vex=openvex(said("CVE-2024-5", "under_investigation"))
    )

    assert not threats(reading)
    assert ("image:nginx", "investigation_confirmed") in {
        (q.element, q.fact) for q in analyzed(reading).questions
    }


def test_the_last_statement_counts() -> None:
    reading = read_with(
        a=trivy(found("CVE-2024-5", "CRITICAL")),
        vex=openvex(
            said("CVE-2024-5", "affected", timestamp="2025-03-02T00:00:00Z"),
            said("CVE-2024-5", "not_affected", timestamp="2025-03-01T00:00:00Z"),
        ),
    )

    assert records(reading)["CVE-2024-5"]["status"] == "affected"


def test_an_assessment_of_another_product_or_package_changes_nothing() -> None:
    inside = {
        "products": [{"@id": "docker.io/library/nginx", "subcomponents": [{"@id": "pkg:deb/debian/other@1"}]}]
    }

    reading = read_with(
        a=trivy(found("CVE-2024-5", "CRITICAL")),
        vex=openvex(
            said("CVE-2024-5", "not_affected", "pkg:oci/redis"), {**said("CVE-2024-5", "fixed"), **inside}
        ),
    )

    assert records(reading)["CVE-2024-5"]["status"] == "affected"
    assert any("1 statement about products" in problem.message for problem in reading.problems)


def test_an_assessment_of_a_package_holds_wherever_the_package_is() -> None:
    reading = read_with(
        a=trivy(found("CVE-2024-5"), found("CVE-2024-6", PkgName="libtwo")),
        vex=openvex(
            said("CVE-2024-5", "fixed", "pkg:deb/debian/libone@1.0"),
            said("CVE-2024-6", "fixed", "pkg:deb/debian/libone@1.0"),
        ),
    )

    assert {name: one["status"] for name, one in records(reading).items()} == {
        "CVE-2024-5": "fixed",
        "CVE-2024-6": "affected",
    }


def test_a_vulnerability_in_two_packages_is_open_while_one_of_them_is() -> None:
    assessed = {"products": [{"@id": "nginx", "subcomponents": [{"@id": "pkg:deb/debian/libone@1.0"}]}]}

    reading = read_with(
        a=trivy(found("CVE-2024-5", "CRITICAL"), found("CVE-2024-5", "CRITICAL", PkgName="libtwo")),
        vex=openvex({**said("CVE-2024-5", "not_affected"), **assessed}),
    )

    assert (records(reading)["CVE-2024-5"]["status"], records(reading)["CVE-2024-5"]["package"]) == (
        "affected",
        "libtwo",
    )


def test_a_malicious_package_is_malware() -> None:
    reading = read_with(a=trivy(found("MAL-2025-1", "CRITICAL", CweIDs=["CWE-506"], PkgName="color-logger")))

    assert facts_of(reading)["malware_found"].value is True
    assert "color-logger" in facts_of(reading)["malware_found"].source.why


def test_a_scan_that_found_no_malware_does_not_say_that_there_is_none() -> None:
    assert "malware_found" not in facts_of(read_with(a=trivy(found("CVE-1"))))


@pytest.mark.parametrize(
    ("vector", "score", "version"),
    [
        (CRITICAL, 9.8, "3.1"),
        ("CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8, "3.0"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3, "4.0"),
        ("AV:N/AC:M/Au:N/C:N/I:P/A:N", 4.3, "2.0"),
        ("CVSS:3.1/AV:N", 0.0, ""),
        ("CVSS:9.9/AV:N", 0.0, ""),
        ("x" * 1000, 0.0, ""),
    ],
)
def test_scores_follow_from_vectors(vector: str, score: float, version: str) -> None:
    rating = rating_of(vector)

    assert (rating.score, rating.version) == (score, version)


def test_the_newest_version_of_cvss_is_shown() -> None:
    scores = {
        "nvd": {"V3Vector": CRITICAL},
        "ghsa": {"V40Vector": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"},
    }

    record = records(read_with(a=trivy(found("CVE-1", CVSS=scores))))["CVE-1"]

    assert (record["cvss"], record["score"]) == ("4.0", 9.3)


def test_values_of_secrets_end_in_the_reader() -> None:
    leak = {
        "RuleID": "github-pat",
        "StartLine": 3,
        "Match": "canary",
        "Title": "canary",
        "Code": {"Lines": [{"Content": "canary"}]},
    }
    report = trivy(found("CVE-1"))
    report["Results"].append({"Target": "/app/.env", "Class": "secret", "Secrets": [leak]})

    reading = read_with(a=report)

    assert facts_of(reading)["leaked_secrets"].value == ["github-pat in /app/.env:3"]
    assert "canary" not in json.dumps([str(e) for e in reading.model.elements.values()])
