"""Registers the app of assessments."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Assessments of models, and their findings."""

    name = "threatmodel.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"
