"""The notices of a person in the teams they belong to."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.accounts.selectors import lacks_second_factor
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.notifications.models import Notice

Row = dict[str, Any]


def notices_visible() -> QuerySet[Notice]:
    """Notices to people who still belong to the team and may use it, about what is not deleted."""
    found = Notice.objects.filter(
        Q(model=None) | Q(model__deleted_at__isnull=True),
        team__memberships__user=F("user"),
        team__deleted_at=None,
        user__is_active=True,
    )
    return found.filter(~lacks_second_factor("team__"))


def notices_of(*, user: User) -> QuerySet[Notice]:
    """The inbox of a person, newest first."""
    return notices_visible().filter(user=user).order_by("-id")


def notices_unread(*, user: User) -> QuerySet[Notice]:
    """Those that the person has not seen."""
    return notices_of(user=user).filter(read_at=None)


def notices_list(*, user: User, query: Mapping[str, Any]) -> QuerySet[Notice]:
    """The inbox by the filters of NoticeQuery."""
    found = notices_unread(user=user) if query["unread"] else notices_of(user=user)
    if query["kind"]:
        found = found.filter(kind__in=query["kind"])
    if query["team"]:
        found = found.filter(team=query["team"])
    if words := query["search"]:
        in_texts = Q(subject__icontains=words) | Q(what__icontains=words) | Q(detail__icontains=words)
        found = found.filter(in_texts | Q(model__name__icontains=words))
    return found


def last_noticed_on(*, user_id: uuid.UUID, model_id: uuid.UUID, kind: str) -> date | None:
    """The day of the latest notice of this kind about a model; None without one."""
    found = Notice.objects.filter(user=user_id, model=model_id, kind=kind).order_by("-id")
    at = found.values_list("created_at", flat=True).first()
    return timezone.localdate(at) if at else None


def last_notice_key(*, model_id: uuid.UUID, kind: str) -> str | None:
    """The key of the latest notice of this kind about a model, whoever has it; None without one."""
    found = Notice.objects.filter(model=model_id, kind=kind).order_by("-id")
    return found.values_list("key", flat=True).first()


def notice_rows(notices: QuerySet[Notice]) -> list[Row]:
    """Notices as the API lists them. One query."""
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "actor": person_row(row.actor),
            "what": row.what,
            "subject": row.subject,
            "detail": row.detail,
            "link": row.link,
            "team": {"id": row.team_id, "name": row.team.name},
            "model": {"id": row.model.pk, "name": row.model.name} if row.model else None,
            "created_at": row.created_at,
            "read": row.read_at is not None,
        }
        for row in notices.select_related("actor", "team", "model")
    ]


def unread_counts(*, user: User) -> Row:
    """How many notices the person has not seen, in all and by kind. One query."""
    rows = notices_unread(user=user).order_by().values_list("kind").annotate(Count("id"))
    by_kind = dict(rows)
    return {"unread": sum(by_kind.values()), "kinds": by_kind}
