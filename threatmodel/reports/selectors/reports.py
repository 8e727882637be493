"""The reports of a model as the API lists them, their files, and links to them."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import JobState
from threatmodel.jobs.encryption import InvalidToken, decrypt
from threatmodel.reports.models import FILE_PURPOSE, Report, ReportFile, ReportLink

Row = dict[str, Any]
_LOST: Final = "The report could not be made. Make it again."


def reports_of(*, model: ThreatModel) -> QuerySet[Report]:
    """Reports of a model that have not expired, newest first."""
    return present(Report.objects.filter(model=model)).order_by("-created_at", "id")


def present(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Those that have not expired."""
    return reports.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=Now()))


def report_get(*, model: ThreatModel, report_id: uuid.UUID) -> Report | None:
    """A report of the model, or None. One query."""
    return reports_of(model=model).filter(pk=report_id).first()


def report_rows(reports: QuerySet[Report]) -> list[Row]:
    """Reports as the API shows them. One query."""
    valid = Q(links__revoked_at=None, links__expires_at__gt=Now())
    shown = reports.select_related("job", "requested_by", "template")
    return [_row(one) for one in shown.annotate(link_count=Count("links", filter=valid))]


def _row(one: Any) -> Row:
    job = one.job
    return {
        "id": one.pk,
        "state": report_state(one),
        "progress": 100 if one.size_bytes is not None else (job.progress if job else 0),
        "stage": job.stage if job and one.size_bytes is None else "",
        "message": _message(one),
        "job": job.pk if job else None,
        "format": one.format,
        "sections": one.sections,
        "since": one.since,
        "version": one.version or None,
        "classification": one.classification,
        "template": {"id": one.template.pk, "name": one.template.name} if one.template else None,
        "requested_by": person_row(one.requested_by),
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "seq": one.seq,
        "version_name": one.version_name,
        "library_version": one.library_version,
        "saved_at": one.saved_at,
        "size_bytes": one.size_bytes,
        "sha256": one.sha256,
        "link_count": one.link_count,
    }


def report_state(report: Report) -> str:
    """Return the state, one of REPORT_STATES."""
    if report.size_bytes is not None:
        return "ready"
    job = report.job
    if job is not None and job.state == JobState.CANCELED:
        return "canceled"
    if job is None or job.state in (JobState.FAILED, JobState.SUCCEEDED):
        return "failed"
    return "running" if job.state == JobState.RUNNING else "waiting"


def _message(report: Report) -> str:
    """Why there is no file, or what the file does not show."""
    said = report.job.message if report.job else ""
    state = report_state(report)
    if state in ("failed", "canceled"):
        return said or _LOST
    return said if state == "ready" else ""


def report_file(*, report: Report) -> bytes | None:
    """The file of a report; None while it is not ready, or where its key is gone. One query."""
    found = ReportFile.objects.filter(report=report).values_list("ciphertext", flat=True).first()
    if found is None:
        return None
    try:
        return decrypt(bytes(found), purpose=FILE_PURPOSE)
    except InvalidToken:
        return None


def links_of(*, report: Report) -> QuerySet[ReportLink]:
    """Links to a report, newest first."""
    return ReportLink.objects.filter(report=report).select_related("created_by").order_by("-created_at", "id")


def link_rows(links: Iterable[ReportLink]) -> list[Row]:
    """Links as the API shows them; the address is only known when one is made."""
    return [
        {
            "id": one.pk,
            "created_by": person_row(one.created_by),
            "created_at": one.created_at,
            "expires_at": one.expires_at,
            "revoked_at": one.revoked_at,
            "downloads": one.downloads,
        }
        for one in links
    ]


def link_by_hash(*, token_hash: str) -> ReportLink | None:
    """The link with this hash that holds, with its report and model, or None. One query."""
    links = ReportLink.objects.select_related("report__model__team")
    holds = links.filter(
        Q(report__expires_at__isnull=True) | Q(report__expires_at__gt=Now()),
        token_hash=token_hash,
        revoked_at=None,
        expires_at__gt=Now(),
        report__size_bytes__isnull=False,
        report__model__deleted_at=None,
        report__model__team__deleted_at=None,
    )
    return holds.first()
