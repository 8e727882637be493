"""Reads of teams, members and invitations."""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from threatmodel.accounts.models import Invitation, Membership, Role, Team


def role_in_team(*, user: AbstractBaseUser | AnonymousUser, team_id: UUID) -> Role | None:
    """Return the user's role in the team, or None for a stranger."""
    if not user.is_authenticated:
        return None
    mine = Membership.objects.filter(user_id=user.pk, team_id=team_id, team__deleted_at=None)
    role = mine.values_list("role", flat=True).first()
    return Role(role) if role is not None else None


def teams_of(*, user: AbstractBaseUser | AnonymousUser) -> QuerySet[Team]:
    """Teams the user belongs to by name, each with `role`, `member_count` and `model_count`.

    One SQL query; the counts are subqueries, so that they do not multiply each other.
    """
    if not user.is_authenticated:
        return Team.objects.none()
    return (
        Team.objects.filter(memberships__user_id=user.pk, deleted_at=None)
        .annotate(
            role=F("memberships__role"),
            member_count=_count_of("memberships"),
            model_count=_count_of("models"),
        )
        .order_by("name", "pk")
    )


def members_of(*, team_id: UUID) -> QuerySet[Membership]:
    """Members of a team with their users, in the order they came. The caller has checked who asks."""
    return Membership.objects.filter(team_id=team_id).select_related("user").order_by("created_at", "pk")


def invitations_open(*, team_id: UUID) -> QuerySet[Invitation]:
    """Invitations of a team that can still be accepted, newest first."""
    waiting = Invitation.objects.filter(team_id=team_id, accepted_at__isnull=True, expires_at__gt=Now())
    return waiting.select_related("invited_by").order_by("-created_at", "pk")


def _count_of(relation: str) -> Coalesce:
    counted = (
        Team.objects.filter(pk=OuterRef("pk")).order_by().values("pk").annotate(number=Count(relation))
    ).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
