"""Background work that finds SQLite busy is put off, with one line in the log."""

import sqlite3
from pathlib import Path

import pytest
from django.db import OperationalError
from structlog.testing import capture_logs

from threatmodel.config.celery import app
from threatmodel.jobs import database_busy
from threatmodel.jobs.background_task import BackgroundTask
from threatmodel.jobs.database_busy import is_database_busy
from threatmodel.jobs.tasks import lost_jobs_dispatch, run_job

pytestmark = pytest.mark.no_database


def fault_of(statement: str, path: Path) -> OperationalError:
    """Return what Django raises when this statement is refused."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError) as refused:
        connection.execute(statement)
    connection.close()
    fault = OperationalError(*refused.value.args)
    fault.__cause__ = refused.value
    return fault


@pytest.fixture
def busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OperationalError:
    monkeypatch.setattr(database_busy, "_busy_log", database_busy._BusyLog())
    writer = sqlite3.connect(tmp_path / "busy.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    fault = fault_of("BEGIN IMMEDIATE", tmp_path / "busy.sqlite3")
    writer.close()
    return fault


def task_that_raises(fault: Exception) -> BackgroundTask:
    def run() -> None:
        raise fault

    return app.task(run, name="tests.busy", shared=False, lazy=False)  # type: ignore[no-any-return, call-overload]


def test_a_busy_database_is_told_from_one_that_fails(busy: OperationalError, tmp_path: Path) -> None:
    assert is_database_busy(busy)
    assert not is_database_busy(fault_of("SELECT * FROM missing", tmp_path / "other.sqlite3"))
    assert not is_database_busy(OperationalError("the connection was closed"))


def test_tasks_are_put_off_and_this_is_logged_once(busy: OperationalError) -> None:
    task = task_that_raises(busy)

    with capture_logs() as logged:
        task()
        task()

    app.tasks.pop(task.name)
    assert logged == [{"event": "database_busy", "log_level": "warning", "task": "tests.busy"}]


def test_other_faults_of_a_task_are_raised() -> None:
    task = task_that_raises(OperationalError("the connection was closed"))

    with pytest.raises(OperationalError, match="closed"):
        task()

    app.tasks.pop(task.name)


def test_every_task_is_put_off_like_that() -> None:
    assert isinstance(lost_jobs_dispatch, BackgroundTask)
    assert isinstance(run_job, BackgroundTask)
