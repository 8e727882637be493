"""Background tasks of the history: snapshots, and removal of old rows."""

from celery import shared_task

from threatmodel.history.services.old_row_removal import old_rows_remove
from threatmodel.history.services.snapshots import snapshots_take


@shared_task
def snapshots_keep() -> int:
    """Keep the state of models that have changed often since their last snapshot; return how many.

    Two at once do no harm: the second finds the row and writes none.
    """
    return snapshots_take()


@shared_task
def old_rows_delete() -> dict[str, int]:
    """Remove what is older than it is to be kept. Two at once do no harm."""
    return old_rows_remove()
