"""On SQLite a request goes on with the connection that another has left, and with nothing of that one."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from tests.conftest import ROOT
from threatmodel.config.database_url import database_from_url
from threatmodel.config.sqlite import base, idle_connections

pytestmark = pytest.mark.no_database


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[base.DatabaseWrapper]:
    """A connection to a database of its own, with a table of numbers."""
    with django_db_blocker.unblock():
        opened = _connection(tmp_path / "numbers.sqlite3")
        _execute(opened, "CREATE TABLE numbers (value INTEGER UNIQUE)")
        _execute(opened, "INSERT INTO numbers VALUES (1), (2), (3)")
        yield opened
        opened.close()


def _connection(path: Path) -> base.DatabaseWrapper:
    handler = ConnectionHandler({"default": database_from_url(str(path), base=path.parent)})
    made = handler["default"]
    assert isinstance(made, base.DatabaseWrapper)
    return made


def _other(database: base.DatabaseWrapper) -> base.DatabaseWrapper:
    """Return the connection of another thread."""
    return _connection(Path(str(database.settings_dict["NAME"])))


def _execute(database: base.DatabaseWrapper, query: str) -> list[tuple[object, ...]]:
    with database.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _values(database: base.DatabaseWrapper) -> list[object]:
    return [value for (value,) in _execute(database, "SELECT value FROM numbers ORDER BY value")]


def test_the_next_request_goes_on_with_the_connection_of_the_last(database: base.DatabaseWrapper) -> None:
    used = database.connection
    database.close()
    other = _other(database)

    assert _values(other) == [1, 2, 3]
    assert other.connection is used
    other.close()


def test_two_requests_at_a_time_have_a_connection_each(database: base.DatabaseWrapper) -> None:
    other = _other(database)

    assert _values(other) == _values(database)
    assert other.connection is not database.connection
    other.close()


def test_a_query_that_is_not_read_to_its_end_hides_no_later_write(database: base.DatabaseWrapper) -> None:
    reading = database.cursor()
    reading.execute("SELECT value FROM numbers")
    reading.fetchone()
    database.close()
    writer = sqlite3.connect(str(database.settings_dict["NAME"]))
    with writer:
        writer.execute("INSERT INTO numbers VALUES (4)")
    writer.close()

    assert _values(database) == [1, 2, 3, 4]
    with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
        reading.cursor.fetchone()


def test_what_was_not_committed_is_gone(database: base.DatabaseWrapper) -> None:
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    _execute(database, "DELETE FROM numbers")
    left = database.connection
    database.close()
    other = _other(database)

    assert _values(other) == [1, 2, 3]
    assert other.connection is not left
    assert not database.holds_lock
    other.close()


def test_after_an_error_of_the_database_the_connection_is_a_new_one(database: base.DatabaseWrapper) -> None:
    left = database.connection
    with pytest.raises(OperationalError):
        _execute(database, "SELECT value FROM missing")
    database.close()

    assert _values(database) == [1, 2, 3]
    assert database.connection is not left


def test_a_refused_row_is_no_such_error(database: base.DatabaseWrapper) -> None:
    left = database.connection
    with pytest.raises(IntegrityError):
        _execute(database, "INSERT INTO numbers VALUES (1)")
    database.close()

    assert _values(database) == [1, 2, 3]
    assert database.connection is left


def test_foreign_keys_hold_again_after_a_request_that_left_them_out(database: base.DatabaseWrapper) -> None:
    assert database.disable_constraint_checking()
    database.close()

    assert _execute(database, "PRAGMA foreign_keys") == [(1,)]


def test_a_file_that_took_the_place_of_another_is_opened(database: base.DatabaseWrapper) -> None:
    path = Path(str(database.settings_dict["NAME"]))
    database.close()
    _put_other_file(path)

    assert _values(database) == [7]


def test_a_connection_to_a_file_that_was_replaced_meanwhile_serves_nobody(
    database: base.DatabaseWrapper,
) -> None:
    path = Path(str(database.settings_dict["NAME"]))
    used = database.connection
    _put_other_file(path)
    database.close()

    assert _values(database) == [7]
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        used.execute("SELECT 1")


def _put_other_file(path: Path) -> None:
    made = path.with_name("made.sqlite3")
    with sqlite3.connect(made) as other:
        other.execute("CREATE TABLE numbers (value INTEGER)")
        other.execute("INSERT INTO numbers VALUES (7)")
    other.close()
    for part in ("-wal", "-shm"):
        Path(f"{path}{part}").unlink(missing_ok=True)
    made.replace(path)


def test_no_more_are_kept_than_a_browser_sends_requests_at_a_time(database: base.DatabaseWrapper) -> None:
    others = [_other(database) for _ in range(idle_connections._MOST + 1)]
    opened = []
    for other in others:
        other.ensure_connection()
        opened.append(other.connection)
    for other in others:
        other.close()

    assert opened[-2].execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        opened[-1].execute("SELECT 1")


def test_a_process_that_ends_leaves_no_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "ended.sqlite3"
    program = (
        "from pathlib import Path\n"
        "from tests.config.test_sqlite_connections import _connection, _execute\n"
        f"database = _connection(Path({str(path)!r}))\n"
        "_execute(database, 'CREATE TABLE numbers (value INTEGER)')\n"
        "database.close()\n"
        f"assert Path({str(path) + '-wal'!r}).exists()\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)

    assert [file.name for file in tmp_path.iterdir()] == [path.name]
