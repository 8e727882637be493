"""Files that leave Bulkhead are recorded: who took what of which state, and nothing of the content."""

from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.api_tokens.conftest import token_client
from tests.incident_response import response_client
from tests.people import People
from tests.reports.test_reports import address, made
from tests.reviews import review_client
from threatmodel.accounts.models import Team
from threatmodel.architecture.api.views import large_model_limit
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.threats.mitigation_evidence.models import EvidenceContent, MitigationEvidence
from threatmodel.threats.mitigations.models import Mitigation


def recorded(team: Team) -> list[tuple[str, str, Any]]:
    """Return action, person and details of the downloads, the oldest first."""
    actions = ["report.downloaded", "threats.exported", "model.exported"]
    events = AuditEvent.objects.filter(chain_id=team.pk, action__in=actions).order_by("number")
    return [(event.action, event.actor_label, event.after) for event in events]


def test_a_downloaded_report_is_recorded_and_one_that_is_only_looked_at_is_not(
    bob: APIClient, vera: APIClient, charlie: APIClient, cast: People, model: ThreatModel
) -> None:
    report = made(bob, model)
    file = address(model, report, "file")

    assert vera.head(file).status_code == 200
    assert charlie.get(file).status_code == 404
    assert vera.get(file).status_code == 200

    details = {"report": report["id"], "format": "markdown", "seq": report["seq"]}
    assert recorded(cast.team) == [("report.downloaded", "Vera", details)]


def test_exports_of_a_model_and_of_threats_name_the_format(
    vera: APIClient, cast: People, model: ThreatModel
) -> None:
    base = f"/api/models/{model.pk}"
    answers = [
        vera.post(f"{base}/threats/export/?type=xlsx", {"all": True, "filter": {}}, format="json"),
        vera.get(f"{base}/exports/otm/file/"),
        vera.get(f"{base}/text/"),
        vera.post(f"{base}/architecture/picture/", {}, format="json"),
        vera.get(f"{base}/patches/"),
    ]
    refused = vera.post(f"{base}/architecture/picture/", {"type": "exe"}, format="json")

    assert [one.status_code for one in answers] == [200] * 5
    assert refused.status_code == 400
    assert [(action, after["format"]) for action, _, after in recorded(cast.team)] == [
        ("threats.exported", "xlsx"),
        ("model.exported", "otm"),
        ("model.exported", "bulkhead.yaml"),
        ("model.exported", "svg"),
        ("model.exported", "patches"),
    ]
    event = AuditEvent.objects.filter(chain_id=cast.team.pk).latest("number")
    assert (event.subject_type, event.subject_id) == ("model", str(model.pk))


def test_minutes_responses_and_evidence_are_recorded_with_what_they_are_of(
    bob: APIClient, vera: APIClient, cast: People, model: ThreatModel
) -> None:
    review = review_client.start(bob, model)
    early = vera.get(review_client.at(model, review, "minutes", "download"))
    review_client.end(bob, model, review)
    run = response_client.start(bob, model)
    mitigation = Mitigation.objects.create(model=model, number=900, title="Run rootless", status="planned")
    evidence = MitigationEvidence.objects.create(
        mitigation=mitigation, kind="file", title="scan.txt", media_type="text/plain", size_bytes=2
    )
    EvidenceContent.objects.create(evidence=evidence, data=b"ok")

    answers = [
        vera.get(review_client.at(model, review, "minutes", "download")),
        response_client.download(vera, model, run),
        vera.get(f"/api/models/{model.pk}/evidence/{evidence.pk}/content/"),
    ]

    assert (early.status_code, [one.status_code for one in answers]) == (400, [200] * 3)
    assert [after for _, _, after in recorded(cast.team)] == [
        {"format": "review-minutes", "session": review["id"]},
        {"format": "response-run", "run": run["id"]},
        {"format": "evidence", "evidence": str(evidence.pk)},
    ]


def test_an_export_by_token_names_the_token(cast: People, model: ThreatModel) -> None:
    client = token_client(cast.vera, cast.team.pk, ["read"])

    client.post(f"/api/models/{model.pk}/threats/export/", {"all": True, "filter": {}}, format="json")

    model.refresh_from_db()
    details = {"format": "csv", "seq": model.seq}
    assert recorded(cast.team) == [("threats.exported", "token CI of Vera", details)]


def test_what_a_child_process_writes_is_recorded_once(
    vera: APIClient, cast: People, model: ThreatModel, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child would write to another transaction than that of the test, so its answer is made here."""
    settings.LARGE_READ_ELEMENTS = 0
    monkeypatch.setattr(
        large_model_limit, "respond_in_subprocess", lambda _request, **_about: HttpResponse(b"{}")
    )

    assert vera.get(f"/api/models/{model.pk}/exports/otm/file/").status_code == 200

    assert [action for action, *_ in recorded(cast.team)] == ["model.exported"]
