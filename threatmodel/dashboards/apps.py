"""Registers the app of dashboards."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Figures over time."""

    name = "threatmodel.dashboards"
    label = "dashboards"
    default_auto_field = "django.db.models.BigAutoField"
