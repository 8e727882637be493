"""Reads about who and what is about to leave."""

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User


def teams_solely_owned(*, user: User) -> QuerySet[Team]:
    """Teams that would be left without an owner if the person went, by name."""
    owners = Membership.objects.filter(team=OuterRef("pk"), role=Role.OWNER)
    return Team.objects.filter(
        Exists(owners.filter(user=user)), ~Exists(owners.exclude(user=user)), deleted_at=None
    ).order_by("name", "pk")


def teams_to_purge() -> QuerySet[Team]:
    """Teams whose time to be restored is over, the longest deleted first."""
    return Team.objects.filter(deleted_at__lt=Now() - settings.TEAM_TRASH_LIFETIME).order_by("deleted_at")
