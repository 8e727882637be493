"""Background tasks of webhooks."""

from celery import shared_task

from threatmodel.jobs.network_slots import EXPIRES_S, NetworkWork, network_work, network_work_continue
from threatmodel.jobs.tasks import DispatchedTask
from threatmodel.webhooks.services.deliveries import (
    deliveries_due,
    deliveries_interrupted_end,
    deliveries_remove_old,
    delivery_send_next,
)


@shared_task(base=DispatchedTask)
def send_deliveries() -> None:
    """Send one delivery; other messages follow for what waits for the network."""
    if delivery_send_next():
        network_work_continue()


@shared_task
def lost_deliveries_dispatch() -> None:
    """Send a message where deliveries are due: retries, and those whose message or worker was lost."""
    deliveries_interrupted_end()
    if deliveries_due().exists():
        send_deliveries.apply_async(expires=EXPIRES_S)


@shared_task
def old_deliveries_remove() -> int:
    """Remove deliveries beyond their retention period; return how many."""
    return deliveries_remove_old()


network_work(NetworkWork(send_deliveries, lambda: deliveries_due().exists()))
