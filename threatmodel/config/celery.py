"""The Celery app; messages carry ids only, the `Job` row is the source of truth."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_process_init

from threatmodel.engine.library.loader import load_compiled_library
from threatmodel.engine.model.gc_control import freeze_heap

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threatmodel.config.settings")

_NICENESS = 15

app = Celery("threatmodel", task_cls="threatmodel.jobs.background_task:BackgroundTask")
app.add_defaults(
    lambda: {
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "result_accept_content": ["json"],
        "timezone": "UTC",
        "task_acks_late": True,  # no worker takes messages that it has no process for
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 2_000,  # an edit is a task; a new process has to load every model anew
        "worker_max_memory_per_child": 400_000,  # KiB
        "worker_soft_shutdown_timeout": 10.0,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_send_task_events": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_connection_timeout": 1.0,
        # A message that cannot be sent is logged and dropped: lost_jobs_dispatch finds the job.
        "task_publish_retry": False,
    }
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Packages inside apps, which Celery looks for in the apps themselves alone.
app.autodiscover_tasks(
    [
        "threatmodel.architecture.api",
        "threatmodel.threats.acceptances",
        "threatmodel.threats.analysis",
        "threatmodel.threats.triage",
    ]
)


@worker_init.connect
def load_before_fork(**_signal: Any) -> None:
    """Load the rules once for all processes of a worker; each one's first job would wait for them."""
    app.loader.import_default_modules()
    load_compiled_library()
    freeze_heap()


@worker_process_init.connect
def lower_priority(**_signal: Any) -> None:
    """Give web processes on the same machine priority over background work."""
    os.nice(_NICENESS)


@setup_logging.connect
def keep_logging(**_signal: Any) -> None:
    """Keep Celery from configuring logging: a receiver of this signal suffices."""
