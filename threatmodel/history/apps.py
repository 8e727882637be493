"""Registers the history app and its receiver of events."""

from importlib import import_module

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Events inside models, their earlier states, named versions and snapshots."""

    name = "threatmodel.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        import_module(f"{self.name}.receivers")
