"""A private PostgreSQL server on a free loopback port, its data in a temporary folder."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.services import process

_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin")
# The data need not survive a power cut, so nothing waits for the disk.
_HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Run PostgreSQL as an unprivileged user and yield its address as a DATABASE_URL.

    `durable`: each commit waits for the disk, as in production.
    """
    account = process.unprivileged_account("postgres", "nobody")
    folder = Path(tempfile.mkdtemp(prefix="bulkhead-postgres-"))
    try:
        password = secrets.token_hex(16)
        _initialise(folder, password, account)
        with _server(folder, account, {} if durable else _HASTY) as port:
            yield f"postgresql://bulkhead:{password}@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(folder: Path, password: str, account: process.Account) -> None:
    password_file = folder / "password"
    password_file.write_text(password)
    for path in (folder, password_file):
        os.chown(path, account.uid, account.gid)
    command = [process.find_program("initdb", *_FOLDERS), "--pgdata", str(folder / "data")]
    command += ["--username", "bulkhead", "--pwfile", str(password_file), "--auth", "scram-sha-256"]
    command += ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
    initdb = process.start(
        command, log=folder / "initdb.log", account=account, environment=_environment(folder)
    )
    if initdb.wait(timeout=120) != 0:
        raise process.NotStarted((folder / "initdb.log").read_text(errors="replace"))
    password_file.unlink()


@contextmanager
def _server(folder: Path, account: process.Account, more: Mapping[str, str]) -> Iterator[int]:
    port = process.free_port()
    log = folder / "postgres.log"
    command = [process.find_program("postgres", *_FOLDERS), "-D", str(folder / "data"), "-p", str(port)]
    for name, value in {**_SETTINGS, **more}.items():
        command += ["-c", f"{name}={value}"]
    server = process.start(command, log=log, account=account, environment=_environment(folder))
    try:
        process.wait_until(lambda: _ready(folder, port), what="PostgreSQL", process=server, log=log)
        yield port
    finally:
        # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
        process.stop(server, with_signal=signal.SIGINT)


def _ready(folder: Path, port: int) -> bool:
    command = [process.find_program("pg_isready", *_FOLDERS), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(command, check=False, env=_environment(folder)).returncode == 0


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C", "TZ": "UTC"}
