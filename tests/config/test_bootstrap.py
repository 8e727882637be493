"""`manage.py bootstrap` updates a database of this version, and leaves one of another version unchanged."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.both_databases
ROOT = Path(__file__).resolve().parents[2]


def recorded() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


@pytest.mark.django_db
def test_a_database_of_another_version_is_refused_and_left_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    MigrationRecorder(connection).record_applied("architecture", "0099_of_another_version")
    before = recorded()
    monkeypatch.setattr(
        "threatmodel.config.management.commands.bootstrap.call_command",
        lambda name, **_options: pytest.fail(f"{name} was called"),
    )

    with pytest.raises(CommandError) as refusal:
        call_command("bootstrap", verbosity=0)

    advice = {
        "sqlite": "move the file away",
        "postgresql": "create an empty database and set it in DATABASE_URL",
    }
    assert str(connection.settings_dict["NAME"]) in str(refusal.value)
    assert advice[connection.vendor] in str(refusal.value)
    assert recorded() == before


@pytest.mark.django_db
def test_migrations_of_other_packages_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    MigrationRecorder(connection).record_applied("sessions", "0099_of_another_version")
    called = []
    monkeypatch.setattr(
        "threatmodel.config.management.commands.bootstrap.call_command",
        lambda name, **_options: called.append(name),
    )

    call_command("bootstrap", verbosity=0)

    assert called == ["migrate"]


@pytest.mark.no_database
def test_the_command_fails_with_one_sentence(tmp_path: Path) -> None:
    """As `make run` calls it on a checkout that was updated."""
    file = tmp_path / "bulkhead.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app, name, applied)")
        database.execute("INSERT INTO django_migrations VALUES (1, 'jobs', '0001_older', '2026-01-01')")

    done = subprocess.run(
        [sys.executable, "manage.py", "bootstrap"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "BULKHEAD_VAR": str(tmp_path), "DATABASE_URL": str(file)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    with sqlite3.connect(file) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert str(file) in done.stderr
    assert tables == [("django_migrations",)]
