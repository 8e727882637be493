"""Writes how a person wants to be mailed."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction

from threatmodel.accounts.models import Membership, User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.notifications.models import Notice, NotificationPreferences
from threatmodel.notifications.selectors.preferences import modes_of


class UnknownTeam(InvalidRequest):
    """A team that the person is not in."""


@transaction.atomic
def preferences_update(*, user: User, changes: Mapping[str, Any]) -> NotificationPreferences:
    """Set what is named; modes by kind, the others stay. What waits to be mailed follows.

    A muted team that the person has left since is dropped; UnknownTeam for another that they are not in.
    """
    NotificationPreferences.objects.get_or_create(pk=user.pk)
    preferences = NotificationPreferences.objects.select_for_update().get(pk=user.pk)
    if "muted_teams" in changes:
        wanted = set(changes["muted_teams"])
        changes = {**changes, "muted_teams": _own_teams(user, wanted, left=preferences.muted_teams)}
    before = modes_of(preferences)
    for name, value in changes.items():
        setattr(preferences, name, {**preferences.modes, **value} if name == "modes" else value)
    preferences.save()
    changed: dict[str, list[str]] = defaultdict(list)
    for kind, mode in modes_of(preferences).items():
        if mode != before[kind]:
            changed[mode].append(kind)
    for mode, kinds in changed.items():
        waiting = Notice.objects.filter(user=user, kind__in=kinds, mailed_at=None).exclude(mail="off")
        waiting.update(mail=mode)
    if preferences.muted_teams:
        muted = Notice.objects.filter(user=user, team_id__in=preferences.muted_teams, mailed_at=None)
        muted.exclude(mail="off").update(mail="off")
    return preferences


def _own_teams(user: User, teams: Collection[uuid.UUID], *, left: Iterable[str]) -> list[str]:
    """Those of the teams that the person is in, who may have left those that were muted before."""
    found = Membership.objects.filter(user=user, team_id__in=teams).values_list("team_id", flat=True)
    own = set(map(str, found))
    if unknown := sorted({*map(str, teams)} - own - {*left}):
        raise UnknownTeam({"muted_teams": [f"You are in no team {', '.join(unknown)}; leave it out."]})
    return sorted(own)
