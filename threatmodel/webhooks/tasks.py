"""Background tasks of webhooks."""

from celery import shared_task

from threatmodel.jobs.tasks import DispatchedTask
from threatmodel.webhooks.services.deliveries import (
    deliveries_due,
    deliveries_interrupted_end,
    deliveries_remove_old,
    delivery_send_next,
)

_EXPIRES_S = 10


@shared_task(base=DispatchedTask)
def send_deliveries() -> None:
    """Send one delivery; another message follows where more are to be sent."""
    if delivery_send_next() and deliveries_due().exists():
        send_deliveries.apply_async(expires=_EXPIRES_S)


@shared_task
def lost_deliveries_dispatch() -> None:
    """Send a message where deliveries are due: retries, and those whose message or worker was lost."""
    deliveries_interrupted_end()
    if deliveries_due().exists():
        send_deliveries.apply_async(expires=_EXPIRES_S)


@shared_task
def old_deliveries_remove() -> int:
    """Remove deliveries beyond their retention period; return how many."""
    return deliveries_remove_old()
