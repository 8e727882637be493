"""Asks for reports, makes their files, and removes them."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.consistent_reads import model_seq, read_at_one_revision
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.history.models import Version
from threatmodel.history.selectors.versions import UnknownState, state_named
from threatmodel.jobs.cancellation import CannotCancel, job_cancel
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.encryption import encrypt
from threatmodel.jobs.handler_registry import HandlerResult, JobFailed, Progress
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_create
from threatmodel.reports.choices import CLASSIFICATION_LENGTH
from threatmodel.reports.document import Document, Stamp
from threatmodel.reports.models import FILE_PURPOSE, Report, ReportFile, ReportTemplate
from threatmodel.reports.renderers.registry import BY_ID
from threatmodel.reports.renderers.typst_subprocess import TypstFailed
from threatmodel.reports.sections.registry import (
    NOT_OF_VERSIONS,
    OF_VERSIONS,
    SECTION_BY_ID,
    Look,
    build_document,
    needs_of,
)
from threatmodel.reports.sections.tables.registry import tables_document
from threatmodel.reports.selectors.earlier_versions import UnknownVersion
from threatmodel.reports.selectors.report_content import report_content, report_stamp, version_content
from threatmodel.reports.selectors.report_data_types import ReportContent
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.analysis.services.apply_analysis import model_analyze

log = structlog.get_logger(__name__)
_MEBIBYTE: Final = 1024 * 1024
FILE_MOST_BYTES: Final = 100 * _MEBIBYTE
TEAM_MOST_BYTES: Final = 1024 * _MEBIBYTE  # of all reports of a team
_NAMED: Final = 12  # characters without a font
_READINGS: Final = 3  # each of a state that is analyzed


class InvalidReport(InvalidRequest):
    """What cannot be made a report of."""


@transaction.atomic
def report_request(
    *,
    model: ThreatModel,
    actor: User,
    format_id: str,
    sections: Sequence[str],
    since: str = "",
    version: uuid.UUID | None = None,
    template: ReportTemplate | None = None,
    classification: str = "",
) -> Report:
    """Write a report and the job that makes it; the caller dispatches the job.

    Sections of the template count where none are named; a format of tables alone has all tables
    instead. Raises InvalidReport, TooManyJobs.
    """
    tables = BY_ID[format_id].table_only
    chosen = [] if tables else list(dict.fromkeys(sections or (template.sections if template else ())))
    if not (chosen or tables):
        raise InvalidReport({"sections": ["Choose at least one section."]})
    if version:
        _check_version(model, version, chosen, since=since, tables=tables)
    _check_since(model, chosen, since)
    _check_room(model.team_id)
    report = Report.objects.create(
        model=model,
        format=format_id,
        sections=chosen,
        since=since,
        version=str(version or ""),
        template=template,
        classification=(classification or (template.classification if template else ""))[
            :CLASSIFICATION_LENGTH
        ],
        requested_by=actor,
        expires_at=_expiry(),
    )
    report.job = job_create(
        team=model.team, kind=JobKind.REPORT, user=actor, model=model, params={"report": str(report.pk)}
    )
    report.save(update_fields=["job"])
    model_audit_record(model, Action.REPORT_CREATED, actor=actor, after={"format": format_id})
    return report


def report_downloaded(*, model: ThreatModel, report: Report, actor: User) -> None:
    """Record that a person downloaded the file."""
    known = {"report": str(report.pk), "format": report.format, "seq": report.seq}
    model_audit_record(model, Action.REPORT_DOWNLOADED, actor=actor, after=known)


def _check_since(model: ThreatModel, sections: Sequence[str], since: str) -> None:
    if "changes" in sections and not since:
        raise InvalidReport({"since": ["Choose the version that the section Changes is to compare with."]})
    if since:
        try:
            state_named(model=model, name=since)
        except UnknownState as fault:
            raise InvalidReport({"since": [str(fault)]}) from fault


def _check_version(
    model: ThreatModel, version_id: uuid.UUID, sections: Sequence[str], *, since: str, tables: bool
) -> None:
    """Raise InvalidReport where a report of this version cannot be so."""
    version = Version.objects.filter(model=model, pk=version_id).first()
    if version is None:
        raise InvalidReport({"version": ["Unknown version."]})
    if tables:
        raise InvalidReport(
            {"version": ["Tables are of the model as it is. Choose another format, or no version."]}
        )
    if others := [one for one in sections if one not in OF_VERSIONS]:
        named = " ".join(f"{SECTION_BY_ID[one].title}: {NOT_OF_VERSIONS[one]}" for one in others)
        raise InvalidReport({"sections": [f"Leave out what an earlier version does not have. {named}"]})
    if since and "changes" in sections:
        with suppress(UnknownState):  # which is said below
            if state_named(model=model, name=since).seq > version.seq:
                raise InvalidReport({"since": ["Choose a state before the version."]})


def _check_room(team_id: uuid.UUID) -> None:
    """Raise InvalidReport where the reports of the team are too many bytes. Requests of a team take turns."""
    Team.objects.select_for_update().get(pk=team_id)
    kept = Report.objects.filter(model__team_id=team_id).aggregate(sum=Sum("size_bytes"))["sum"] or 0
    if kept >= TEAM_MOST_BYTES:
        most = TEAM_MOST_BYTES // _MEBIBYTE
        raise InvalidReport(
            {"detail": [f"The reports of the team take more than {most} MB. Delete some first."]}
        )


def _expiry() -> Any:
    days = settings.KEEP_REPORTS_DAYS
    return timezone.now() + timedelta(days=days) if days else None


def report_make(*, job: Job, progress: Progress) -> HandlerResult:
    """Make the file of the report that the job names; return its size, and what it cannot show.

    A second run writes the same file again. Raises JobFailed where the report or its model was deleted.
    """
    report = _wanted(job)
    renderer = BY_ID[report.format]
    progress.report(5, "reading")
    if report.version:
        document = _of_version(report)
    else:
        document = _current(report, _tables if renderer.table_only else _document)
    progress.report(60, "rendering")
    try:
        data = renderer.render(document)
    except TypstFailed as fault:
        log.warning("report_not_rendered", report=str(report.pk), fault=str(fault))
        raise JobFailed("The report could not be rendered. Choose fewer sections.") from fault
    if len(data) > FILE_MOST_BYTES:
        most = FILE_MOST_BYTES // _MEBIBYTE
        raise JobFailed(f"The report is larger than {most} MB. Choose fewer sections.")
    progress.report(95, "saving")
    with progress.storing():
        _save(report, data, document.stamp)
    missing = _without_font(report, renderer.missing(document))
    return HandlerResult({"size_bytes": len(data)}, message=missing)


def _without_font(report: Report, missing: str) -> str:
    """Say, to people and in the log, that the server has no font for these characters."""
    if not missing:
        return ""
    log.warning("report_without_font", report=str(report.pk), characters=len(missing))
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    named = " ".join(missing[:_NAMED])
    return f"The server has no font for {named}{more}: they are shown as boxes. Its operator can add fonts."


def _current(report: Report, read: Callable[[Report], Document]) -> Document:
    """Return what is read of a state that is analyzed. Raises JobFailed where the model keeps changing."""
    for _ in range(_READINGS):
        if _is_analysis_behind(report.model_id):
            model_analyze(model_id=report.model_id)
        document = read(report)
        if not _is_analysis_behind(report.model_id, seq=document.stamp.seq):
            return document
    raise JobFailed("The model kept changing while the report was made. Make it again.")


def _is_analysis_behind(model_id: uuid.UUID, *, seq: int | None = None) -> bool:
    """Whether the model has changes up to `seq`, else up to now, that were not analyzed."""
    newest = model_seq(model_id) if seq is None else seq
    return newest > 0 and ModelCounters.objects.filter(pk=model_id, analyzed_seq__lt=newest).exists()


def _document(report: Report) -> Document:
    try:
        content = report_content(model=report.model, needs=needs_of(report.sections), since=report.since)
    except UnknownState as fault:
        raise JobFailed(f"The report cannot be compared with the version: {fault}") from fault
    return _built(report, content)


def _of_version(report: Report) -> Document:
    """The document of an earlier version, which no change of the model concerns."""
    try:
        content = version_content(
            model=report.model,
            version_id=report.version,
            needs=needs_of(report.sections),
            since=report.since,
        )
    except (UnknownVersion, UnknownState) as fault:
        raise JobFailed(f"The report of this version cannot be made: {fault}") from fault
    return _built(report, content)


def _built(report: Report, content: ReportContent) -> Document:
    logo = bytes(report.template.logo) if report.template else b""
    look = Look(classification=report.classification, logo=logo)
    return build_document(content, report.sections, look=look, site=settings.PUBLIC_URL)


def _tables(report: Report) -> Document:
    _, document = read_at_one_revision(model_id=report.model_id, read=lambda: _tables_now(report))
    return document


def _tables_now(report: Report) -> Document:
    stamp = report_stamp(model=report.model, seq=model_seq(report.model_id))
    return tables_document(
        model=report.model, stamp=stamp, classification=report.classification, site=settings.PUBLIC_URL
    )


def _wanted(job: Job) -> Report:
    rows = Report.objects.select_related("model__team", "model__owner", "template")
    report = rows.filter(pk=job.params["report"], model__deleted_at=None).first()
    if report is None:
        raise JobFailed("The report or its model was deleted.")
    if report.format not in BY_ID:
        raise JobFailed("This format is no longer made. Choose another one.")
    return report


@transaction.atomic
def _save(report: Report, data: bytes, stamp: Stamp) -> None:
    """Keep the file, unless the report was deleted in the meantime."""
    kept = Report.objects.select_for_update().filter(pk=report.pk).first()
    if kept is None:
        raise JobFailed("The report was deleted.")
    ReportFile.objects.update_or_create(
        report=kept, defaults={"ciphertext": encrypt(data, purpose=FILE_PURPOSE)}
    )
    Report.objects.filter(pk=report.pk).update(
        seq=stamp.seq,
        version_name=stamp.version_name,
        library_version=stamp.library_version,
        saved_at=stamp.at,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )


@transaction.atomic
def report_delete(*, report: Report, actor: User) -> None:
    """Delete a report with its file and links; a job that makes it ends."""
    model, after = report.model, {"format": report.format}
    if report.job is not None:
        with suppress(CannotCancel):  # it is stored now, finds the report deleted and fails
            job_cancel(job=report.job)
    report.delete()
    model_audit_record(model, Action.REPORT_DELETED, actor=actor, before=after)


def reports_delete_expired() -> int:
    """Delete reports whose time is over, with their files and links; return how many."""
    deleted, by_model = Report.objects.filter(expires_at__lte=Now()).delete()
    return by_model.get("reports.Report", 0) if deleted else 0
