"""On SQLite write transactions of one process are serialized; none fails with a locked database."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import OperationalError
from pytest_django import DjangoDbBlocker

from tests.waiting import MESSAGE_WITHIN_S, wait_until
from threatmodel.config.database_url import database_from_url
from threatmodel.config.sqlite.base import DatabaseWrapper
from threatmodel.config.sqlite.write_lock import WriteLock

pytestmark = pytest.mark.no_database

_WRITERS = 4
_ROUNDS = 25


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    path = tmp_path / "turns.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE counter (value INTEGER)")
        connection.execute("INSERT INTO counter VALUES (0)")
    connection.close()
    with django_db_blocker.unblock():  # these connections are none of the tests' database
        yield path


def _connection(path: Path) -> DatabaseWrapper:
    """Return a connection of this thread; SQLite itself waits for nobody, so that only the turn can help."""
    settings = database_from_url(str(path), base=path.parent)
    connection = DatabaseWrapper(
        {
            "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False,
            "TIME_ZONE": None, "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", **settings,
        },
        "turns",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=0")
    return connection


def _count_up(path: Path) -> None:
    connection = _connection(path)
    for _ in range(_ROUNDS):
        _begin(connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM counter")
            (value,) = cursor.fetchone()
            cursor.execute("UPDATE counter SET value = %s", [value + 1])
        _end(connection)
    connection.close()


def _count_up_singly(path: Path) -> None:
    connection = _connection(path)
    for _ in range(_ROUNDS):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE counter SET value = value + %s", [1])
    connection.close()


def _analyze(path: Path) -> None:
    connection = _connection(path)
    for _ in range(_ROUNDS):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    connection.close()


def _begin(connection: DatabaseWrapper) -> None:
    """Begin a transaction as `transaction.atomic` does."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def _end(connection: DatabaseWrapper) -> None:
    connection.commit()
    connection.set_autocommit(True)


def _value(path: Path) -> int:
    connection = _connection(path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM counter")
        (value,) = cursor.fetchone()
    connection.close()
    return int(value)


def test_writers_wait_for_each_other_where_sqlite_would_refuse(database: Path) -> None:
    with ThreadPoolExecutor(_WRITERS) as pool:
        for done in [pool.submit(_count_up, database) for _ in range(_WRITERS)]:
            done.result()

    assert _value(database) == _WRITERS * _ROUNDS


def test_single_writes_wait_for_transactions_of_others_and_these_for_them(database: Path) -> None:
    with ThreadPoolExecutor(2 * _WRITERS) as pool:
        doing = [pool.submit(_count_up, database) for _ in range(_WRITERS)]
        doing += [pool.submit(_count_up_singly, database) for _ in range(_WRITERS)]
        for done in doing:
            done.result()

    assert _value(database) == 2 * _WRITERS * _ROUNDS


def test_no_database_waits_for_another(database: Path) -> None:
    """As for the one of the tests, which holds a transaction of its own across tests."""
    other = _connection(database.with_name("other.sqlite3"))
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (value INTEGER)")
    _begin(other)
    here = _connection(database)

    _begin(here)
    writes = here.holds_lock and other.holds_lock

    _end(here)
    _end(other)
    here.close()
    other.close()
    assert writes


def test_a_single_write_that_fails_passes_the_turn(database: Path) -> None:
    connection = _connection(database)
    with pytest.raises(OperationalError, match="no such table"), connection.cursor() as cursor:
        cursor.execute("UPDATE missing SET value = 1")

    _count_up(database)

    connection.close()
    assert _value(database) == _ROUNDS


def test_the_lock_goes_to_who_waits_longest() -> None:
    lock, order, waiting = WriteLock(), list[int](), list[threading.Thread]()

    def write(number: int) -> None:
        assert lock.acquire(timeout_s=MESSAGE_WITHIN_S)
        order.append(number)
        lock.release()

    assert lock.acquire(timeout_s=0)
    for number in range(5):
        waiting.append(threading.Thread(target=write, args=(number,)))
        waiting[-1].start()
        wait_until(lambda: lock.waiting == len(waiting), what="a thread to wait")
    lock.release()
    for thread in waiting:
        thread.join()

    assert order == [0, 1, 2, 3, 4]


def test_who_gives_up_is_passed_over() -> None:
    lock = WriteLock()
    assert lock.acquire(timeout_s=0)
    assert not lock.acquire(timeout_s=0.01)

    lock.release()

    assert lock.acquire(timeout_s=0)


def test_who_is_interrupted_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by the time limit of a task, before or just after the lock was handed to it."""
    lock = WriteLock()

    def interrupted(_turn: threading.Event, _timeout: float) -> bool:
        if handed_on:
            lock.release()
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Event, "wait", interrupted)
    for handed_on in (False, True):
        assert lock.acquire(timeout_s=0)
        with pytest.raises(KeyboardInterrupt):
            lock.acquire(timeout_s=MESSAGE_WITHIN_S)
        assert lock.waiting == 0
        if not handed_on:
            lock.release()

    assert lock.acquire(timeout_s=0)


def test_statistics_wait_for_transactions_of_others(database: Path) -> None:
    with ThreadPoolExecutor(_WRITERS) as pool:
        doing = [pool.submit(_count_up, database) for _ in range(_WRITERS - 1)]
        doing.append(pool.submit(_analyze, database))
        for done in doing:
            done.result()

    assert _value(database) == (_WRITERS - 1) * _ROUNDS


@pytest.mark.parametrize("ends", ["rollback", "close"])
def test_a_timeout_releases_the_write_lock(database: Path, ends: str) -> None:
    gives_up = _connection(database)
    _begin(gives_up)
    if ends == "rollback":
        gives_up.rollback()
        gives_up.set_autocommit(True)
    gives_up.close()

    _count_up(database)

    assert _value(database) == _ROUNDS


def test_a_refused_begin_passes_the_turn(database: Path) -> None:
    other_process = sqlite3.connect(database, isolation_level=None)
    other_process.execute("BEGIN IMMEDIATE")
    refused = _connection(database)

    with pytest.raises(OperationalError, match="locked"):
        _begin(refused)

    other_process.rollback()
    other_process.close()
    refused.close()
    _count_up(database)
    assert _value(database) == _ROUNDS


def test_what_waits_for_a_commit_may_write(database: Path) -> None:
    """Hooks of a commit run after the turn has been passed, so one that writes does not wait for itself."""
    connection = _connection(database)
    wrote = threading.Event()

    def write() -> None:
        _count_up(database)
        wrote.set()

    _begin(connection)
    connection.in_atomic_block = True
    connection.on_commit(write)
    connection.in_atomic_block = False
    _end(connection)
    connection.close()

    assert wrote.is_set()
