"""How often rules fire and controls are applied in the models of a team."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count, QuerySet

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.library.choices import MITIGATION_STATUSES
from threatmodel.threats.choices import OPEN
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.selectors.mitigations import is_overdue
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
_MITIGATIONS_MOST: Final = 200  # listed of one control; the counts include the others
_MODELS_MOST: Final = 50


class ThreatsLibraryUsage:
    """The figures of library.usage.LibraryUsage, counted from threats and mitigations."""

    def rules_fired(self, *, team_id: uuid.UUID) -> dict[str, int]:
        """Open threats in the models of the team, by rule. One query."""
        rows = _open_threats(team_id).exclude(rule="")
        return dict(rows.values_list("rule").annotate(number=Count("*")))

    def rule_fired_in(self, *, team_id: uuid.UUID, rule_id: str) -> list[Row]:
        """The models of the team that have open threats of the rule, most first. One query."""
        open_here = _open_threats(team_id).filter(rule=rule_id)
        rows = open_here.values_list("model", "model__name").annotate(number=Count("pk"))
        return [
            {"model": {"id": key, "name": name}, "fired": number}
            for key, name, number in rows.order_by("-number", "model__name")[:_MODELS_MOST]
        ]

    def controls_applied(self, *, team_id: uuid.UUID) -> dict[str, int]:
        """Mitigations in the models of the team, by control. One query."""
        applied = _mitigations(team_id).exclude(control="").order_by()
        return dict(applied.values_list("control").annotate(number=Count("pk")))

    def control_statuses(self, *, team_id: uuid.UUID, control_id: str) -> Mapping[str, int]:
        """Mitigations that apply the control, by status. One query."""
        applied = _mitigations(team_id).filter(control=control_id).order_by()
        statuses = dict(applied.values_list("status").annotate(number=Count("pk")))
        return {status: statuses[status] for status in MITIGATION_STATUSES if status in statuses}

    def control_applied_in(self, *, team_id: uuid.UUID, control_id: str) -> list[Row]:
        """The newest mitigations that apply the control. One query."""
        applied = _mitigations(team_id).filter(control=control_id).select_related("model", "owner")
        newest = applied.order_by("-updated_at", "pk")[:_MITIGATIONS_MOST]
        return [_mitigation_row(mitigation) for mitigation in newest]


def _open_threats(team_id: uuid.UUID) -> QuerySet[Threat]:
    return Threat.objects.filter(
        model__team_id=team_id, model__deleted_at__isnull=True, status__in=OPEN
    ).order_by()


def _mitigations(team_id: uuid.UUID) -> QuerySet[Mitigation]:
    return Mitigation.objects.filter(model__team_id=team_id, model__deleted_at__isnull=True)


def _mitigation_row(mitigation: Mitigation) -> Row:
    return {
        "model": {"id": mitigation.model_id, "name": mitigation.model.name},
        "number": mitigation.number,
        "title": mitigation.title,
        "status": mitigation.status,
        "owner": person_row(mitigation.owner),
        "due": mitigation.due,
        "overdue": is_overdue(mitigation),
    }
