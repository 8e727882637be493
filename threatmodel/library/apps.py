"""Registers the library app."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Rules and controls of teams."""

    name = "threatmodel.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"
