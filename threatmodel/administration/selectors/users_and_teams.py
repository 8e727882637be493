"""Reads of all users and teams, and how much they hold; never names or content of models."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from threatmodel.accounts.models import Membership, Team, User
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.jobs.choices import UNFINISHED
from threatmodel.jobs.models import Job


def users_all() -> QuerySet[User]:
    """Everybody by address, each with `mfa` and memberships with their teams. Two queries."""
    memberships = Membership.objects.select_related("team").order_by("team__name")
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return (
        User.objects.filter(deleted_at=None)
        .annotate(mfa=Exists(factors))
        .prefetch_related(Prefetch("memberships", queryset=memberships))
        .order_by("email")
    )


def teams_all() -> QuerySet[Team]:
    """All teams by name, deleted ones that can be restored too, each with how much it holds. One query."""
    present = Element.objects.filter(gone_at=None)
    waiting = Job.objects.filter(state__in=UNFINISHED)
    return Team.objects.annotate(
        member_count=_count(Membership.objects.all(), "team"),
        model_count=_count(ThreatModel.objects.all(), "team"),
        element_count=_count(present, "model__team"),
        job_count=_count(waiting, "team"),
    ).order_by("name", "pk")


def _count(rows: QuerySet[Any], team: str) -> Coalesce:
    counted = rows.filter(**{team: OuterRef("pk")}).order_by().values(team).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)
