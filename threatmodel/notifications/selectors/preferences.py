"""How people want to be mailed."""

import uuid
from collections.abc import Iterable

from django.conf import settings

from threatmodel.notifications.choices import DEFAULT_MODES
from threatmodel.notifications.models import NotificationPreferences


def preferences_of(*, user_id: uuid.UUID) -> NotificationPreferences:
    """The preferences of a person, with the defaults where none were set."""
    found = NotificationPreferences.objects.filter(pk=user_id).first()
    return found or NotificationPreferences(user_id=user_id)


def modes_of(preferences: NotificationPreferences) -> dict[str, str]:
    """How the person wants to be mailed, by kind."""
    return {kind: preferences.modes.get(kind, mode) for kind, mode in DEFAULT_MODES.items()}


def is_mailing() -> bool:
    """Whether notices are mailed at all: the links in them need the public address."""
    return bool(settings.MAIL and settings.PUBLIC_URL)


def mail_modes(*, kind: str, team_id: uuid.UUID, user_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How each of these people wants to be mailed about a kind of this team. One query."""
    people = list(user_ids)
    chosen = NotificationPreferences.objects.filter(pk__in=people).values_list("pk", "modes", "muted_teams")
    modes = {
        key: "off" if str(team_id) in muted else one.get(kind, DEFAULT_MODES[kind])
        for key, one, muted in chosen
    }
    return {key: modes.get(key, DEFAULT_MODES[kind]) for key in people}
