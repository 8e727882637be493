"""Reports are asked for, made in the background, downloaded, and end."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import FIXED, import_text
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.audit.models import AuditEvent
from threatmodel.history.services.versions import version_create
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.reports.models import Report, ReportFile
from threatmodel.reports.sections.registry import SECTIONS
from threatmodel.reports.selectors import report_content, threats
from threatmodel.reports.services import reports
from threatmodel.reports.tasks import expired_reports_delete
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
ALL = [one.id for one in SECTIONS if one.id != "changes"]


def address(model: ThreatModel, report: Json | None = None, *parts: str) -> str:
    base = f"/api/models/{model.pk}/reports/"
    return base if report is None else f"{base}{report['id']}/" + "".join(f"{one}/" for one in parts)


def ask(client: APIClient, model: ThreatModel, **values: Any) -> Json:
    body = {"format": "markdown", "sections": ["summary"], **values}
    response = client.post(address(model), body, format="json")
    assert response.status_code == 202, response.content
    asked: Json = response.json()
    return asked


def made(client: APIClient, model: ThreatModel, **values: Any) -> Json:
    """Ask for a report, let its job run, and return it."""
    report = ask(client, model, **values)
    job_run(job_id=report["job"])
    found: Json = client.get(address(model, report)).json()
    return found


def test_the_request_in_the_documentation_is_taken(bob: APIClient, model: ThreatModel) -> None:
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    (body,) = re.findall(r"""-d '(\{"format".*\})'""", text)

    assert ask(bob, model, **json.loads(body))["format"] == "pdf"


def test_a_report_is_made_of_the_model_as_it_is(
    bob: APIClient, vera: APIClient, cast: People, model: ThreatModel
) -> None:
    version_create(model=model, actor=cast.bob, name="First")

    report = made(bob, model, format="pdf", sections=ALL)

    assert (report["state"], report["message"]) == ("ready", "")
    model.refresh_from_db()
    assert (report["seq"], report["version_name"]) == (model.seq, "First")
    assert report["library_version"]
    file = vera.get(address(model, report, "file"))
    assert len(file.content) == report["size_bytes"]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.content)).pages)
    assert "First (change" in text
    assert "docker.sock" in text
    actions = AuditEvent.objects.filter(action__startswith="report.").values_list("action", flat=True)
    assert list(actions) == ["report.downloaded", "report.created"]


@pytest.mark.parametrize("form", ["pdf", "html", "markdown"])
def test_the_same_state_gives_the_same_file(form: str, bob: APIClient, model: ThreatModel) -> None:
    first, second = (made(bob, model, format=form, sections=ALL) for _ in range(2))

    assert first["sha256"] == second["sha256"] != ""


def test_changes_since_a_version_name_threats_that_went(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    version = version_create(model=model, actor=cast.bob, name="Before")
    import_text(model, cast.bob, FIXED)

    report = made(bob, model, sections=["changes"], since=f"version:{version.pk}")

    text = bob.get(address(model, report, "file")).content.decode()
    assert "Changes since Before" in text
    gone = text.partition("### Threats gone")[2]
    assert "Container runtime socket mounted in proxy" in gone


def test_a_file_is_to_be_saved_and_runs_nothing(bob: APIClient, model: ThreatModel) -> None:
    report = made(bob, model, format="html")

    file = bob.get(address(model, report, "file"))

    assert file["Content-Disposition"].startswith('attachment; filename="threat-model-')
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file["Content-Security-Policy"]
    assert file["Content-Type"] == "text/html; charset=utf-8"


def test_files_are_kept_encrypted(bob: APIClient, model: ThreatModel) -> None:
    made(bob, model)

    assert b"Threats" not in bytes(ReportFile.objects.get().ciphertext)


def test_viewers_read_and_strangers_see_nothing(
    bob: APIClient, vera: APIClient, charlie: APIClient, model: ThreatModel
) -> None:
    report = made(bob, model)

    assert vera.get(address(model, report, "file")).status_code == 200
    assert vera.post(address(model), {"format": "pdf"}, format="json").status_code == 403
    assert vera.delete(address(model, report)).status_code == 403
    for path in (address(model), address(model, report), address(model, report, "file")):
        assert charlie.get(path).status_code == 404
    assert charlie.delete(address(model, report)).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"format": "exe"}, "format"),
        ({"sections": ["nonsense"]}, "sections"),
        ({"sections": []}, "sections"),
        ({"sections": ["changes"]}, "since"),
        ({"since": "tomorrow"}, "since"),
        ({"classification": "x" * 200}, "classification"),
    ],
)
def test_bad_requests_name_the_field(values: Json, field: str, bob: APIClient, model: ThreatModel) -> None:
    body = {"format": "pdf", "sections": ["summary"], **values}

    response = bob.post(address(model), body, format="json")

    assert response.status_code == 400
    assert field in response.json()
    assert not Report.objects.exists()


def test_a_canceled_report_is_not_made(bob: APIClient, model: ThreatModel) -> None:
    report = ask(bob, model)

    bob.post(f"/api/models/{model.pk}/jobs/{report['job']}/cancel/")

    canceled = bob.get(address(model, report)).json()
    assert (canceled["state"], canceled["message"]) == ("canceled", "Nothing was changed.")
    job_run(job_id=report["job"])
    assert not ReportFile.objects.exists()
    assert bob.get(address(model, report, "file")).status_code == 404


def test_a_report_that_fails_says_so(
    bob: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.reports.services.reports.FILE_MOST_BYTES", 10)

    report = made(bob, model)

    assert report["state"] == "failed"
    assert "Choose fewer sections" in report["message"]


def test_a_report_says_which_characters_it_cannot_show(
    bob: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.reports.renderers.pdf.missing_glyphs", lambda _text: "\u5173\u7f51" * 7)

    report = made(bob, model, format="pdf")

    assert report["state"] == "ready"
    assert "has no font for \u5173 \u7f51" in report["message"]
    assert "and 2 more: they are shown as boxes" in report["message"]


def test_a_deleted_report_leaves_nothing(bob: APIClient, model: ThreatModel) -> None:
    report, waiting = made(bob, model), ask(bob, model)

    for one in (report, waiting):
        assert bob.delete(address(model, one)).status_code == 204

    assert not Report.objects.exists()
    assert not ReportFile.objects.exists()
    assert Job.objects.get(pk=waiting["job"]).state == "canceled"
    assert bob.get(address(model, report)).status_code == 404


def test_reports_expire(bob: APIClient, model: ThreatModel, settings: Settings) -> None:
    settings.KEEP_REPORTS_DAYS = 30
    report = made(bob, model)
    Report.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert bob.get(address(model)).json()["count"] == 0
    assert bob.get(address(model, report, "file")).status_code == 404
    assert expired_reports_delete() == 1
    assert not ReportFile.objects.exists()


def test_reports_are_kept_for_ever_where_the_setting_says_so(
    bob: APIClient, model: ThreatModel, settings: Settings
) -> None:
    settings.KEEP_REPORTS_DAYS = 0

    assert ask(bob, model)["expires_at"] is None


def test_reports_of_a_team_are_limited(
    bob: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(bob, model)
    monkeypatch.setattr("threatmodel.reports.services.reports.TEAM_MOST_BYTES", 10)

    response = bob.post(address(model), {"format": "pdf", "sections": ["summary"]}, format="json")

    assert response.status_code == 400
    assert "Delete some first" in response.json()["detail"][0]


def test_the_list_reads_as_many_queries_for_more(
    bob: APIClient, model: ThreatModel, django_assert_num_queries: Any
) -> None:
    ask(bob, model)
    bob.get(address(model))
    with django_assert_num_queries(6):
        bob.get(address(model))
    ask(bob, model)
    ask(bob, model)

    with django_assert_num_queries(6):
        assert bob.get(address(model)).json()["count"] == 3


def test_an_empty_model_has_a_report(bob: APIClient, empty: ThreatModel) -> None:
    assert made(bob, empty, format="pdf", sections=ALL)["state"] == "ready"


def test_a_report_waits_for_no_analysis(bob: APIClient, cast: People, model: ThreatModel) -> None:
    """The threats of a report are those of its state, although the newest change was not analyzed yet."""
    facts = {"facts": {"privileged": {"value": True}}}
    fact = {"op": "set", "on": "element", "uid": "compose:db/db", "props": facts}
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("late", (fact,)))

    report = made(bob, model, sections=["threats"])

    text = bob.get(address(model, report, "file")).content.decode()
    found = Threat.objects.get(model=model, rule="container-privileged", subject_uid="compose:db/db")
    assert f"T{found.number}" in text
    assert "Privileged: true, stated by a person" in text
    assert report["seq"] == ModelCounters.objects.get(pk=model.pk).analyzed_seq


def test_a_change_during_the_job_is_in_all_of_the_report_or_in_none(
    bob: APIClient, cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = threats.threats_of
    states: list[int] = []

    def changed(**parts: Any) -> Any:
        if not states:
            import_text(model, cast.bob, FIXED)
        states.append(model.seq)
        return read(**parts)

    monkeypatch.setattr(report_content, "threats_of", changed)
    report = made(bob, model, sections=["threats", "scope"])

    model.refresh_from_db()
    assert len(states) == 2
    assert report["seq"] == model.seq
    assert "docker.sock" not in bob.get(address(model, report, "file")).content.decode()


@pytest.mark.parametrize("form", ["xlsx", "markdown"])
def test_a_model_that_keeps_changing_has_no_report(
    form: str, bob: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "_is_analysis_behind", lambda _model, seq=None: seq is not None)

    report = made(bob, model, format=form)

    assert (report["state"], "kept changing" in report["message"]) == ("failed", True)
