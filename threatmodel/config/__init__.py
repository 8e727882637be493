"""How Bulkhead is put together: settings, addresses, servers. Loads the Celery app, so that tasks find it."""

from threatmodel.config.celery import app as celery_app

__all__ = ["celery_app"]
