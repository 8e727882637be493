"""A link shows one finished report to whoever has it, until it expires or is revoked."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.reports.test_reports import address, ask, made
from threatmodel.api.throttling import counts
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.reports.models import ReportLink

Json = dict[str, Any]


def share(client: APIClient, model: ThreatModel, report: Json, **values: Any) -> Json:
    response = client.post(address(model, report, "links"), values, format="json")
    assert response.status_code == 201, response.content
    shared: Json = response.json()
    return shared


@pytest.fixture
def report(bob: APIClient, model: ThreatModel) -> Json:
    return made(bob, model, classification="<b>Internal</b>")


def test_whoever_has_the_link_reads_the_report(
    bob: APIClient, nobody: APIClient, model: ThreatModel, report: Json
) -> None:
    shared = share(bob, model, report)

    page = nobody.get(shared["address"])
    file = nobody.get(f"{shared['address']}file/")

    assert page.status_code == 200
    assert "&lt;b&gt;Internal&lt;/b&gt;" in page.content.decode()
    assert file.content == bob.get(address(model, report, "file")).content
    for response in (page, file):
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]
        assert "default-src 'none'" in response["Content-Security-Policy"]
    assert bob.get(address(model, report, "links")).json()[0]["downloads"] == 1
    actions = AuditEvent.objects.filter(action__startswith="report.").order_by("number")
    assert [one.action for one in actions] == [
        "report.created", "report.shared", "report.link_used", "report.downloaded",
    ]  # fmt: skip


def test_a_look_is_no_download(bob: APIClient, nobody: APIClient, model: ThreatModel, report: Json) -> None:
    shared = share(bob, model, report)

    assert nobody.head(f"{shared['address']}file/").status_code == 200
    assert bob.get(address(model, report, "links")).json()[0]["downloads"] == 0


def test_the_token_is_not_kept(bob: APIClient, model: ThreatModel, report: Json) -> None:
    shared = share(bob, model, report)

    token = shared["address"].split("/")[2]
    assert len(token) >= 43
    assert token not in str(ReportLink.objects.values().get())
    assert token not in str(list(AuditEvent.objects.values()))


def test_a_wrong_revoked_or_expired_link_is_404(
    bob: APIClient, nobody: APIClient, model: ThreatModel, report: Json
) -> None:
    revoked, expired = share(bob, model, report), share(bob, model, report)
    path = f"{address(model, report, 'links')}{revoked['link']['id']}/"
    assert bob.delete(path).status_code == 204
    late = timezone.now() - timedelta(seconds=1)
    ReportLink.objects.filter(pk=expired["link"]["id"]).update(expires_at=late)

    for link in (revoked["address"], expired["address"], "/shared-reports/guessed/"):
        for response in (nobody.get(link), nobody.get(f"{link}file/")):
            assert response.status_code == 404
            assert "Ask the person who sent you the link" in response.content.decode()
            assert response["Cache-Control"] == "no-store"


def test_a_link_ends_with_its_report_and_its_model(
    bob: APIClient, nobody: APIClient, model: ThreatModel, report: Json
) -> None:
    shared = share(bob, model, report, days=90)
    assert shared["link"]["expires_at"] <= report["expires_at"]

    ThreatModel.objects.filter(pk=model.pk).update(deleted_at=timezone.now())
    assert nobody.get(shared["address"]).status_code == 404
    ThreatModel.with_trash.filter(pk=model.pk).update(deleted_at=None)
    bob.delete(address(model, report))

    assert nobody.get(shared["address"]).status_code == 404


def test_links_are_made_by_editors_of_finished_reports(
    bob: APIClient, vera: APIClient, charlie: APIClient, model: ThreatModel, report: Json
) -> None:
    path = address(model, report, "links")

    assert vera.post(path, {}, format="json").status_code == 403
    assert charlie.post(path, {}, format="json").status_code == 404
    assert bob.post(path, {"days": 1_000}, format="json").status_code == 400
    waiting = bob.post(address(model, ask(bob, model), "links"), {}, format="json")
    assert waiting.json() == {"detail": ["The report is not ready yet."]}


@pytest.mark.django_db
def test_guessing_is_limited(nobody: APIClient, settings: Settings) -> None:
    settings.API_RATES = {**settings.API_RATES, "shared": 3}
    counts.forget()

    answers = [nobody.get(f"/shared-reports/guess{number}/").status_code for number in range(5)]

    assert answers == [404, 404, 404, 429, 429]
