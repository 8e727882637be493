"""Something that happens in a team, and its deliveries."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.people import People
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.webhooks.models import Delivery
from threatmodel.webhooks.services.deliveries import delivery_send_next


def happen(cast: People, key: str = "one", **values: Any) -> None:
    fields = {"kind": "due", "subject": "T5", "what": "2 threats are due", "link": "/m/1/threats", **values}
    notify(Content(key=key, team_id=cast.team.pk, **fields), to=[])


def pass_time() -> None:
    Delivery.objects.filter(ended_at=None).update(due_at=timezone.now() - timedelta(seconds=1))


def send_all() -> None:
    while delivery_send_next():
        pass


class Killed(BaseException):
    """The worker is gone: nothing after this is run."""


def kill(*_args: Any, **_rest: Any) -> None:
    raise Killed
