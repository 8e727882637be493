"""Gives stores what is known of their backups: from jobs that make them and objects that ask for them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from threatmodel.engine.importers.backups.programs import Copies
from threatmodel.engine.importers.backups.schedules import schedule_shown
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import Fact
from threatmodel.engine.model.struct_base import Record

_DATABASE: Final = "database"
_KEEPING: Final = frozenset(
    {"database", "storage"}
)  # purposes of workloads whose volumes are copied for them
_PERSISTENT: Final = frozenset({"named", "claim", "host-path"})  # types of volumes


class BackupJob(Record, frozen=True):
    """A workload that makes backups again and again. `is_local`: nothing shows that it copies them elsewhere.

    `schedule` is written as in the file; empty where only the interval is known.
    """

    uid: str
    title: str
    tool: str
    copies: Copies
    schedule: str
    interval_minutes: int | None
    is_local: bool
    file: str
    line: int

    def backup(self, uid: str, done: str, location: str = "") -> "StoreBackup":
        """Return the backup of a store, with what the job does to it in words."""
        why = f"{self.title} {done}{_on(self.schedule)}."
        return StoreBackup(uid, why, self.interval_minutes, self.file, self.line, location)


class StoreBackup(Record, frozen=True):
    """One way in which a store is backed up; `location` is an option of the fact, empty where unknown."""

    uid: str
    why: str
    interval_minutes: int | None
    file: str
    line: int
    location: str = ""


def add_store_backups(builder: ModelBuilder, backups: Iterable[StoreBackup]) -> None:
    """Give each store the facts of its most frequent backup, and where its backups are if all are there."""
    by_store: dict[str, list[StoreBackup]] = defaultdict(list)
    for backup in backups:
        by_store[backup.uid].append(backup)
    for uid, found in sorted(by_store.items()):
        if builder.has(uid):
            builder.add_facts(uid, _facts(sorted(found, key=_order)))


def backups_of_jobs(builder: ModelBuilder, jobs: Iterable[BackupJob]) -> list[StoreBackup]:
    """Return the backups that jobs make: of the databases that they call, or the volumes that they share.

    Call it when the flows and mounts of the jobs are in the model.
    """
    given = list(jobs)
    if not given:
        return []
    mounted = _Mounts(builder)
    return [
        backup
        for job in given
        for backup in (
            _of_databases(builder, job, mounted)
            if job.copies == _DATABASE
            else _of_volumes(builder, job, mounted)
        )
    ]


class _Mounts:
    """Which persistent volumes workloads mount."""

    def __init__(self, builder: ModelBuilder) -> None:
        self.by_workload: dict[str, set[str]] = defaultdict(set)
        self.by_volume: dict[str, set[str]] = defaultdict(set)
        for user, volume in builder.related("mounts"):
            owner = builder.parent(user) if builder.kind_of(user) != "workload" else user
            if owner and _is_persistent(builder, volume):
                self.by_workload[owner].add(volume)
                self.by_volume[volume].add(owner)


def _is_persistent(builder: ModelBuilder, volume: str) -> bool:
    type_, path = builder.fact(volume, "type"), builder.fact(volume, "host_path")
    is_socket = path is not None and str(path.value).endswith(".sock")
    return type_ is not None and type_.value in _PERSISTENT and not is_socket


def _of_databases(builder: ModelBuilder, job: BackupJob, mounted: _Mounts) -> Iterator[StoreBackup]:
    called = {flow.destination for flow in builder.flows() if flow.source == job.uid}
    for uid in sorted(called):
        if _purpose(builder, uid) == _DATABASE:
            written = mounted.by_workload[job.uid]
            beside = job.is_local and bool(written) and written <= mounted.by_workload[uid]
            yield job.backup(uid, f"runs {job.tool} against it", "same-volume" if beside else "")


def _of_volumes(builder: ModelBuilder, job: BackupJob, mounted: _Mounts) -> Iterator[StoreBackup]:
    """Of the volumes that another workload mounts too; its own one holds the backups."""
    for volume in sorted(mounted.by_workload[job.uid]):
        for owner in sorted(mounted.by_volume[volume] - {job.uid}):
            yield job.backup(volume, f"copies it with {job.tool}")
            if _purpose(builder, owner) in _KEEPING:
                yield job.backup(owner, f"copies its volume with {job.tool}")


def _purpose(builder: ModelBuilder, uid: str) -> object:
    purpose = builder.fact(uid, "purpose")
    return purpose.value if purpose is not None else None


def _order(backup: StoreBackup) -> tuple[bool, int, str]:
    """The most frequent first; what is not known last."""
    return backup.interval_minutes is None, backup.interval_minutes or 0, backup.why


def _facts(backups: list[StoreBackup]) -> dict[str, Fact]:
    best = backups[0]
    facts = {"backed_up": inferred(value=True, why=best.why, file=best.file, line=best.line)}
    if best.interval_minutes is not None:
        why = f"{best.why[:-1]}; this is the longest time between two runs."
        facts["backup_interval_minutes"] = inferred(
            best.interval_minutes, why=why, file=best.file, line=best.line
        )
    if len(locations := {one.location for one in backups}) == 1 and best.location:
        why = f"{best.why[:-1]}, and mounts no volume but those of the store."
        facts["backup_location"] = inferred(locations.pop(), why=why, file=best.file, line=best.line)
    return facts


def _on(schedule: str) -> str:
    shown = schedule_shown(schedule)
    return f" on the schedule {shown}" if shown else ""
