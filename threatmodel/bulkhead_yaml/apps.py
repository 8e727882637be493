"""Registers the app of the model as text."""

from django.apps import AppConfig


class BulkheadYamlConfig(AppConfig):
    """What people said about a model, as bulkhead.yaml in both directions."""

    name = "threatmodel.bulkhead_yaml"
    label = "bulkhead_yaml"
    default_auto_field = "django.db.models.BigAutoField"
