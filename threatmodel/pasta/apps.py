"""Registers the pasta app."""

from django.apps import AppConfig


class PastaConfig(AppConfig):
    """The seven stages of PASTA over a model."""

    name = "threatmodel.pasta"
    label = "pasta"
    default_auto_field = "django.db.models.BigAutoField"
