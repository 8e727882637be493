"""Registers the app of responses to incidents and its receiver of departures."""

from importlib import import_module

from django.apps import AppConfig


class IncidentResponseConfig(AppConfig):
    """Response playbooks and their runs on elements of a model."""

    name = "threatmodel.incident_response"
    label = "incident_response"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself."""
        import_module(f"{self.name}.receivers")
