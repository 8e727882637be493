"""Who may: the order of roles, and the check that every view of a team's things goes through.

A stranger is told that there is nothing (404), a member of too low a role that they may not (403).
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from threatmodel.accounts.models import Role, Team
from threatmodel.accounts.selectors import Standing, standing_in_team

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


def role_includes(role: Role | str, least: Role) -> bool:
    """Whether the role may do what `least` may do."""
    return _RANK[Role(role)] >= _RANK[least]


class SecondFactorRequired(PermissionDenied):
    """The team asks its members for a second factor, and this one has none."""

    default_detail = {
        "detail": "This team requires two-factor authentication. Set it up in your account first.",
        "code": "second_factor_required",
    }


def team_standing(user: AbstractBaseUser | AnonymousUser, team: Team | UUID) -> Standing:
    """Return how the user stands in the team; raises Http404 for a stranger."""
    standing = standing_in_team(user=user, team_id=team.pk if isinstance(team, Team) else team)
    if standing is None:
        raise Http404("Not found.")
    return standing


class TeamAccess(BasePermission):
    """Lets a request through when its user's role suffices for the method, and notes the role on the view."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return False for the signed-out; raises Http404 for strangers, PermissionDenied for low roles."""
        if not request.user.is_authenticated:
            return False
        least = {**DEFAULT_ROLES, **view.roles}.get(request.method or "", Role.OWNER)
        standing = team_standing(request.user, view.team_id())
        if standing.locked and request.method not in view.open_to_locked:
            raise SecondFactorRequired
        if not role_includes(standing.role, least):
            raise PermissionDenied(f"This requires the role {least.label.lower()} in the team.")
        view.role, view.locked = standing.role, standing.locked
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
