"""Refuses to start when a table does not say which team its rows belong to."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from threatmodel.accounts.models import Team

# Rows that belong to no team, each with its reason.
EXEMPT = frozenset(
    {
        "accounts.User",  # a person may belong to many teams, or none
        "accounts.RateLimit",  # counts what addresses and accounts ask for
        "jobs.Mail",  # is for a person
        "notifications.NotificationPreferences",  # of a person, for all their teams
    }
)


def team_paths_declared(
    app_configs: Iterable[AppConfig] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Return one error for each model of ours whose `team_path` is missing or leads elsewhere."""
    chosen = apps.get_app_configs() if app_configs is None else app_configs
    ours = [config for config in chosen if config.name.startswith("threatmodel.")]
    return [fault for config in ours for model in config.get_models() for fault in team_path_faults(model)]


def team_path_faults(model: type[Model]) -> list[CheckMessage]:
    """Return what is wrong with the way from a model to its team; an empty list when nothing is."""
    meta = model._meta  # noqa: SLF001 (Django's public _meta)
    if meta.label in EXEMPT or meta.proxy or meta.auto_created:
        return []
    path = vars(model).get("team_path")
    if not isinstance(path, str) or not path:
        return [
            Error(
                f"{model.__name__} does not declare which team its rows belong to.",
                hint='Add team_path: ClassVar[str] = "...", the lookup from a row to its team.',
                obj=model,
                id="bulkhead.E001",
            )
        ]
    if _end_of(model, path) is not Team:
        message = f"team_path {path!r} of {model.__name__} does not lead to a team."
        return [Error(message, obj=model, id="bulkhead.E002")]
    return []


def _end_of(model: type[Model], path: str) -> Any:
    if path == "self":
        return model
    end: Any = model
    for step in path.split("__"):
        try:
            end = end._meta.get_field(step).related_model  # noqa: SLF001 (Django's public _meta)
        except (FieldDoesNotExist, AttributeError):
            return None
    return end
