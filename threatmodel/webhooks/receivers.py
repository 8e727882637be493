"""Follows what the apps below announce."""

from typing import Any

from django.dispatch import receiver

from threatmodel.accounts.models import User
from threatmodel.notifications.services.notices import Content
from threatmodel.notifications.signals import announced
from threatmodel.webhooks.services.deliveries import deliveries_write
from threatmodel.webhooks.tasks import send_deliveries


@receiver(announced, dispatch_uid="webhooks.deliveries_write")
def event_deliver(*, content: Content, actor: User | None, **_rest: Any) -> None:
    """Have the webhooks of the team told, in the transaction of what happened."""
    if deliveries_write(content=content, actor=actor):
        send_deliveries.delay_on_commit()
