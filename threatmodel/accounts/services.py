"""Writes of teams, members and invitations; each is one transaction and checks what the database cannot."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.text import slugify

from threatmodel.accounts.audit_recording import (
    invitation_recorded,
    membership_recorded,
    team_recorded,
    user_recorded,
)
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Invitation, Membership, Team, User
from threatmodel.accounts.selectors import lacks_second_factor
from threatmodel.api.second_factor import second_factors
from threatmodel.audit.actions import Action

log = structlog.get_logger(__name__)

_TOKEN_BYTES = 32  # 256 bits
_SLUG_LENGTH = 50
_REMOVE_BATCH = 500


class TooManyTeams(ValueError):
    """The account owns as many teams as one may."""


class LastOwner(ValueError):
    """A team must keep an owner."""


class InvitationNotUsable(ValueError):
    """The invitation is unknown, used, expired, withdrawn, or meant for another address."""


class AddressTaken(ValueError):
    """The address has an account, or is none."""


class TeamFull(ValueError):
    """The team has as many members as its quota allows."""


class AlreadyMember(ValueError):
    """The person belongs to the team already; an invitation changes no role."""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation and its token, which is not kept anywhere."""

    invitation: Invitation
    token: str


@transaction.atomic
def account_create(*, email: str, name: str = "") -> User:
    """Write an account without a password, and its first team; raises AddressTaken.

    Its address counts as confirmed: an operator vouches for it.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise AddressTaken(f"{email} is not a valid email address.") from None
    if User.objects.filter(email__iexact=email).exists():
        raise AddressTaken(f"{email} already has an account.")
    user = User.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user_recorded(user, Action.ACCOUNT_CREATED)
    first_team_create(user=user)
    return user


@transaction.atomic
def user_rename(*, user: User, name: str) -> User:
    """Give the person the name that team mates see."""
    before, user.name = user.name, name
    user.save(update_fields=["name"])
    if name != before:
        user_recorded(user, Action.ACCOUNT_CHANGED, before={"name": before}, after={"name": name})
    return user


@transaction.atomic
def team_create(*, name: str, owner: User) -> Team:
    """Write a team whose owner is the given user. Raises TooManyTeams."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)  # two requests at once are counted in turn
    owned = Membership.objects.filter(user=owner, role=Role.OWNER).count()
    if owned >= settings.MAX_TEAMS_PER_ACCOUNT:
        raise TooManyTeams(f"You own {owned} teams, which is the limit. Ask the operator of this instance.")
    team = Team.objects.create(name=name, slug=_free_slug(name))
    Membership.objects.create(team=team, user=owner, role=Role.OWNER)
    log.info("team_created", team=str(team.pk), user=str(owner.pk))
    team_recorded(team, Action.TEAM_CREATED, actor=owner, after={"name": name})
    return team


def first_team_create(*, user: User) -> Team:
    """Write the team that everybody has from the start."""
    name = user.get_full_name()
    return team_create(name=f"{name[:100]}'s team", owner=user)


@transaction.atomic
def team_rename(*, team: Team, name: str) -> Team:
    """Give the team another name; its slug stays, so that links do."""
    before, team.name = team.name, name
    team.save(update_fields=["name"])
    if name != before:
        team_recorded(team, Action.TEAM_RENAMED, before={"name": before}, after={"name": name})
    return team


class OwnFactorMissing(ValueError):
    """Who asks others for a second factor needs one of their own."""


@transaction.atomic
def team_require_mfa(*, team: Team, actor: User, required: bool) -> Team:
    """Ask members for a second factor, or no longer; raises OwnFactorMissing.

    Members without one are kept out within two seconds, until they set one up.
    """
    if required and not second_factors(user_id=actor.pk).exists():
        raise OwnFactorMissing("Set up two-factor authentication for your own account first.")
    team_set(team=team, changes={"mfa_required": required})
    log.info("mfa_required", team=str(team.pk), user=str(actor.pk), required=required)
    return team


@transaction.atomic
def team_set(*, team: Team, changes: Mapping[str, Any]) -> Team:
    """Write settings of a team, of which those that differ from before are recorded.

    They count from now on: risk that is accepted, dates and costs that are stated already stay as they are.
    """
    before = {name: getattr(team, name) for name, value in changes.items() if getattr(team, name) != value}
    after = {name: changes[name] for name in before}
    for name, value in after.items():
        setattr(team, name, value)
    if after:
        team.save(update_fields=list(after))
        team_recorded(team, Action.TEAM_SETTINGS_CHANGED, before=before, after=after)
    return team


@transaction.atomic
def membership_add(*, team: Team, user: User, role: Role) -> Membership:
    """Make the user a member; raises AlreadyMember, TeamFull."""
    _check_quota(team.pk, members=len(_members_locked(team.pk)))
    try:
        with transaction.atomic():
            return Membership.objects.create(team=team, user=user, role=role)
    except IntegrityError:
        raise AlreadyMember("You are already a member of this team.") from None


@transaction.atomic
def membership_set_role(*, membership: Membership, role: Role) -> Membership:
    """Give the member another role; raises LastOwner when the team would have no owner."""
    members = _members_locked(membership.team_id)
    if role != Role.OWNER:
        _check_not_last_owner(members, leaving=membership)
    before = _role_now(members, membership)
    membership.role = role
    membership.save(update_fields=["role"])
    if role != before:
        membership_recorded(membership, Action.ROLE_CHANGED, before={"role": before}, after={"role": role})
    log.info("role_changed", team=str(membership.team_id), user=str(membership.user_id), role=str(role))
    return membership


@transaction.atomic
def membership_remove(*, membership: Membership, actor: User | None = None) -> None:
    """Take the person out of the team; raises LastOwner. Open sockets close within two seconds."""
    members = _members_locked(membership.team_id)
    _check_not_last_owner(members, leaving=membership)
    log.info("member_removed", team=str(membership.team_id), user=str(membership.user_id))
    left = actor is not None and actor.pk == membership.user_id
    action = Action.MEMBERSHIP_LEFT if left else Action.MEMBERSHIP_REMOVED
    membership_recorded(membership, action, actor=actor, before={"role": _role_now(members, membership)})
    membership.delete()


@transaction.atomic
def invitation_create(*, team: Team, email: str, role: Role, invited_by: User) -> NewInvitation:
    """Write an invitation; an older one for the same address stops working.

    Raises AlreadyMember, TeamFull.
    """
    address = email.strip().lower()
    if Membership.objects.filter(team=team, user__email__iexact=address).exists():
        raise AlreadyMember(f"{address} is already a member of this team.")
    _check_quota(team.pk, members=Membership.objects.filter(team=team).count())
    for older in Invitation.objects.filter(team=team, email__iexact=address, accepted_at__isnull=True):
        invitation_revoke(invitation=older, actor=invited_by)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    invitation = Invitation.objects.create(
        team=team,
        email=address,
        role=role,
        token_hash=token_hash(token),
        invited_by=invited_by,
        expires_at=Now() + settings.INVITATION_LIFETIME,
    )
    invitation.refresh_from_db(fields=["expires_at"])
    invitation_recorded(invitation, Action.INVITATION_CREATED, actor=invited_by)
    return NewInvitation(invitation, token)


@transaction.atomic
def invitation_revoke(*, invitation: Invitation, actor: User | None = None) -> None:
    """Let the invitation be usable no longer; nothing happens when it is gone or was accepted meanwhile."""
    row = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True)
    deleted, _by_model = row.delete()
    if deleted:
        invitation_recorded(invitation, Action.INVITATION_REVOKED, actor=actor)


@transaction.atomic
def invitation_accept(*, token: str, user: User) -> Membership:
    """Make the invited person a member, once.

    Raises InvitationNotUsable, alike for all reasons, so that guesses reveal nothing. An existing member
    keeps their role (AlreadyMember) and the invitation; so does the invitation of a full team (TeamFull).
    """
    invitation = invitation_usable(token=token, email=user.email)
    if invitation is None:
        raise InvitationNotUsable("This invitation is invalid. Ask for a new one.")
    membership = membership_add(team=invitation.team, user=user, role=Role(invitation.role))
    # Two clicks at once: the conditional update lets one of them through.
    if not _waiting(token=token, email=user.email).update(accepted_at=Now()):
        raise InvitationNotUsable("This invitation is invalid. Ask for a new one.")
    invitation_recorded(invitation, Action.INVITATION_ACCEPTED, actor=user)
    log.info("invitation_accepted", team=str(invitation.team_id), user=str(user.pk), role=invitation.role)
    return membership


def invitation_usable(*, token: str, email: str) -> Invitation | None:
    """Return the invitation of the link when the address may use it now."""
    invitation = _waiting(token=token, email=email).select_related("team").first()
    return invitation if invitation is not None and _may_still_invite(invitation) else None


def token_hash(token: str) -> str:
    """Return what is kept of a token. Plain SHA-256: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _waiting(*, token: str, email: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        token_hash=token_hash(token),
        accepted_at__isnull=True,
        expires_at__gt=Now(),
        email__iexact=email,
        team__deleted_at=None,
    )


def _may_still_invite(invitation: Invitation) -> bool:
    """Whether who invited still could: an invitation does not outlive its author's right to make it."""
    owner = Membership.objects.filter(
        team_id=invitation.team_id, user_id=invitation.invited_by_id, role=Role.OWNER, user__is_active=True
    )
    return owner.exclude(lacks_second_factor("team__")).exists()


def _members_locked(team_id: UUID) -> list[Membership]:
    """Return the members of the team, locked until the transaction ends (the team's row is the lock)."""
    Team.objects.select_for_update().get(pk=team_id)
    return list(Membership.objects.filter(team_id=team_id))


def _role_now(members: list[Membership], membership: Membership) -> str:
    """The member's role in the database; the caller's row may be older."""
    return next((member.role for member in members if member.pk == membership.pk), membership.role)


def _check_quota(team_id: UUID, *, members: int) -> None:
    most = Team.objects.values_list("max_members", flat=True).get(pk=team_id)
    if most is not None and members >= most:
        remedy = "Ask an administrator of this instance for more."
        raise TeamFull(f"The team's quota of members ({most}) is reached. {remedy}")


def _check_not_last_owner(members: list[Membership], *, leaving: Membership) -> None:
    owners = [member.pk for member in members if member.role == Role.OWNER]
    if owners == [leaving.pk]:
        raise LastOwner("A team needs an owner: make another member owner first.")


def _free_slug(name: str) -> str:
    slug = slugify(name)[:_SLUG_LENGTH].strip("-") or "team"
    if not Team.objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{secrets.token_hex(3)}"


def sessions_remove_ended(*, before: datetime) -> int:
    """Remove some of the sessions that ended before this moment, and their descriptions; return how many."""
    keys = list(Session.objects.filter(expire_date__lt=before).values_list("pk", flat=True)[:_REMOVE_BATCH])
    Session.objects.filter(pk__in=keys).delete()
    there = Session.objects.filter(pk=OuterRef("session_key"))
    shown = UserSession.objects.filter(~Exists(there), created_at__lt=before - timedelta(hours=1))
    rows = list(shown.values_list("pk", flat=True)[:_REMOVE_BATCH])
    UserSession.objects.filter(pk__in=rows).delete()
    return len(keys) + len(rows)
