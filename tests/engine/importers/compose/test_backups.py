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
        "image: schickling/postgres-backup-s3\nenvironment: {POSTGRES_HOST: db}",
        "image: prodrigestivill/postgres-backup-local\nenvironment: {POSTGRES_HOST: db}\nprofiles: [tools]",
    ],
    ids=["once", "no dump", "no schedule", "switched off"],
)
def test_what_makes_no_regular_backup_says_nothing(service: str) -> None:
    assert value(read(f"{service}\ndepends_on: [db]"), DB, "backed_up") is None


def test_a_service_that_copies_volumes_backs_up_those_of_others() -> None:
    found = read("image: offen/docker-volume-backup:v2\nvolumes: [data:/backup/data:ro, dumps:/archive]")

    assert value(found, "compose:volume/data", "backed_up") is True
    assert value(found, "compose:volume/dumps", "backed_up") is None
    assert value(found, DB, "backed_up") is True
    assert value(found, DB, "backup_interval_minutes") == 1440


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
