"""What services of a compose file say of the backups of its stores."""

from typing import Any

import pytest

from tests.engine.importers.compose.readings import of
from threatmodel.engine.importers import Reading

DB = "compose:db"
STORE = """\
services:
  db:
    image: postgres:17
    volumes: [data:/var/lib/postgresql/data]
"""


def read(service: str) -> Reading:
    lines = "".join(f"    {line}\n" for line in service.splitlines())
    return of({"compose.yaml": f"{STORE}  backup:\n{lines}volumes: {{data: {{}}, dumps: {{}}}}\n"})


def value(found: Reading, uid: str, name: str) -> Any:
    known = found.model.elements[uid].facts.get(name)
    return None if known is None else known.value


@pytest.mark.parametrize(
    ("service", "minutes"),
    [
        ("image: prodrigestivill/postgres-backup-local:17\nenvironment: {POSTGRES_HOST: db}", 1440),
        (
            (
                "image: prodrigestivill/postgres-backup-local:17\n"
                'environment: {POSTGRES_HOST: db, SCHEDULE: "@hourly"}'
            ),
            60,
        ),
        (
            (
                "image: registry.example.com/prodrigestivill/postgres-backup-local:17\n"
                'environment: {POSTGRES_HOST: db, SCHEDULE: "0 */6 * * *"}'
            ),
            360,
        ),
        ('image: tiredofit/db-backup:4\nenvironment: {DB01_HOST: db, DB01_BACKUP_INTERVAL: "720"}', 720),
        (
            (
                "image: postgres:17\nenvironment: {PGHOST: db}\n"
                "entrypoint: [sh, -c, 'while true; do pg_dump shop > /b/d; sleep 86400; done']"
            ),
            1440,
        ),
    ],
)
def test_a_sidecar_that_dumps_a_database_backs_it_up(service: str, minutes: int) -> None:
    found = read(f"{service}\ndepends_on: [db]")

    assert value(found, DB, "backed_up") is True
    assert value(found, DB, "backup_interval_minutes") == minutes
    source = found.model.elements[DB].facts["backed_up"].source
    assert source.origin == "inferred"
    assert source.why.startswith("Service backup runs ")
    assert source.file == "compose.yaml"


@pytest.mark.parametrize(
    "service",
    [
        "image: postgres:17\nenvironment: {PGHOST: db}\ncommand: pg_dump shop",
        "image: postgres:17\nenvironment: {PGHOST: db}\ncommand: sh -c 'sleep 10; psql'",
        "image: postgres:17\nenvironment: {PGHOST: db}\ncommand: sh -c 'sleep 10; pg_dump shop'",
        (
            "image: postgres:17\nenvironment: {PGHOST: db}\n"
            "command: sh -c 'until pg_isready; do sleep 1; done; pg_dump shop'"
        ),
        "image: schickling/postgres-backup-s3\nenvironment: {POSTGRES_HOST: db}",
        "image: prodrigestivill/postgres-backup-local\nenvironment: {POSTGRES_HOST: db}\nprofiles: [tools]",
    ],
    ids=["once", "no dump", "after a pause", "after a loop", "no schedule", "switched off"],
)
def test_what_makes_no_regular_backup_says_nothing(service: str) -> None:
    assert value(read(f"{service}\ndepends_on: [db]"), DB, "backed_up") is None


def test_a_service_that_copies_volumes_backs_up_those_of_others() -> None:
    found = read("image: offen/docker-volume-backup:v2\nvolumes: [data:/backup/data:ro, dumps:/archive]")

    assert value(found, "compose:volume/data", "backed_up") is True
    assert value(found, "compose:volume/dumps", "backed_up") is None
    assert value(found, DB, "backed_up") is True
    assert value(found, DB, "backup_interval_minutes") == 1440


def loop(command: str) -> str:
    return f"entrypoint: [sh, -c, 'while true; do {command}; sleep 1d; done']"


SHOP = """\
services:
  db: {image: 'postgres:17'}
  orders: {image: 'postgres:17'}
  legacy: {image: 'mysql:8'}
  backup:
    image: example/tools:1
    depends_on: [db, legacyMORE]
    environment: {DB_HOST: db, LEGACY_URL: 'mysql://legacy:3306/shop'ORDERS}
    COMMAND
"""
ORDERS = ", ORDERS_URL: 'postgresql://orders:5432/shop'"


@pytest.mark.parametrize(
    ("command", "orders", "marked"),
    [
        ("pg_dump shop > /b/d", "", {"compose:db"}),
        ("mysqldump shop > /b/d", "", {"compose:legacy"}),
        ("pg_dump shop > /b/d", ORDERS, {"compose:db", "compose:orders"}),
        ("pg_dump -h db shop | psql -h orders", ORDERS, set()),
        ("pg_dump -h db shop > /b/d; psql -c vacuum", "", {"compose:db"}),
        ("pg_dump --schema-only shop > /b/d", "", set()),
    ],
)
def test_a_dump_is_of_the_databases_that_its_program_reads(
    command: str, orders: str, marked: set[str]
) -> None:
    more = ", orders" if orders else ""
    text = SHOP.replace("MORE", more).replace("ORDERS", orders).replace("COMMAND", loop(command))

    found = of({"compose.yaml": text}).model.elements

    assert {uid for uid, one in found.items() if "backed_up" in one.facts} == marked


@pytest.mark.parametrize(
    ("mounts", "backed_up"),
    [
        ("data:/var/lib/postgresql/data", True),
        ("./pg:/var/lib/postgresql/data", True),
        ("/etc/localtime:/etc/localtime", None),
        ("/etc/localtime:/etc/localtime:ro", None),
        ("data:/var/lib/postgresql/data:ro", None),
        ("scripts:/docker-entrypoint-initdb.d", None),
    ],
)
def test_a_copy_of_a_volume_is_one_of_a_database_whose_data_is_there(
    mounts: str, backed_up: bool | None
) -> None:
    source = mounts.split(":", maxsplit=1)[0]
    found = of(
        {
            "compose.yaml": (
                f"services:\n  db: {{image: 'postgres:17', volumes: ['{mounts}']}}\n"
                f"  backup: {{image: 'offen/docker-volume-backup:v2', volumes: ['{source}:/backup/x:ro']}}\n"
                "volumes: {data: {}, scripts: {}}\n"
            )
        }
    )

    assert value(found, DB, "backed_up") is backed_up


def test_a_loop_that_writes_to_the_volume_of_the_store_keeps_backups_beside_the_data() -> None:
    loop = "entrypoint: [sh, -c, 'while true; do pg_dump shop > /b/d; sleep 1d; done']"
    service = f"image: postgres:17\nenvironment: {{PGHOST: db}}\n{loop}\ndepends_on: [db]"

    beside, apart = (read(f"{service}\nvolumes: [{volume}:/b]") for volume in ("data", "dumps"))

    assert value(beside, DB, "backup_location") == "same-volume"
    assert value(apart, DB, "backup_location") is None


@pytest.mark.parametrize("schedule", ["s3cr3t-canary", "0 2 * * sun-s3cr3t-canary", "@s3cr3t-canary"])
def test_what_is_no_schedule_is_not_shown(schedule: str) -> None:
    found = read(
        "image: prodrigestivill/postgres-backup-local:17\n"
        f"environment: {{POSTGRES_HOST: db, SCHEDULE: '{schedule}'}}\ndepends_on: [db]"
    )

    assert value(found, DB, "backed_up") is True
    assert value(found, DB, "backup_interval_minutes") is None
    assert "s3cr3t-canary" not in repr(found.model.elements)


def test_no_value_of_a_variable_gets_into_the_model() -> None:
    found = read(
        "image: prodrigestivill/postgres-backup-local:17\n"
        "environment: {POSTGRES_HOST: db, POSTGRES_PASSWORD: s3cr3t-canary}\ndepends_on: [db]"
    )

    assert "s3cr3t-canary" not in repr(found.model.elements)
