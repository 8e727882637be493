"""Writes how a person wants to be mailed."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
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

    Raises UnknownTeam for a muted team that the person is not in.
    """
    if "muted_teams" in changes:
        changes = {**changes, "muted_teams": _own_teams(user, changes["muted_teams"])}
    NotificationPreferences.objects.get_or_create(pk=user.pk)
    preferences = NotificationPreferences.objects.select_for_update().get(pk=user.pk)
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


def _own_teams(user: User, teams: Iterable[uuid.UUID]) -> list[str]:
    wanted = set(teams)
    own = set(Membership.objects.filter(user=user, team_id__in=wanted).values_list("team_id", flat=True))
    if unknown := sorted(map(str, wanted - own)):
        raise UnknownTeam({"muted_teams": [f"You are in no team {', '.join(unknown)}."]})
    return sorted(map(str, own))
