"""Registers the app of proposals."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """What agents propose, and what people decide about it."""

    name = "threatmodel.proposals"
    label = "proposals"
    default_auto_field = "django.db.models.BigAutoField"
