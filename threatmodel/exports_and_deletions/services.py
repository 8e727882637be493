"""Deletes accounts at once, and teams after a time in which they can be restored."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.audit_recording import team_recorded
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Invitation, Membership, Team, User
from threatmodel.accounts.services import membership_remove, membership_set_role
from threatmodel.administration.services import NotPossible, check_not_last_administrator, sessions_delete
from threatmodel.architecture.models import SavedView
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record
from threatmodel.comments.models import Mention
from threatmodel.exports_and_deletions.selectors import teams_solely_owned, teams_to_purge
from threatmodel.notifications.models import Notice, NotificationPreferences
from threatmodel.pasta.models import StoredStages

DELETED_NAME = "Deleted account"


class SoleOwner(ValueError):
    """The person is the only owner of teams, which would be left without one."""

    def __init__(self, teams: Sequence[Team]) -> None:
        names = ", ".join(team.name for team in teams)
        super().__init__(
            f"You are the only owner of: {names}. Make another member owner or delete the team first."
        )
        self.teams = tuple(teams)


@transaction.atomic
def account_delete(*, user: User) -> None:
    """Delete the account: the person leaves their teams, and what they did there stays as "Deleted account".

    The row stays without name, address, password and factors: what refers to it goes on doing so. The address
    is free for a new account. Raises SoleOwner, and NotPossible for the last administrator and the
    shared account of the demo.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.is_demo:
        raise NotPossible("This demo account is shared, so it cannot be changed.")
    list(
        Team.objects.select_for_update().filter(memberships__user=row).order_by("pk")
    )  # owners stay as they are
    if teams := list(teams_solely_owned(user=row)):
        raise SoleOwner(teams)
    check_not_last_administrator(row)
    memberships = Membership.objects.filter(user=row)
    StoredStages.objects.filter(model__team__memberships__user=row).delete()  # they name owners
    for membership in memberships.filter(team__deleted_at=None).select_related("user"):
        membership_remove(membership=membership, actor=row)
    memberships.delete()  # those of deleted teams, which need no owner
    Invitation.objects.filter(email__iexact=row.email).delete()
    Invitation.objects.filter(invited_by=row, accepted_at=None).delete()
    Mention.objects.filter(user=row).delete()
    Notice.objects.filter(user=row).delete()
    NotificationPreferences.objects.filter(user=row).delete()
    SavedView.objects.filter(owner=row, shared=False).delete()
    _credentials_delete(row)
    event_record(
        action=Action.ACCOUNT_DELETED, subject=Subject("account", row.pk, row.get_full_name()), actor=row
    )
    _anonymize(row)


@transaction.atomic
def team_delete(*, team: Team, actor: User) -> None:
    """Take the team away from everybody; what it holds is removed later, until then it can be restored."""
    row = Team.objects.select_for_update().get(pk=team.pk)
    if row.deleted_at is not None:
        return
    row.deleted_at = timezone.now()
    row.save(update_fields=["deleted_at"])
    held = {"name": row.name, "members": row.memberships.count(), "models": row.models.count()}
    team_recorded(row, Action.TEAM_DELETED, actor=actor, before=held)


@transaction.atomic
def team_restore(*, team: Team, actor: User | None = None) -> None:
    """Give a deleted team back to its members; nothing happens to one that is not deleted.

    Should its owners have deleted their accounts meanwhile, the member of the highest role becomes owner.
    Raises NotPossible once its time is over (parts of it may be removed already), or when no member is left.
    """
    row = Team.objects.select_for_update().get(pk=team.pk)
    if row.deleted_at is None:
        return
    if teams_to_purge().filter(pk=row.pk).exists():
        days = settings.TEAM_TRASH_LIFETIME.days
        raise NotPossible(f"This team was deleted more than {days} days ago and is being removed.")
    row.deleted_at = None
    row.save(update_fields=["deleted_at"])
    team_recorded(row, Action.TEAM_RESTORED, actor=actor)
    _owner_ensure(row)


def _owner_ensure(team: Team) -> None:
    members = Membership.objects.filter(team=team).select_related("user")
    if members.filter(role=Role.OWNER).exists():
        return
    able = members.filter(user__is_active=True)
    for role in reversed(Role):
        if heir := able.filter(role=role).first():
            membership_set_role(membership=heir, role=Role.OWNER)
            return
    raise NotPossible("The team has no remaining members.")


def _credentials_delete(user: User) -> None:
    sessions_delete(user)
    for factor in Authenticator.objects.filter(user=user):
        factor.delete()
    EmailAddress.objects.filter(user=user).delete()


def _anonymize(user: User) -> None:
    user.email = f"{user.pk.hex}@deleted.invalid"
    user.name = DELETED_NAME
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.deleted_at = timezone.now()
    user.set_unusable_password()
    user.save()
