"""The database of the Django tests: a copy of the one that is migrated once for the test run."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.services import deployment


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Begin with the tables of the migrations, so that none runs."""
    default = connections["default"]
    test: dict[str, Any] = default.settings_dict["TEST"]
    folder = tmp_path_factory.mktemp("database")
    if default.vendor == "sqlite":
        made = deployment.embedded_prepared(folder)
        _remove(test["NAME"])
        shutil.move(Path(made.environment["BULKHEAD_VAR"]) / "bulkhead.sqlite3", test["NAME"])
    elif os.environ.get("REDIS_URL"):
        test["TEMPLATE"] = deployment.team_template(
            folder, database_url=os.environ["DATABASE_URL"], redis_url=os.environ["REDIS_URL"]
        )
    else:
        yield
        return
    test["MIGRATE"] = False
    yield
    if default.vendor == "sqlite":
        _remove(test["NAME"])


def _remove(file: str) -> None:
    """Remove a database of SQLite, and what belongs to it after a process that was killed."""
    for part in ("", "-wal", "-shm"):
        Path(file + part).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Take the file that lies there; PostgreSQL makes the database from its template."""
    return connections["default"].vendor == "sqlite"
