"""Reports of scanners are imported one by one, beside manifests that are imported at other times."""

import json
from typing import Any

import pytest

from tests.engine.importers.scanners.reports import found, grype, match, trivy
from tests.people import People
from tests.shop_model import import_files
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.threats.threats.models import Threat

COMPOSE = """\
services:
  web:
    image: nginx:1.25.3
    ports: ["80:80"]
  api:
    image: harbour-api
    build: .
"""
pytestmark = pytest.mark.imports({"compose.yaml": COMPOSE})
RULE = "image-vulnerability-exposed"


@pytest.fixture
def scanned(imported: ThreatModel) -> ThreatModel:
    return imported


def facts(model: ThreatModel, uid: str = "image:nginx") -> dict[str, Any]:
    return dict(Element.objects.get(model=model, uid=uid).facts)


def records(model: ThreatModel) -> dict[str, Any]:
    return {one["id"]: one for one in facts(model)["vulnerabilities"]["value"]}


def bring(model: ThreatModel, cast: People, **reports: Any) -> Any:
    return import_files(
        model, cast.bob, {f"{name}.json": json.dumps(report) for name, report in reports.items()}
    )


def test_a_report_adds_to_what_the_manifests_say_and_takes_nothing(
    cast: People, scanned: ThreatModel
) -> None:
    before, parents = facts(scanned), set(Element.objects.values_list("uid", "parent__uid"))

    bring(scanned, cast, trivy=trivy(found("CVE-2024-5", "CRITICAL")), api=trivy(image="harbour-api:ci-17"))

    after = facts(scanned)
    assert {name: after[name] for name in before} == before
    assert facts(scanned, "image:harbour-api")["built_here"]["value"] is True
    assert parents <= set(Element.objects.values_list("uid", "parent__uid"))
    assert not Element.objects.exclude(gone_at=None).exists()


def test_another_scanner_adds_to_what_the_first_found(cast: People, scanned: ThreatModel) -> None:
    bring(scanned, cast, trivy=trivy(found("CVE-2024-5", "CRITICAL"), found("CVE-2024-6")))

    bring(scanned, cast, grype=grype(match("CVE-2024-5", knownExploited=[{"cve": "x"}]), match("CVE-2024-7")))

    assert set(records(scanned)) == {"CVE-2024-5", "CVE-2024-6", "CVE-2024-7"}
    assert records(scanned)["CVE-2024-5"]["found_by"] == ["grype", "trivy"]
    assert records(scanned)["CVE-2024-5"]["exploited"] is True
    assert [one["scanner"] for one in facts(scanned)["scans"]["value"]] == ["trivy", "grype"]


def test_the_same_report_again_changes_nothing(cast: People, scanned: ThreatModel) -> None:
    second = grype(match("CVE-2024-5"), match("CVE-2024-7"))
    bring(scanned, cast, trivy=trivy(found("CVE-2024-5", "CRITICAL"), found("CVE-2024-6")))
    bring(scanned, cast, grype=second)

    again = bring(scanned, cast, grype=second)

    assert (again.added, again.changed, again.gone) == (0, 0, 0)
    assert records(scanned)["CVE-2024-5"]["found_by"] == ["grype", "trivy"]


def test_a_later_report_of_a_scanner_replaces_its_earlier_one_under_another_name(
    cast: People, scanned: ThreatModel
) -> None:
    bring(scanned, cast, monday=trivy(found("CVE-2024-5", "CRITICAL"), at="2025-01-01T00:00:00Z"))

    bring(scanned, cast, tuesday=trivy(found("CVE-2024-6"), at="2025-01-02T00:00:00Z"))

    assert set(records(scanned)) == {"CVE-2024-6"}


def test_an_earlier_report_that_comes_late_does_not_replace_the_later_one(
    cast: People, scanned: ThreatModel
) -> None:
    bring(scanned, cast, tuesday=trivy(found("CVE-2024-6"), at="2025-01-02T00:00:00Z"))

    bring(scanned, cast, monday=trivy(found("CVE-2024-5", "CRITICAL"), at="2025-01-01T00:00:00Z"))

    assert set(records(scanned)) == {"CVE-2024-6"}


def test_a_clean_scan_makes_the_threat_gone_and_the_next_finding_brings_it_back(
    cast: People, scanned: ThreatModel
) -> None:
    bring(scanned, cast, trivy=trivy(found("CVE-2024-5", "CRITICAL")))
    threat = Threat.objects.get(model=scanned, rule=RULE)

    bring(scanned, cast, trivy=trivy(at="2025-01-03T00:00:00Z"))
    threat.refresh_from_db()
    gone = threat.status
    bring(scanned, cast, trivy=trivy(found("CVE-2024-9", "CRITICAL"), at="2025-01-04T00:00:00Z"))

    assert gone == "resolved"
    assert Threat.objects.get(model=scanned, rule=RULE).number == threat.number


def test_manifests_alone_leave_what_was_scanned(cast: People, scanned: ThreatModel) -> None:
    bring(scanned, cast, trivy=trivy(found("CVE-2024-5", "CRITICAL")))

    import_files(scanned, cast.bob, {"compose.yaml": COMPOSE.replace("80:80", "8080:80")})

    assert set(records(scanned)) == {"CVE-2024-5"}
