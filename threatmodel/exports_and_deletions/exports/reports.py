"""Reports in exports of teams: templates, what was made, and links; each file is downloaded by its id."""

from collections.abc import Iterator
from typing import Any

from threatmodel.accounts.models import Team
from threatmodel.api.streaming import rows_in_parts
from threatmodel.architecture.models import ThreatModel
from threatmodel.reports.models import Report, ReportLink, ReportTemplate


def report_templates(team: Team) -> Iterator[dict[str, Any]]:
    """The templates of a team, without their logos."""
    templates = ReportTemplate.objects.filter(team=team)
    return rows_in_parts(templates, "id", "name", "classification", "sections", "updated_at")


def reports_of(model: ThreatModel) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The reports of a model, and who shared them until when."""
    asked = (
        "id",
        "format",
        "sections",
        "since",
        "version",
        "classification",
        "template__name",
        "requested_by__email",
    )
    made = ("created_at", "expires_at", "seq", "version_name", "size_bytes", "sha256")
    yield "reports", rows_in_parts(Report.objects.filter(model=model), *asked, *made)
    links = ReportLink.objects.filter(report__model=model)
    times = ("created_at", "expires_at", "revoked_at", "downloads")
    yield "report_links", rows_in_parts(links, "report_id", "created_by__email", *times)
