"""The base of all Celery tasks."""

from typing import Any

from celery.contrib.django.task import DjangoTask
from django.db import OperationalError

from threatmodel.jobs.database_busy import database_busy_log, is_database_busy


class BackgroundTask(DjangoTask):  # type: ignore[type-arg]
    """A task that is put off when SQLite is busy: its rows are committed, and the next run finds them."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task."""
        try:
            return self.run(*args, **kwargs)
        except OperationalError as fault:
            if not is_database_busy(fault):
                raise
            database_busy_log(task=self.name)
            return None
