"""Registers the comments app."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """Threads of comments, and mentions."""

    name = "threatmodel.comments"
    label = "comments"
    default_auto_field = "django.db.models.BigAutoField"
