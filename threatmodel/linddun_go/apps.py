"""Registers the app of LINDDUN GO sessions."""

from django.apps import AppConfig


class LinddunGoConfig(AppConfig):
    """Sessions of LINDDUN GO over a model."""

    name = "threatmodel.linddun_go"
    label = "linddun_go"
    default_auto_field = "django.db.models.BigAutoField"
