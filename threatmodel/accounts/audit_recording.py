"""Audit events of accounts, teams, memberships and invitations."""

from collections.abc import Mapping
from typing import Any

from threatmodel.accounts.models import Invitation, Membership, Team, User
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record

_Values = Mapping[str, Any]


def user_recorded(
    user: User,
    action: Action,
    *,
    actor: User | None = None,
    before: _Values | None = None,
    after: _Values | None = None,
) -> None:
    """Record a change of an account; accounts belong to no team."""
    subject = Subject("account", user.pk, user.email)
    event_record(action=action, subject=subject, actor=actor, before=before, after=after)


def team_recorded(
    team: Team,
    action: Action,
    *,
    actor: User | None = None,
    before: _Values | None = None,
    after: _Values | None = None,
) -> None:
    """Record a change of a team in its own log."""
    subject = Subject("team", team.pk, team.name)
    event_record(action=action, subject=subject, team_id=team.pk, actor=actor, before=before, after=after)


def membership_recorded(
    membership: Membership,
    action: Action,
    *,
    actor: User | None = None,
    before: _Values | None = None,
    after: _Values | None = None,
) -> None:
    """Record a change of a membership."""
    subject = Subject("membership", membership.pk, membership.user.email)
    event_record(
        action=action,
        subject=subject,
        team_id=membership.team_id,
        actor=actor,
        before=before,
        after=after,
    )


def invitation_recorded(invitation: Invitation, action: Action, *, actor: User | None = None) -> None:
    """Record a change of an invitation."""
    event_record(
        action=action,
        subject=Subject("invitation", invitation.pk, invitation.email),
        team_id=invitation.team_id,
        actor=actor,
        after={"role": invitation.role},
    )


def sign_in_failure_record(*, email: str) -> None:
    """Record a failed sign-in.

    An unknown address is not stored: what was typed may be a password.
    """
    user = User.objects.filter(email__iexact=email).first() if email else None
    if user is not None:
        user_recorded(user, Action.SIGN_IN_FAILED, after={"step": "password"})
        return
    event_record(action=Action.SIGN_IN_FAILED, subject=Subject("account", "", ""), after={"step": "password"})
