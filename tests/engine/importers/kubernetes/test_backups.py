"""What jobs and schedules of a cluster say of the backups of its stores."""

import pytest

from tests.engine.importers.kubernetes.manifests import fact, read_manifests, value
from threatmodel.engine.importers import Reading

DB = "k8s:shop/StatefulSet/db"
CLAIM = "k8s:shop/PersistentVolumeClaim/data"
DATABASE = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  serviceName: db
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
        - name: db
          image: postgres:17
          ports: [{containerPort: 5432}]
          volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop, labels: {tier: gold}}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""
COMMAND = "['sh', '-c', 'pg_dump -h db shop > /backup/shop.sql']"


def cron_job(
    command: str = COMMAND, more: str = "", *, claim: str = "backups", image: str = "postgres:17"
) -> str:
    return f"""
apiVersion: batch/v1
kind: CronJob
metadata: {{name: nightly, namespace: shop}}
spec:
  schedule: "0 2 * * *"
  {more}
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: dump
              image: {image}
              command: {command}
              env: [{{name: PGHOST, value: db}}]
              volumeMounts: [{{name: to, mountPath: /backup}}]
          volumes: [{{name: to, persistentVolumeClaim: {{claimName: {claim}}}}}]
"""


def read(*texts: str) -> Reading:
    return read_manifests(DATABASE, *texts)


def test_a_cron_job_that_dumps_a_database_backs_it_up() -> None:
    found = read(cron_job())

    backed_up = fact(found, DB, "backed_up")
    assert (backed_up.value, backed_up.source.origin) == (True, "inferred")
    assert (backed_up.source.file, backed_up.source.line) == ("2.yaml", 6)
    assert backed_up.source.why == "CronJob nightly runs pg_dump against it on the schedule 0 2 * * *."
    assert value(found, DB, "backup_interval_minutes") == 1440
    assert value(found, DB, "backup_location") is None
    assert value(found, DB, "restore_tested") is None


def test_a_dump_on_the_volume_of_the_store_is_beside_its_data() -> None:
    found = read(cron_job(claim="data"))

    assert value(found, DB, "backup_location") == "same-volume"


@pytest.mark.parametrize(
    "command",
    [
        "['sh', '-c', 'pg_dump -h db shop > /d && aws s3 cp /d s3://b']",
        "['sh', '-c', 'pg_dump | rclone rcat x:y']",
    ],
)
def test_a_dump_that_is_copied_elsewhere_is_not(command: str) -> None:
    found = read(cron_job(command, claim="data"))

    assert value(found, DB, "backed_up") is True
    assert value(found, DB, "backup_location") is None


@pytest.mark.parametrize(
    "text",
    [
        cron_job(more="suspend: true"),
        cron_job("['vacuumdb', '-h', 'db']"),
        cron_job("['sh', '-c', 'my_pg_dump.sh']"),
        cron_job().replace("kind: CronJob", "kind: Job"),
    ],
    ids=["suspended", "another program", "part of a word", "once"],
)
def test_what_makes_no_regular_backup_says_nothing(text: str) -> None:
    assert value(read(text), DB, "backed_up") is None


def test_a_job_that_copies_files_backs_up_the_volumes_that_it_shares() -> None:
    found = read(
        cron_job("['restic', '-r', 's3:x', 'backup', '/backup']", claim="data", image="restic/restic:1")
    )

    assert value(found, CLAIM, "backed_up") is True
    assert value(found, DB, "backed_up") is True
    assert "copies its volume with restic" in fact(found, DB, "backed_up").source.why


def schedule(spec: str, kind: str = "Schedule", group: str = "velero.io", namespace: str = "velero") -> str:
    return (
        f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: daily, namespace: {namespace}}}\n"
        f"spec: {spec}\n"
    )


@pytest.mark.parametrize(
    ("text", "uids"),
    [
        (schedule('{schedule: "@daily"}'), {DB, CLAIM}),
        (schedule('{schedule: "@daily", template: {includedNamespaces: ["*"]}}'), {DB, CLAIM}),
        (schedule('{schedule: "@daily", template: {includedNamespaces: [shop]}}'), {DB, CLAIM}),
        (schedule('{schedule: "@daily", template: {includedNamespaces: [other]}}'), set()),
        (schedule('{schedule: "@daily", template: {excludedNamespaces: [shop]}}'), set()),
        (schedule('{schedule: "@daily", template: {labelSelector: {matchLabels: {a: b}}}}'), set()),
        (schedule('{schedule: "@daily", template: {snapshotVolumes: false}}'), set()),
        (schedule('{schedule: "@daily", template: {excludedResources: [persistentvolumeclaims]}}'), set()),
        (schedule('{schedule: "@daily", template: {excludedResources: [PVC, pods]}}'), set()),
        (schedule('{schedule: "@daily", template: {excludedResources: [events]}}'), {DB, CLAIM}),
        (schedule('{schedule: "@daily", paused: true}'), set()),
        (schedule('{backup: {schedule: "@daily"}}', group="k8up.io", namespace="shop"), {DB, CLAIM}),
        (schedule('{backup: {schedule: "@daily"}}', group="k8up.io", namespace="other"), set()),
        (
            schedule(
                '{schedule: "@daily", claimSelector: {matchLabels: {tier: gold}}}',
                "SnapshotSchedule",
                "snapscheduler.backube",
                "shop",
            ),
            {DB, CLAIM},
        ),
        (
            schedule(
                '{schedule: "@daily", claimSelector: {matchLabels: {tier: lead}}}',
                "SnapshotSchedule",
                "snapscheduler.backube",
                "shop",
            ),
            set(),
        ),
    ],
)
def test_schedules_back_up_what_they_select(text: str, uids: set[str]) -> None:
    found = read(text)

    assert {uid for uid in (DB, CLAIM) if value(found, uid, "backed_up")} == uids
    assert {value(found, uid, "backup_interval_minutes") for uid in uids} <= {1440}


@pytest.mark.parametrize(
    "text",
    [
        schedule('{schedule: "@daily"}'),
        schedule('{backup: {schedule: "@daily"}}', group="k8up.io", namespace="shop"),
    ],
)
def test_a_database_without_a_claim_is_in_no_backup_of_its_namespace(text: str) -> None:
    database = DATABASE.replace("persistentVolumeClaim: {claimName: data}", "emptyDir: {}")

    found = read_manifests(database, text)

    assert value(found, CLAIM, "backed_up") is True
    assert value(found, DB, "backed_up") is None


OPERATED = [
    (
        (
            "postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: pg}\nspec: {instances: 3}\n---\n"
            "apiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\nmetadata: {name: b}\n"
            'spec: {schedule: "0 0 0 * * *", cluster: {name: pg}}'
        ),
        "Cluster",
        1440,
    ),
    (
        (
            "postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: pg}\n"
            "spec: {backup: {barmanObjectStore: {destinationPath: 's3://b/'}}}\n---\n"
            "apiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\nmetadata: {name: b}\n"
            'spec: {schedule: "0 0 0 * * *", cluster: {name: pg}}'
        ),
        "Cluster",
        0,
    ),
    (
        (
            "acid.zalan.do/v1\nkind: postgresql\nmetadata: {name: pg}\n"
            'spec: {enableLogicalBackup: true, logicalBackupSchedule: "30 */4 * * *"}'
        ),
        "postgresql",
        240,
    ),
    (
        (
            "pxc.percona.com/v1\nkind: PerconaXtraDBCluster\nmetadata: {name: pg}\n"
            'spec: {backup: {schedule: [{name: a, schedule: "0 0 * * 6"}, {name: b, schedule: "0 3 * * *"}]}}'
        ),
        "PerconaXtraDBCluster",
        1440,
    ),
    (
        (
            "psmdb.percona.com/v1\nkind: PerconaServerMongoDB\nmetadata: {name: pg}\n"
            'spec: {backup: {enabled: true, tasks: [{name: a, enabled: true, schedule: "@weekly"}]}}'
        ),
        "PerconaServerMongoDB",
        10_080,
    ),
    (
        (
            "postgres-operator.crunchydata.com/v1beta1\nkind: PostgresCluster\nmetadata: {name: pg}\n"
            'spec: {backups: {pgbackrest: {repos: [{name: repo1, schedules: {full: "0 1 * * 0"}}]}}}'
        ),
        "PostgresCluster",
        0,
    ),
    (
        (
            "k8s.mariadb.com/v1alpha1\nkind: MariaDB\nmetadata: {name: pg}\nspec: {}\n---\n"
            "apiVersion: k8s.mariadb.com/v1alpha1\nkind: Backup\nmetadata: {name: b}\n"
            'spec: {mariaDbRef: {name: pg}, schedule: {cron: "0 * * * *"}}'
        ),
        "MariaDB",
        60,
    ),
    (
        (
            "mysql.oracle.com/v2\nkind: InnoDBCluster\nmetadata: {name: pg}\n"
            'spec: {backupSchedules: [{name: a, enabled: true, schedule: "0 0 * * *"}]}'
        ),
        "InnoDBCluster",
        1440,
    ),
]


@pytest.mark.parametrize(("text", "kind", "minutes"), OPERATED, ids=[kind for _, kind, _ in OPERATED])
def test_operators_back_up_their_stores(text: str, kind: str, minutes: int) -> None:
    found = read_manifests(f"apiVersion: {text}\n")

    uid = f"k8s:default/{kind}/pg"
    assert value(found, uid, "backed_up") is True
    assert value(found, uid, "backup_interval_minutes") == minutes
    assert fact(found, uid, "backed_up").source.origin == "inferred"


@pytest.mark.parametrize(
    "text",
    [
        "acid.zalan.do/v1\nkind: postgresql\nmetadata: {name: pg}\nspec: {enableLogicalBackup: false}",
        (
            "psmdb.percona.com/v1\nkind: PerconaServerMongoDB\nmetadata: {name: pg}\n"
            'spec: {backup: {enabled: false, tasks: [{name: a, schedule: "@weekly"}]}}'
        ),
        (
            "mysql.oracle.com/v2\nkind: InnoDBCluster\nmetadata: {name: pg}\n"
            'spec: {backupSchedules: [{enabled: false, schedule: "@daily"}]}'
        ),
    ],
)
def test_backups_that_are_switched_off_are_none(text: str) -> None:
    found = read_manifests(f"apiVersion: {text}\n")

    assert not [one for one in found.model.elements.values() if "backed_up" in one.facts]
