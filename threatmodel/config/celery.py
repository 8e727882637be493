"""The Celery app: messages carry ids only, the `Job` row is the truth."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threatmodel.config.settings")

_NICENESS = 15

app = Celery("threatmodel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def give_way(**_signal: Any) -> None:
    """Let background work wait for the processor where people wait for answers on the same machine."""
    os.nice(_NICENESS)


@setup_logging.connect
def keep_our_logging(**_signal: Any) -> None:
    """Keep the worker from configuring logging: a receiver of this signal is all Celery asks for."""
