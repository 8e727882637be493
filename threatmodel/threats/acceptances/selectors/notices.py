"""What a user was told about acceptances."""

from typing import Any

from django.db.models import QuerySet

from threatmodel.accounts.models import User
from threatmodel.accounts.selectors import lacks_second_factor
from threatmodel.threats.acceptances.models import AcceptanceNotice

Row = dict[str, Any]


def notices_of(*, user: User) -> QuerySet[AcceptanceNotice]:
    """Notices of a user in the teams they still belong to and may use, newest first."""
    mine = AcceptanceNotice.objects.filter(
        user=user,
        acceptance__model__team__memberships__user=user,
        acceptance__model__team__deleted_at=None,
        acceptance__model__deleted_at__isnull=True,
    )
    return mine.filter(~lacks_second_factor("acceptance__model__team__")).order_by("-id")


def notices_unread(*, user: User) -> QuerySet[AcceptanceNotice]:
    """Those that the user has not seen."""
    return notices_of(user=user).filter(read_at__isnull=True)


def notice_rows(notices: QuerySet[AcceptanceNotice]) -> list[Row]:
    """Notices as the API lists them. One query."""
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "acceptance": {
                "number": row.acceptance.number,
                "title": row.acceptance.title,
                "threat_count": row.acceptance.threat_count,
                "expires_on": row.acceptance.expires_on,
            },
            "model": {"id": row.acceptance.model.pk, "name": row.acceptance.model.name},
            "team": row.acceptance.model.team_id,
            "created_at": row.created_at,
            "read": row.read_at is not None,
        }
        for row in notices.select_related("acceptance__model")
    ]
