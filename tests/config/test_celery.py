"""The schedule of background tasks."""

from django.conf import settings

from threatmodel.config.celery import app


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled <= app.tasks.keys()
