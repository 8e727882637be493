"""Writes how a person wants to be mailed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.notifications.models import Notice, NotificationPreferences
from threatmodel.notifications.selectors.preferences import modes_of


@transaction.atomic
def preferences_update(*, user: User, changes: Mapping[str, Any]) -> NotificationPreferences:
    """Set what is named; modes by kind, the others stay. What waits to be mailed follows."""
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
    return preferences
