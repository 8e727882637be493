"""Registers the threats app, its job handlers and its listener for changes of the architecture."""

from importlib import import_module

from django.apps import AppConfig


class ThreatsConfig(AppConfig):
    """Analyses, threats, questions, mitigations and their history."""

    name = "threatmodel.threats"
    label = "threats"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        for module in ("listeners", "tasks"):
            import_module(f"{self.name}.{module}")
