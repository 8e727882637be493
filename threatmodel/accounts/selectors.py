"""Reads of teams, members and invitations."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Invitation, Membership, Team, User
from threatmodel.api.second_factor import second_factors


@dataclass(frozen=True, slots=True)
class MemberAccess:
    """The role of a member, and whether they must set up a second factor before they may use it."""

    role: Role
    locked: bool


def member_access(*, user: AbstractBaseUser | AnonymousUser, team_id: UUID) -> MemberAccess | None:
    """Return the access of the user to the team, or None for a non-member. One SQL query."""
    if not user.is_authenticated:
        return None
    mine = Membership.objects.filter(user_id=user.pk, team_id=team_id, team__deleted_at=None)
    row = mine.annotate(locked=lacks_second_factor("team__")).values_list("role", "locked").first()
    return MemberAccess(Role(row[0]), row[1]) if row is not None else None


def member_user(*, team_id: UUID, user_id: UUID | str) -> User | None:
    """Return the member of the team with this id, or None. One SQL query."""
    found = Membership.objects.filter(team_id=team_id, user_id=user_id).select_related("user").first()
    return found.user if found else None


def names_of_people(ids: Collection[str]) -> dict[str, str]:
    """Return what people are called, by id; deleted ones are missing. One SQL query, none without ids."""
    found = User.objects.filter(pk__in=ids).only("id", "name", "email") if ids else ()
    return {str(person.pk): person.get_full_name() for person in found}


def lacks_second_factor(team: str, *, user: str = "user_id") -> Q:
    """Whether the team at the end of the lookup asks for a second factor that the user does not have."""
    return Q(**{f"{team}mfa_required": True}) & Q(~Exists(second_factors(user_id=OuterRef(user))))


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
            locked=lacks_second_factor("", user="memberships__user_id"),
            member_count=_count_of("memberships"),
            model_count=_count_of("models", models__deleted_at__isnull=True),
        )
        .order_by("name", "pk")
    )


def members_of(*, team_id: UUID) -> QuerySet[Membership]:
    """Members of a team with their users, in the order they came. The caller has checked who asks."""
    members = Membership.objects.filter(team_id=team_id).select_related("user")
    has_factor = Exists(second_factors(user_id=OuterRef("user_id")))
    return members.annotate(second_factor=has_factor).order_by("created_at", "pk")


def invitations_open(*, team_id: UUID) -> QuerySet[Invitation]:
    """Invitations of a team that can still be accepted, newest first."""
    waiting = Invitation.objects.filter(team_id=team_id, accepted_at__isnull=True, expires_at__gt=Now())
    return waiting.select_related("invited_by").order_by("-created_at", "pk")


def _count_of(relation: str, **conditions: Any) -> Coalesce:
    one = Team.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    counted = one.annotate(number=Count(relation, filter=Q(**conditions))).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
