"""Registers the notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The inbox of each person, mails and digests."""

    name = "threatmodel.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
