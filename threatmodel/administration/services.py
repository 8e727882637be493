"""What administrators change: accounts, sessions, quotas. Everything is recorded."""

from collections.abc import Mapping

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from threatmodel.accounts.audit_recording import team_recorded, user_recorded
from threatmodel.accounts.models import Team, User
from threatmodel.accounts.password_reset import password_reset_key
from threatmodel.audit.actions import Action


class NotPossible(ValueError):
    """The administrator cannot do this; people are shown why."""


@transaction.atomic
def user_set_active(*, user: User, active: bool, actor: User | None = None) -> User:
    """Disable or enable the account. A disabled one is signed out everywhere, its sockets close within 2 s.

    Raises NotPossible for one's own account and for the last administrator.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.is_active == active:
        return row
    if not active:
        if actor is not None and actor.pk == row.pk:
            raise NotPossible("You cannot disable your own account.")
        check_not_last_administrator(row)
    row.is_active = active
    row.save(update_fields=["is_active"])
    if not active:
        sessions_delete(row)
    user_recorded(row, Action.ACCOUNT_ENABLED if active else Action.ACCOUNT_DISABLED, actor=actor)
    return row


@transaction.atomic
def user_set_administrator(*, user: User, administrator: bool, actor: User | None = None) -> User:
    """Give or take the right to administer the instance. Raises NotPossible for the last one."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.is_superuser == administrator:
        return row
    if not administrator:
        check_not_last_administrator(row)
    row.is_superuser = row.is_staff = administrator
    row.save(update_fields=["is_superuser", "is_staff"])
    action = Action.ADMINISTRATOR_ADDED if administrator else Action.ADMINISTRATOR_REMOVED
    user_recorded(row, action, actor=actor)
    return row


@transaction.atomic
def user_end_sessions(*, user: User, actor: User | None = None) -> int:
    """Sign the person out everywhere and return from how many sessions; sockets close within two seconds."""
    ended = sessions_delete(user)
    user_recorded(user, Action.SESSIONS_ENDED, actor=actor, after={"sessions": ended})
    return ended


@transaction.atomic
def reset_link_make(*, user: User, base_url: str, actor: User | None = None) -> str:
    """Return a link by which the person sets a new password, once. It is not kept.

    Raises NotPossible for a disabled account.
    """
    if not user.is_active:
        raise NotPossible("Enable the account first: a disabled one cannot sign in.")
    user_recorded(user, Action.PASSWORD_RESET_LINK_MADE, actor=actor)
    base = (settings.PUBLIC_URL or base_url).rstrip("/")
    return f"{base}/reset-password/{password_reset_key(user=user)}"


@transaction.atomic
def team_set_quotas(*, team: Team, quotas: Mapping[str, int | None], actor: User | None = None) -> Team:
    """Set how many models and members the team may have; None is without a limit.

    What there is above a new quota stays; nothing is added until there is less.
    """
    row = Team.objects.select_for_update().get(pk=team.pk)
    before = {name: getattr(row, name) for name, most in quotas.items() if getattr(row, name) != most}
    if before:
        after = {name: quotas[name] for name in before}
        for name, most in after.items():
            setattr(row, name, most)
        row.save(update_fields=list(after))
        team_recorded(row, Action.QUOTAS_CHANGED, actor=actor, before=before, after=after)
    return row


def check_not_last_administrator(leaving: User) -> None:
    """Raise NotPossible when the instance would be left without an administrator."""
    others = User.objects.select_for_update().filter(is_superuser=True, is_active=True).exclude(pk=leaving.pk)
    if leaving.is_superuser and leaving.is_active and not others.exists():
        raise NotPossible("This is the last administrator: make another account administrator first.")


def sessions_delete(user: User) -> int:
    """Sign the person out everywhere without a record of its own; return of how many sessions."""
    sessions = UserSession.objects.filter(user=user)
    keys = list(sessions.values_list("session_key", flat=True))
    ended, _by_model = Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    return ended
