"""Registers the app of the model as text."""

from django.apps import AppConfig


class ModelTextConfig(AppConfig):
    """What people said about a model, as bulkhead.yaml in both directions."""

    name = "threatmodel.model_text"
    label = "model_text"
    default_auto_field = "django.db.models.BigAutoField"
