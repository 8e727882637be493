"""Registers the architecture app."""

from django.apps import AppConfig


class ArchitectureConfig(AppConfig):
    """Threat models, their elements, relations and flows, and the log of changes."""

    name = "threatmodel.architecture"
    label = "architecture"
    default_auto_field = "django.db.models.BigAutoField"
