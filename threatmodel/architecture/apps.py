"""Registers the architecture app, and how many rows one statement may write on SQLite."""

import sqlite3
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ArchitectureConfig(AppConfig):
    """Threat models, their elements, relations and flows, and the log of changes."""

    name = "threatmodel.architecture"
    label = "architecture"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to new database connections, and load the receivers; they need the models."""
        import_module(f"{self.name}.api.receivers")
        connection_created.connect(parameters_allow, dispatch_uid="architecture.parameters_allow")


# Rows are written in statements of at most this many parameters; beyond, SQLite gains nothing.
_MAX_PARAMETERS = 30_000


def parameters_allow(*, connection: Any, **_rest: Any) -> None:
    """Let Django use as many parameters as this SQLite takes: it assumes 999, the limit before 2020.

    A thousand elements are then written in one statement instead of fifteen. PostgreSQL is not concerned.
    """
    if connection.vendor == "sqlite":
        allowed = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = min(allowed, _MAX_PARAMETERS)
