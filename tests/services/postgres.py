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
# The data need not survive a power cut, so nothing waits for the disk; what is committed survives a kill.
_HASTY = {"fsync": "off", "full_page_writes": "off"}
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


def program(name: str) -> str:
    """Return the path of a program of PostgreSQL; Debian keeps most of them off the PATH."""
    return process.find_program(name, *_FOLDERS)


class Postgres:
    """A server that a test may stop, kill and start again; its address and its data stay."""

    def __init__(self, folder: Path, account: process.Account, settings: Mapping[str, str]) -> None:
        self.password = secrets.token_hex(16)
        self.port = process.free_port()
        self._folder = folder
        self._account = account
        self._settings = settings
        self._child: subprocess.Popen[bytes] | None = None
        _initialize(folder, self.password, account)

    @property
    def url(self) -> str:
        """The address as a DATABASE_URL."""
        return f"postgresql://bulkhead:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def runs(self) -> bool:
        """Whether it has been started and neither stopped nor killed since."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start it, or start it again; returns when it takes connections."""
        log = self._folder / "postgres.log"
        command = [program("postgres")]
        command += ["-D", str(self._folder / "data"), "-p", str(self.port)]
        for name, value in {**_SETTINGS, **self._settings}.items():
            command += ["-c", f"{name}={value}"]
        child = process.start(command, log=log, account=self._account, environment=_environment(self._folder))
        self._child = child
        process.wait_until(lambda: _ready(self._folder, self.port), what="PostgreSQL", process=child, log=log)

    def stop(self) -> None:
        """Stop it as a restart does: SIGINT is its fast shutdown, which does not wait for clients."""
        if self._child is not None:
            process.stop(self._child, with_signal=signal.SIGINT)

    def kill(self) -> None:
        """End all its processes at once, without a shutdown."""
        assert self._child is not None
        children = process.children_of(self._child.pid)
        self._child.kill()
        self._child.wait()
        process.kill_all(children)


@contextmanager
def postgres_server(*, durable: bool = False, inside: Path | None = None) -> Iterator[Postgres]:
    """Run PostgreSQL as an unprivileged user, its data inside a folder (none: that of temporary files).

    `durable`: each commit waits for the disk, as in production.
    """
    account = process.unprivileged_account("postgres", "nobody")
    folder = Path(tempfile.mkdtemp(prefix="bulkhead-postgres-", dir=inside))
    try:
        server = Postgres(folder, account, {} if durable else _HASTY)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Run PostgreSQL as an unprivileged user and yield its address as a DATABASE_URL."""
    with postgres_server(durable=durable) as server:
        yield server.url


def _initialize(folder: Path, password: str, account: process.Account) -> None:
    password_file = folder / "password"
    password_file.write_text(password)
    for path in (folder, password_file):
        os.chown(path, account.uid, account.gid)
    command = [program("initdb"), "--pgdata", str(folder / "data")]
    command += ["--username", "bulkhead", "--pwfile", str(password_file), "--auth", "scram-sha-256"]
    command += ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
    initdb = process.start(
        command, log=folder / "initdb.log", account=account, environment=_environment(folder)
    )
    if initdb.wait(timeout=600) != 0:
        raise process.NotStarted((folder / "initdb.log").read_text(errors="replace"))
    password_file.unlink()


def _ready(folder: Path, port: int) -> bool:
    command = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(command, check=False, env=_environment(folder)).returncode == 0


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C", "TZ": "UTC"}
