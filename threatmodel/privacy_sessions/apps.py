"""Registers the app of LINDDUN GO sessions."""

from django.apps import AppConfig


class PrivacySessionsConfig(AppConfig):
    """Sessions of LINDDUN GO over a model."""

    name = "threatmodel.privacy_sessions"
    label = "privacy_sessions"
    default_auto_field = "django.db.models.BigAutoField"
