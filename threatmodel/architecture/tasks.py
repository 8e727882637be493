"""What the worker does for this app: keep states of the past near."""

from celery import shared_task

from threatmodel.architecture.past import snapshots_take


@shared_task
def snapshots_keep() -> int:
    """Keep the state of models that have changed often since their last snapshot; return how many.

    Two at once do no harm: the second finds the row and writes none.
    """
    return snapshots_take()
