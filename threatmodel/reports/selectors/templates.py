"""The templates of a team as the API shows them."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.reports.models import ReportTemplate

Row = dict[str, Any]


def templates_of(*, team_id: uuid.UUID) -> QuerySet[ReportTemplate]:
    """The templates of a team, by name."""
    return ReportTemplate.objects.filter(team_id=team_id).order_by("name", "id")


def template_rows(templates: QuerySet[ReportTemplate]) -> list[Row]:
    """Templates as the API shows them, without their logos. One query."""
    shown = templates.select_related("updated_by").defer("logo").annotate(logo_size=Length("logo"))
    return [_row(one) for one in shown]


def _row(one: Any) -> Row:
    return {
        "id": one.pk,
        "name": one.name,
        "classification": one.classification,
        "sections": one.sections,
        "has_logo": bool(one.logo_size),
        "version": one.version,
        "updated_by": person_row(one.updated_by),
        "updated_at": one.updated_at,
    }
