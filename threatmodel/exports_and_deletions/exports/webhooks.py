"""Webhooks in exports of teams: what they are told, and the host; never the address or the secret."""

from collections.abc import Iterator
from typing import Any

from threatmodel.accounts.models import Team
from threatmodel.api.streaming import rows_in_parts
from threatmodel.webhooks.models import Webhook


def webhooks(team: Team) -> Iterator[dict[str, Any]]:
    """The webhooks of a team."""
    return rows_in_parts(
        Webhook.objects.filter(team=team), "name", "host", "format", "events", "enabled", "created_at"
    )
