"""Objects that have stores backed up: schedules of operators, of Velero and of snapshots of volumes.

Each is about one store, about the claims that its labels select, or about all stores of some namespaces. What
is suspended backs up nothing, and an object that asks for one backup is no schedule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.backups.backup_intervals import longest_gap_minutes, schedule_shown
from threatmodel.engine.importers.backups.store_backups import StoreBackup
from threatmodel.engine.importers.kubernetes.manifest.kinds import api_group
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.model_builder import ModelBuilder

_Objects = Mapping[tuple[str, str], KubernetesObject]
_ByKind = Mapping[str, _Objects]
_Reader = Callable[[KubernetesObject, "_Input"], Iterable[StoreBackup]]
_KEEPING: Final = frozenset({"database", "storage"})
_CONTINUOUS: Final = 0
# Names of resources without which Velero copies no volume.
_CLAIMS: Final = frozenset(
    {
        *("*", "pv", "persistentvolume", "persistentvolumes"),
        *("pvc", "persistentvolumeclaim", "persistentvolumeclaims"),
    }
)


class _Input:
    """What schedules may be about: the objects, and the stores and volumes of each namespace."""

    def __init__(self, by_kind: _ByKind, builder: ModelBuilder) -> None:
        self.by_kind = by_kind
        self.stores: dict[str, list[str]] = {}
        for uid, kind, _source in builder.places():
            if uid.startswith("k8s:") and _is_store(builder, uid, kind):
                self.stores.setdefault(_namespace(uid), []).append(uid)
        self._mounting: dict[str, list[str]] = {}
        for user, volume in builder.related("mounts"):
            owner = builder.parent(user)
            if owner and _is_claim(builder, volume) and _is_store(builder, owner, builder.kind_of(owner)):
                self._mounting.setdefault(volume, []).append(owner)
        self._on_claims = {owner for owners in self._mounting.values() for owner in owners}
        found = (uid for uids in self.stores.values() for uid in uids)
        self._workloads = {uid for uid in found if builder.kind_of(uid) == "workload"}

    def kept(self, namespace: str) -> list[str]:
        """Uids of the stores and claims of a namespace whose data is on claims or kept by an operator."""
        found = self.stores.get(namespace, [])
        return [uid for uid in found if uid not in self._workloads or uid in self._on_claims]

    def mounting(self, volume: str) -> list[str]:
        """Uids of the stores that mount a volume."""
        return self._mounting.get(volume, [])


def backups_of_schedules(by_kind: _ByKind, builder: ModelBuilder) -> list[StoreBackup]:
    """Return the backups that the objects ask for; call it when stores and volumes are in the model."""
    asked = [
        (read, found)
        for (kind, group), read in _READERS.items()
        for found in by_kind.get(kind, {}).values()
        if api_group(found.root.text("apiVersion")) == group
    ]
    given = _Input(by_kind, builder) if asked else None
    return [backup for read, found in asked if given for backup in read(found, given)]


def _is_store(builder: ModelBuilder, uid: str, kind: str) -> bool:
    if kind in {"datastore", "volume"}:
        return kind == "datastore" or _is_claim(builder, uid)
    purpose = builder.fact(uid, "purpose")
    return kind == "workload" and purpose is not None and purpose.value in _KEEPING


def _is_claim(builder: ModelBuilder, uid: str) -> bool:
    type_ = builder.fact(uid, "type")
    return type_ is not None and type_.value == "claim"


def _namespace(uid: str) -> str:
    return uid.removeprefix("k8s:").partition("/")[0]


def _backup(uid: str, why: str, section: Section, key: str, schedule: str = "") -> StoreBackup:
    shown = schedule_shown(schedule)
    words = f" on the schedule {shown}" if shown else ""
    interval = longest_gap_minutes(schedule) if schedule else None
    return StoreBackup(uid, f"{why}{words}.", interval, section.file, section.line_of(key))


def _continuous(uid: str, why: str, section: Section, key: str) -> StoreBackup:
    return StoreBackup(uid, f"{why}.", _CONTINUOUS, section.file, section.line_of(key))


# --- operators of databases --------------------------------------------------------------------


def _cloudnative_pg(found: KubernetesObject, given: _Input) -> Iterator[StoreBackup]:
    """A ScheduledBackup of a Cluster, which may archive its log as well."""
    spec, name = found.spec, found.spec.section("cluster").name()
    if spec.flag("suspend") or not name:
        return
    uid, schedule = object_uid(found.namespace, "Cluster", name), spec.text("schedule")
    yield _backup(uid, f"{found.title} backs it up", spec, "schedule", schedule)
    cluster = given.by_kind.get("Cluster", {}).get((found.namespace, name))
    archive = cluster.spec.section("backup") if cluster else None
    if archive and "barmanObjectStore" in archive:
        why = f"{found.title} backs it up, and its write-ahead log is archived continuously"
        yield _continuous(uid, why, archive, "barmanObjectStore")


def _zalando(found: KubernetesObject, _given: _Input) -> Iterator[StoreBackup]:
    spec = found.spec
    if spec.flag("enableLogicalBackup"):
        schedule = spec.text("logicalBackupSchedule")
        key = "logicalBackupSchedule" if schedule else "enableLogicalBackup"
        yield _backup(found.uid, "Its operator makes logical backups", spec, key, schedule)


def _crunchy(found: KubernetesObject, _given: _Input) -> Iterator[StoreBackup]:
    """Its pgBackRest archives the log and makes full backups on the schedules of its repositories."""
    rest = found.spec.section("backups").section("pgbackrest")
    for repo in rest.sections("repos"):
        if repo.section("schedules").text("full"):
            why = "pgBackRest makes full backups on a schedule and archives its log continuously"
            yield _continuous(found.uid, why, repo, "schedules")


def _percona(found: KubernetesObject, _given: _Input) -> Iterator[StoreBackup]:
    """The schedules of Percona's operators for MySQL (`schedule`) and MongoDB (`tasks`)."""
    backup = found.spec.section("backup")
    if backup.flag("enabled") is False:
        return
    for key in ("schedule", "tasks"):
        for entry in backup.sections(key):
            if entry.flag("enabled") is not False and (schedule := entry.text("schedule")):
                yield _backup(found.uid, "Its operator backs it up", entry, "schedule", schedule)


def _oracle(found: KubernetesObject, _given: _Input) -> Iterator[StoreBackup]:
    for entry in found.spec.sections("backupSchedules"):
        if entry.flag("enabled") is not False and (schedule := entry.text("schedule")):
            yield _backup(found.uid, "Its operator backs it up", entry, "schedule", schedule)


def _mariadb(found: KubernetesObject, _given: _Input) -> Iterator[StoreBackup]:
    timed, name = found.spec.section("schedule"), found.spec.section("mariaDbRef").name()
    if name and not timed.flag("suspend") and (schedule := timed.text("cron")):
        uid = object_uid(found.namespace, "MariaDB", name)
        yield _backup(uid, f"{found.title} backs it up", timed, "cron", schedule)


# --- whole namespaces and volumes --------------------------------------------------------------


def _velero(found: KubernetesObject, given: _Input) -> Iterator[StoreBackup]:
    """A Schedule of Velero; one that selects by labels, or leaves volumes out, says nothing of a store."""
    spec, template = found.spec, found.spec.section("template")
    is_partial = any(key in template for key in ("labelSelector", "orLabelSelectors", "includedResources"))
    left_out = {name.partition(".")[0].lower() for name, _line in template.texts("excludedResources")}
    is_partial = is_partial or not left_out.isdisjoint(_CLAIMS)
    if spec.flag("paused") or template.flag("snapshotVolumes") is False or is_partial:
        return
    included = [name for name, _line in template.texts("includedNamespaces")]
    excluded = {name for name, _line in template.texts("excludedNamespaces")}
    for namespace in sorted(given.stores):
        if namespace not in excluded and (not included or {"*", namespace} & {*included}):
            yield from _of_stores(found, given.kept(namespace), spec, spec.text("schedule"))


def _k8up(found: KubernetesObject, given: _Input) -> Iterator[StoreBackup]:
    timed = found.spec.section("backup")
    if schedule := timed.text("schedule"):
        yield from _of_stores(found, given.kept(found.namespace), timed, schedule)


def _snapshots(found: KubernetesObject, given: _Input) -> Iterator[StoreBackup]:
    """A SnapshotSchedule: the claims of its namespace that its labels select."""
    spec, selector = found.spec, found.spec.section("claimSelector")
    schedule, wanted = spec.text("schedule"), selector.pairs("matchLabels").items()
    if spec.flag("disabled") or "matchExpressions" in selector or not schedule:
        return
    for (namespace, _name), claim in given.by_kind.get("PersistentVolumeClaim", {}).items():
        if namespace == found.namespace and claim.metadata.pairs("labels").items() >= wanted:
            yield _backup(claim.uid, f"{found.title} takes snapshots of it", spec, "schedule", schedule)
            for store in given.mounting(claim.uid):
                why = f"{found.title} takes snapshots of its volume {claim.name}"
                yield _backup(store, why, spec, "schedule", schedule)


def _of_stores(
    found: KubernetesObject, stores: Iterable[str], section: Section, schedule: str
) -> Iterator[StoreBackup]:
    for uid in stores if schedule else ():
        yield _backup(uid, f"{found.title} backs up its namespace", section, "schedule", schedule)


_READERS: Final[Mapping[tuple[str, str], _Reader]] = {
    ("ScheduledBackup", "postgresql.cnpg.io"): _cloudnative_pg,
    ("postgresql", "acid.zalan.do"): _zalando,
    ("PostgresCluster", "postgres-operator.crunchydata.com"): _crunchy,
    ("PerconaXtraDBCluster", "pxc.percona.com"): _percona,
    ("PerconaServerMongoDB", "psmdb.percona.com"): _percona,
    ("InnoDBCluster", "mysql.oracle.com"): _oracle,
    ("Backup", "k8s.mariadb.com"): _mariadb,
    ("Schedule", "velero.io"): _velero,
    ("Schedule", "k8up.io"): _k8up,
    ("SnapshotSchedule", "snapscheduler.backube"): _snapshots,
}
