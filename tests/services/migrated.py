"""Databases without rows, migrated once for a test run and copied for each deployment and each server.

The processes of a run find what another of them has made in a folder that they share.
"""

import atexit
import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, LiteralString
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.services import postgres, process

_FOLDER: Final = process.RUN_FOLDER
_SQLITE: Final = "bulkhead.sqlite3"


def begin() -> None:
    """Make the folder that this process and those it starts share; it goes with this one."""
    if _FOLDER not in os.environ:
        folder = os.environ[_FOLDER] = tempfile.mkdtemp(prefix="bulkhead-run-")
        atexit.register(_end, Path(folder), os.getpid())


def sqlite(var: Path, migrate: Callable[[Path], None]) -> None:
    """Put a migrated database into the data folder of an embedded deployment.

    `migrate` makes one in the folder that it gets, if no process of this run has done so.
    """
    with _shared("sqlite") as kept:
        if not (kept / "done").exists():
            migrate(kept)
            (kept / "done").touch()
    var.mkdir(parents=True, exist_ok=True)
    shutil.copy(kept / _SQLITE, var / _SQLITE)


def template(url: str, migrate: Callable[[str], None]) -> str:
    """Return the name of a migrated database on the server that `url` names; nobody is connected to it.

    `migrate` makes one at the address that it gets, if no process of this run has done so on any server.
    """
    with _shared(f"postgresql-{hashlib.sha256(url.encode()).hexdigest()[:16]}") as kept:
        name, done = kept.name.replace("-", "_"), kept / "done"
        if not done.exists():
            _execute(url, f'DROP DATABASE IF EXISTS "{name}"')
            _execute(url, f'CREATE DATABASE "{name}"')
            _fill(_at(url, name), migrate)
            done.write_text(f"{url} {name}")
    return name


def _fill(url: str, migrate: Callable[[str], None]) -> None:
    """Migrate an empty database, or load what was dumped from one that this run has migrated before."""
    with _shared("dump") as kept:
        dump, partial = kept / "migrated.sql", kept / "partial.sql"
        if dump.exists() and _loaded(dump, url):
            return
        migrate(url)
        # Without pg_dump, or with one older than the server, the next database is migrated as well.
        with suppress(process.NotStarted, subprocess.CalledProcessError):
            _run("pg_dump", "--no-owner", "--no-privileges", f"--file={partial}", url)
            partial.rename(dump)


def _loaded(dump: Path, url: str) -> bool:
    """Whether the server takes the dump: an older one knows not all settings in it. Else nothing is."""
    with suppress(subprocess.CalledProcessError):
        whole = ("--single-transaction", "--set=ON_ERROR_STOP=1")
        _run("psql", "--quiet", "--no-psqlrc", *whole, f"--file={dump}", url)
        return True
    return False


def _run(program: str, *arguments: str) -> None:
    """Run a client of PostgreSQL, which prints its own errors."""
    command = [postgres.program(program), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def postgresql(url: str, template: str) -> Iterator[str]:
    """Create a database from a template on the server that `url` names, yield its address, and drop it."""
    name = f"bulkhead_{secrets.token_hex(4)}"
    _execute(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield _at(url, name)
    finally:
        _execute(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@contextmanager
def _shared(name: str) -> Iterator[Path]:
    """Return a folder of the run, while no other process of it works there."""
    begin()
    folder = Path(os.environ[_FOLDER]) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _execute(url: str, statement: LiteralString) -> None:
    """Run one statement on a connection of its own: a test may have restarted the server since the last."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _end(folder: Path, owner: int) -> None:
    """Remove what the run has made; a server of its own went with its databases."""
    if os.getpid() != owner:
        return
    for done in folder.glob("postgresql-*/done"):
        url, template = done.read_text().split()
        with suppress(psycopg.OperationalError):
            _execute(url, f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')
    shutil.rmtree(folder, ignore_errors=True)
