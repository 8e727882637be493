"""How Bulkhead is put together: settings, addresses, servers. Loads the Celery app, so that tasks find it."""

import gc

# Modules hold no garbage, and looking for it takes a quarter of a start; apps.py begins again.
gc.disable()

from threatmodel.config.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
