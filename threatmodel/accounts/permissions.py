"""Authorization: the order of roles, and the permission of all views of team objects.

A non-member gets 404, a member with too low a role 403.
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, cast
from uuid import UUID

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Team, User
from threatmodel.accounts.selectors import MemberAccess, member_access

_RANK = {role: rank for rank, role in enumerate(Role)}

# What a method needs unless the view says otherwise.
DEFAULT_ROLES: Mapping[str, Role] = {
    "GET": Role.VIEWER,
    "HEAD": Role.VIEWER,
    "POST": Role.EDITOR,
    "PUT": Role.EDITOR,
    "PATCH": Role.EDITOR,
    "DELETE": Role.EDITOR,
}


def request_user(request: Request) -> User:
    """Return the user of a request that a permission class has let through."""
    return cast("User", request.user)


def role_includes(role: Role | str, least: Role) -> bool:
    """Whether the role may do what `least` may do."""
    return _RANK[Role(role)] >= _RANK[least]


def roles_including(least: Role) -> tuple[Role, ...]:
    """Return the roles that may do what `least` may do, for queries."""
    return tuple(role for role in Role if role_includes(role, least))


def check_reauthenticated(request: Request) -> None:
    """Raise ValidationError unless the person has confirmed their password in the last minutes."""
    if not did_recently_reauthenticate(request._request):  # noqa: SLF001 (allauth wants Django's request)
        raise ValidationError({"reauthentication": ["Confirm your password first."]})


class SecondFactorRequired(PermissionDenied):
    """The team asks its members for a second factor, and this one has none."""

    default_detail = {
        "detail": "This team requires two-factor authentication. Set it up in your account first.",
        "code": "second_factor_required",
    }


class InsufficientRole(PermissionDenied):
    """The role of the member does not allow the request."""

    def __init__(self, least: Role) -> None:
        detail = f"This requires the role {least.label.lower()} in the team."
        super().__init__({"detail": detail, "code": "insufficient_role"})


def member_access_or_404(user: AbstractBaseUser | AnonymousUser, team: Team | UUID) -> MemberAccess:
    """Return the access of the user to the team; raises Http404 for a non-member."""
    access = member_access(user=user, team_id=team.pk if isinstance(team, Team) else team)
    if access is None:
        raise Http404("Not found.")
    return access


class TeamAccess(BasePermission):
    """Allows a request when the role of its user suffices for the method, and sets the role on the view."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return False for the signed-out; raises Http404 for non-members, InsufficientRole for low roles."""
        if not request.user.is_authenticated:
            return False
        least = {**DEFAULT_ROLES, **view.roles}.get(request.method or "", Role.OWNER)
        access = member_access_or_404(request.user, view.team_id())
        if access.locked and request.method not in view.open_to_locked:
            raise SecondFactorRequired
        if not role_includes(access.role, least):
            raise InsufficientRole(least)
        view.role, view.locked = access.role, access.locked
        return True


class TeamScoped(APIView):
    """Mixin of views whose address names the team as `team`; set `roles` where the defaults do not fit.

    Views of things inside a team override `team_id`, for example by looking up their model's team.
    """

    permission_classes = [TeamAccess]
    roles: ClassVar[Mapping[str, Role]] = {}
    # Methods for members who have yet to set up the second factor that their team asks for.
    open_to_locked: ClassVar[Collection[str]] = ()
    role: Role
    locked: bool

    def team_id(self) -> UUID:
        """Return the id of the team in the address."""
        team: UUID = self.kwargs["team"]
        return team
