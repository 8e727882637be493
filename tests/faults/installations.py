"""Installations on servers of their own, and everything that can happen to them."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
import redis

from tests.faults.renaming import Renamer, Strike
from tests.jobs.test_redis_restart import start_redis
from tests.live.reconnecting_clients import Servers, servers
from tests.services import deployment, process
from tests.services.deployment import ROOT, Server
from tests.services.postgres import Postgres, postgres_server
from tests.services.small_disk import SmallDisk, may_mount, small_disk

_WAITING_MOST_S: Final = 15.0  # on a full disk there may be room left in files that exist
_DISK: Final = ("disk full",) if may_mount() else ()
EMBEDDED_FAULTS: Final = ("process killed", "sockets cut", *_DISK)
TEAM_FAULTS: Final = (
    "web killed",
    "worker killed",
    "PostgreSQL restarted",
    "PostgreSQL killed",
    "PostgreSQL away",
    "transaction ended",
    "Redis killed",
    "Redis flushed",
    "sockets cut",
    *_DISK,
)


@dataclass(frozen=True, slots=True)
class Installation:
    """A running Bulkhead, and the faults that can be made here by name."""

    made: Server
    running: Servers
    faults: Mapping[str, Strike]
    database: Postgres | None = None  # of our own


@contextmanager
def embedded(folder: Path) -> Iterator[Installation]:
    """The one process of the embedded mode, its data on a small disk where one can be made."""
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(folder / "var", megabytes=64)) if may_mount() else None
        made = deployment.embedded_prepared(folder)
        running = stack.enter_context(servers(made, 1))
        faults: dict[str, Strike] = {
            "process killed": lambda _renamers: running.kill(0),
            "sockets cut": _cut,
        }
        if disk is not None:
            faults["disk full"] = lambda renamers: _full(disk, renamers)
        yield Installation(made, running, faults)


@contextmanager
def team(folder: Path) -> Iterator[Installation]:
    """Two web servers and a worker on a PostgreSQL and a Redis of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        disk = _disk_for_everybody(stack) if may_mount() else None
        inside = disk.folder if disk else None
        database = stack.enter_context(postgres_server(durable=True, inside=inside))
        broker = _Redis(folder)
        stack.callback(broker.stop)
        made = stack.enter_context(
            deployment.team_prepared(folder, database_url=database.url, redis_url=broker.url)
        )
        worker = _Worker(made)
        stack.callback(worker.stop)
        running = stack.enter_context(servers(made, 2))
        faults = _team_faults(made, running, database, broker, worker, disk)
        yield Installation(made, running, faults, database)


def _disk_for_everybody(stack: ExitStack) -> SmallDisk:
    """Make a disk that PostgreSQL, another user, can reach as well; folders of pytest are root's own."""
    place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bulkhead-disk-")))
    place.chmod(0o755)
    return stack.enter_context(small_disk(place / "disk", megabytes=400))


def _team_faults(
    made: Server,
    running: Servers,
    database: Postgres,
    broker: "_Redis",
    worker: "_Worker",
    disk: SmallDisk | None,
) -> dict[str, Strike]:
    faults: dict[str, Strike] = {
        "web killed": lambda _renamers: running.kill(0),
        "worker killed": lambda _renamers: worker.kill(),
        "PostgreSQL restarted": lambda _renamers: _restart(database.stop, database.start),
        "PostgreSQL killed": lambda _renamers: _restart(database.kill, database.start),
        "PostgreSQL away": lambda renamers: _away(database, renamers),
        "transaction ended": lambda renamers: _end_writing(made, renamers),
        "Redis killed": lambda _renamers: _restart(broker.kill, broker.start),
        "Redis flushed": lambda _renamers: broker.flush(),
        "sockets cut": _cut,
    }
    if disk is not None:
        faults["disk full"] = lambda renamers: _full(disk, renamers)
    return faults


def _restart(end: Callable[[], None], start: Callable[[], None]) -> None:
    end()
    start()


def _away(database: Postgres, renamers: Sequence[Renamer]) -> None:
    """Stop the database until nobody edits any more."""
    database.stop()
    _wait_until_all_wait(renamers)
    database.start()


def _end_writing(made: Server, renamers: Sequence[Renamer]) -> None:
    """Hold up the transaction that writes, and end it once more edits wait behind it: the next goes well."""
    url = Path(made.environment["DATABASE_URL_FILE"]).read_text()
    with psycopg.connect(url) as holding, psycopg.connect(url, autocommit=True) as ending:
        holding.execute("SELECT 1 FROM architecture_threatmodel FOR UPDATE")
        _wait_until_all_wait(renamers)
        ending.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )


def _full(disk: SmallDisk, renamers: Sequence[Renamer]) -> None:
    """Fill the disk until nobody's edits are stored any more."""
    disk.fill()
    try:
        _wait_until_all_wait(renamers)
    finally:
        disk.free()


def _wait_until_all_wait(renamers: Sequence[Renamer]) -> None:
    deadline = time.monotonic() + _WAITING_MOST_S
    while not all(one.is_full for one in renamers) and time.monotonic() < deadline:
        time.sleep(0.02)


def _cut(renamers: Sequence[Renamer]) -> None:
    """Break every connection, as a network does that goes away."""
    for one in renamers:
        one.cut()


class _Redis:
    """A Redis that is killed, and comes back empty."""

    def __init__(self, folder: Path) -> None:
        self._port = process.free_port()
        self._folder = folder
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        self._child = start_redis(self._port, self._folder)

    def kill(self) -> None:
        self._child.kill()
        self._child.wait()

    def flush(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def stop(self) -> None:
        process.stop(self._child)


class _Worker:
    """A worker that is killed, and another that takes its place."""

    def __init__(self, made: Server) -> None:
        self._made = made
        self._child = self._started()

    def kill(self) -> None:
        children = process.children_of(self._child.pid)
        self._child.kill()
        self._child.wait()
        process.kill_all(children)
        self._child = self._started()

    def stop(self) -> None:
        process.stop(self._child, patience_s=20)

    def _started(self) -> subprocess.Popen[bytes]:
        return process.start(
            deployment.compose_command("worker"),
            log=self._made.folder / "worker.log", environment=self._made.environment, folder=ROOT,
        )  # fmt: skip
