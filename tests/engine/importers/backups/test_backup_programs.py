"""Which command lines make backups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.importers.backups.backup_programs import backup_program, restores


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("restic -r s3:bucket backup /data", "restic"),
        ("/usr/bin/restic backup /data && restic forget --prune", "restic"),
        ("restic backup /data/restore --exclude /data/check", "restic"),
        ("restic \\\n  backup /data", "restic"),
        ("sh -c 'barman backup all'", "barman"),
        ("pgbackrest --stanza=main --type=full backup", "pgbackrest"),
        ("kopia snapshot create /data", "kopia"),
        ("clickhouse-backup create_remote", "clickhouse-backup"),
        ("pg_dump shop > /b/shop.sql", "pg_dump"),
        ("pg_dump -s shop; pg_dump shop", "pg_dump"),
        ("mysqldump -h db shop", "mysqldump"),
    ],
)
def test_a_program_with_its_word_makes_a_backup(line: str, name: str) -> None:
    found = backup_program(line)

    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "line",
    [
        "restic -r /srv/backup forget --prune",
        "restic -r backup check",
        "restic --password-file /run/backup restore latest",
        "restic forget; echo backup",
        "barman check backup",
        "barman check-backup main",
        "pgbackrest --stanza=backup check",
        "borg prune /backups/create",
        "kopia snapshot list",
        "pg_dump --schema-only shop",
        "mysqldump --no-data shop",
        "mysqldump \\\n  --no-data shop",
        "my_pg_dump.sh",
        "tar czf /backup/pg_dump.tgz /data",
    ],
)
def test_what_only_has_the_word_makes_none(line: str) -> None:
    assert backup_program(line) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pg_dump -h a shop | psql -h b shop", True),
        ("pg_restore -d shop /b/dump", True),
        ("pg_dump shop > /b/psql.sql", False),
    ],
)
def test_a_client_may_load_a_dump(line: str, expected: bool) -> None:
    assert restores(line) is expected


@given(st.text(alphabet="abps_-/;&|\n'\" ", max_size=60))
def test_any_line_can_be_read(line: str) -> None:
    assert backup_program(f"{line}\npg_dump shop") is not None
