"""Keeps the events that the architecture reports."""

from typing import Any

from django.dispatch import receiver

from threatmodel.architecture.api.signals import model_event
from threatmodel.history.services.events import event_write


@receiver(model_event, dispatch_uid="history.model_event_keep")
def model_event_keep(*, sender: object, signal: object, **parts: Any) -> None:  # noqa: ARG001
    """Write the event in the transaction of the change."""
    event_write(**parts)
