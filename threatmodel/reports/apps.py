"""Registers the app of reports and its background job."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports of models as documents, templates of teams, and links to finished reports."""

    name = "threatmodel.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        import_module(f"{self.name}.tasks")
