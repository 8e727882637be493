"""Gives stores what is known of their backups: from jobs that make them and objects that ask for them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from threatmodel.engine.importers.backups.backup_intervals import schedule_shown
from threatmodel.engine.importers.backups.backup_programs import Copies
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.products.data_paths import keeps_data_at
from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import Fact, Flow
from threatmodel.engine.model.struct_base import Record

_DATABASE: Final = "database"
_KEEPING: Final = frozenset(
    {"database", "storage"}
)  # purposes of workloads whose volumes are copied for them
_OWN: Final = frozenset({"named", "claim"})  # types of volumes that are there for data
_PLAIN: Final = frozenset({"tcp", "http", "https", "other"})  # protocols that any of them may have
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
    products: tuple[str, ...] = ()  # databases that it can read; any without them
    restores: bool = False  # it may load what it reads into another database

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


def backups_of_jobs(
    builder: ModelBuilder, jobs: Iterable[BackupJob], products: Mapping[str, frozenset[str]]
) -> list[StoreBackup]:
    """Return the backups that jobs make: of the databases that they call, or the volumes that they share.

    Call it when the flows and mounts of the jobs are in the model. `products` are those that workloads run,
    by uid, as far as they are known.
    """
    given = list(jobs)
    if not given:
        return []
    mounted = _Mounts(builder)
    return [
        backup
        for job in given
        for backup in (
            _of_databases(builder, job, mounted, products)
            if job.copies == _DATABASE
            else _of_volumes(builder, job, mounted, products)
        )
    ]


class _Mounts:
    """Which persistent volumes workloads mount, and where."""

    def __init__(self, builder: ModelBuilder) -> None:
        self.by_workload: dict[str, set[str]] = defaultdict(set)
        self.by_volume: dict[str, set[str]] = defaultdict(set)
        self.written_at: dict[tuple[str, str], list[str]] = defaultdict(list)
        for user, volume in builder.related("mounts"):
            owner = builder.parent(user) if builder.kind_of(user) != "workload" else user
            if owner and _is_persistent(builder, volume):
                self.by_workload[owner].add(volume)
                self.by_volume[volume].add(owner)
                self.written_at[owner, volume] += _written_at(builder, user, volume)


def _written_at(builder: ModelBuilder, user: str, volume: str) -> Iterator[str]:
    """Where a container mounts a volume to write to it."""
    mounts = builder.fact(user, "mounts")
    records: Any = () if mounts is None else mounts.value
    for mount in records:
        if mount["volume"] == volume and not mount["read_only"]:
            yield mount["path"]


def _is_persistent(builder: ModelBuilder, volume: str) -> bool:
    type_, path = builder.fact(volume, "type"), builder.fact(volume, "host_path")
    is_socket = path is not None and str(path.value).endswith(".sock")
    return type_ is not None and type_.value in _PERSISTENT and not is_socket


def _of_databases(
    builder: ModelBuilder, job: BackupJob, mounted: _Mounts, products: Mapping[str, frozenset[str]]
) -> Iterator[StoreBackup]:
    """Of the databases that it calls and can read; of none where it may load one of them into another."""
    calls = [
        flow
        for flow in builder.flows()
        if flow.source == job.uid and _purpose(builder, flow.destination) == _DATABASE
    ]
    called = {flow.destination for flow in calls}
    read = {flow.destination for flow in calls if _can_read(job, flow, products, is_only=len(called) == 1)}
    if job.restores and len(read) > 1:
        return
    for uid in sorted(read):
        written = mounted.by_workload[job.uid]
        beside = job.is_local and bool(written) and written <= mounted.by_workload[uid]
        yield job.backup(uid, f"runs {job.tool} against it", "same-volume" if beside else "")


def _can_read(job: BackupJob, flow: Flow, products: Mapping[str, frozenset[str]], *, is_only: bool) -> bool:
    """Whether its tool reads the database of a call: by its product, else protocol, else as the only one."""
    if not job.products:
        return True
    if known := products.get(flow.destination):
        return not known.isdisjoint(job.products)
    protocol = flow.facts.get("protocol")
    spoken = {port.protocol for name in job.products for port in product_called(name).ports}
    return protocol.value in spoken if protocol is not None and protocol.value not in _PLAIN else is_only


def _of_volumes(
    builder: ModelBuilder, job: BackupJob, mounted: _Mounts, products: Mapping[str, frozenset[str]]
) -> Iterator[StoreBackup]:
    """Of the volumes that another workload writes too; its own one holds the backups."""
    for volume in sorted(mounted.by_workload[job.uid]):
        for owner in sorted(mounted.by_volume[volume] - {job.uid}):
            paths = mounted.written_at[owner, volume]
            if not paths:
                continue
            yield job.backup(volume, f"copies it with {job.tool}")
            known = products.get(owner, frozenset())
            if _purpose(builder, owner) in _KEEPING and _keeps_data(builder, volume, paths, known):
                yield job.backup(owner, f"copies its volume with {job.tool}")


def _keeps_data(builder: ModelBuilder, volume: str, paths: Iterable[str], products: Iterable[str]) -> bool:
    """Whether a store keeps its data on a volume; one of the host may be anything where that is not known."""
    known = {keeps_data_at(product, paths) for product in products} - {None}
    if known:
        return True in known
    type_ = builder.fact(volume, "type")
    return type_ is not None and type_.value in _OWN


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
