"""Registers the trackers app."""

from django.apps import AppConfig


class TrackersConfig(AppConfig):
    """Issue trackers of teams, and the issues of threats and mitigations."""

    name = "threatmodel.trackers"
    label = "trackers"
    default_auto_field = "django.db.models.BigAutoField"
