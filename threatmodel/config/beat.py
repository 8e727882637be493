"""Entries of Celery's beat schedule."""

from typing import Any


def repeated(task: str, *, every_s: float) -> dict[str, Any]:
    """Return the entry of a task; a message that waits until the next one expires."""
    return {"task": task, "schedule": every_s, "options": {"expires": every_s}}
