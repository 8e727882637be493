"""A backup holds what the database holds at one moment, and comes back the same, into either database."""

import gzip
import re
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection

from tests.people import People
from tests.security.sample_objects import Things
from tests.services import deployment
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from threatmodel.accounts.models import Team, User
from threatmodel.architecture.models import Change, Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.audit.selectors import chains_verify, triggers_missing
from threatmodel.config.backups import file_format
from threatmodel.jobs.mail_outbox import mail_write
from threatmodel.jobs.models import Mail

pytestmark = pytest.mark.both_databases
SHOP = (deployment.ROOT / "fixtures" / "demo" / "media-compose" / "docker-compose.yml").read_bytes()
# Sessions and waiting mails are of the moment; the others are made by migrations, or not used.
_LEFT_OUT = {
    "accounts_user_groups", "accounts_user_user_permissions", "auth_group",
    "auth_group_permissions", "auth_permission", "django_content_type", "django_migrations", "django_session",
    "jobs_mail", "rate_limit", "usersessions_usersession",
}  # fmt: skip
_WITH_SAMPLE = {
    "api_tokens.ApiToken", "assessments.AssessmentFinding", "attack_paths.GoalResult",
    "incident_response.ResponseStep", "pasta.ScopeExclusion", "linddun_go.DealtCard",
    "proposals.Proposal", "reports.ReportFile", "reviews.ReviewItem", "threats.MitigationEvidence",
    "trackers.IssueLink", "webhooks.Delivery",
}  # fmt: skip
_WRITTEN_AS_JSON = {
    "AutoField", "BigAutoField", "BigIntegerField", "BinaryField", "BooleanField", "CharField", "DateField",
    "DateTimeField", "FloatField", "ForeignKey", "GenericIPAddressField", "IntegerField", "JSONField",
    "OneToOneField", "PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
    "SlugField", "SmallIntegerField", "TextField", "UUIDField",
}  # fmt: skip
_CHECK = """
from threatmodel.architecture.models import Change, Element, ThreatModel
model = ThreatModel.objects.get()
seqs = list(Change.objects.filter(model=model).order_by("seq").values_list("seq", flat=True))
assert seqs == list(range(1, model.seq + 1)), (model.seq, seqs)
name = Element.objects.get(uid="compose:proxy").name
last = Change.objects.filter(model=model).order_by("-seq").first()
print(name, last.ops[0]["props"].get("name") if last.ops else "")
"""


def draw(cast: People) -> ThreatModel:
    model = ThreatModel.objects.create(team=cast.team, name="Shop ☃", created_by=cast.alice)
    set_ = {"op": "set", "on": "element"}
    ops: tuple[dict[str, Any], ...] = (
        {**set_, "uid": "web", "props": {"kind": "workload", "x": 1.5, "y": 100000.0}},
        {**set_, "uid": "db", "props": {"kind": "datastore", "facts": {"owner": {"value": "Ünal"}}}},
    )
    apply(model_id=model.pk, actor=cast.alice, batch=Batch("one", ops, "person"))
    return model


def fingerprint() -> str:
    found = file_format.Fingerprint()
    for table in file_format.tables_kept():
        for row in file_format.rows_of(table):
            found.add(table._meta.label, file_format.line_of(row))
    return found.hexdigest()


@pytest.mark.django_db(transaction=True)
def test_what_was_backed_up_comes_back_and_is_only_for_its_owner(cast: People, tmp_path: Path) -> None:
    model = draw(cast)
    made, before = Change.objects.get().created_at, fingerprint()
    path = tmp_path / "backup.gz"

    call_command("backup", str(path))
    ThreatModel.objects.all().delete()
    User.objects.create(email="later@example.com")
    call_command("restore", str(path), "--replace")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert fingerprint() == before
    assert ThreatModel.objects.get().pk == model.pk
    assert Change.objects.get().created_at == made
    assert Element.objects.get(uid="db").facts["owner"]["value"] == "Ünal"
    assert not User.objects.filter(email="later@example.com").exists()


@pytest.mark.django_db(transaction=True)
def test_the_rows_of_every_table_come_back(cast: People, things: Things, tmp_path: Path) -> None:
    before = fingerprint()
    filled = {table._meta.label for table in file_format.tables_kept() if table._base_manager.exists()}

    call_command("backup", str(tmp_path / "backup.gz"))
    call_command("restore", str(tmp_path / "backup.gz"), "--replace")

    assert fingerprint() == before
    assert filled >= _WITH_SAMPLE
    assert all(one.fault == "" for one in chains_verify())
    assert triggers_missing() == []


@pytest.mark.django_db
def test_every_table_is_in_a_backup_or_named_here() -> None:
    kept = {table._meta.db_table for table in file_format.tables_kept()}
    others = set(connection.introspection.table_names()) - kept

    assert others == _LEFT_OUT


def test_every_kind_of_column_can_be_written() -> None:
    columns = (column for table in file_format.tables_kept() for column in table._meta.concrete_fields)

    assert {column.get_internal_type() for column in columns} <= _WRITTEN_AS_JSON


@pytest.mark.django_db(transaction=True)
def test_sessions_stay_out_of_a_backup(cast: People, tmp_path: Path, client: Any) -> None:
    client.force_login(cast.alice)

    call_command("backup", str(tmp_path / "backup.gz"))

    assert client.session.session_key not in gzip.decompress((tmp_path / "backup.gz").read_bytes()).decode()


@pytest.mark.django_db(transaction=True)
def test_mails_that_wait_are_not_sent_again_by_a_restore(cast: People, tmp_path: Path) -> None:
    mail_write(to="alice@example.com", subject="Hello", body="A link")
    call_command("backup", str(tmp_path / "backup.gz"))

    call_command("restore", str(tmp_path / "backup.gz"), "--replace")

    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_new_rows_get_numbers_after_the_restored_ones(cast: People, tmp_path: Path) -> None:
    EmailAddress.objects.create(user=cast.alice, email="alice@example.com")
    call_command("backup", str(tmp_path / "backup.gz"))

    call_command("restore", str(tmp_path / "backup.gz"), "--replace")

    EmailAddress.objects.create(user=cast.alice, email="second@example.com")


@pytest.mark.django_db(transaction=True)
def test_data_is_not_overwritten_unless_asked_for(cast: People, tmp_path: Path) -> None:
    path = tmp_path / "backup.gz"
    call_command("backup", str(path))
    before = fingerprint()

    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(path))
    with pytest.raises(CommandError, match="exists"):
        call_command("backup", str(path))

    assert fingerprint() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: lines[:-1], "is truncated"),
        (lambda lines: [line for line in lines if "Platform" not in line], "damaged"),
        (lambda lines: ["{}"], "not a Bulkhead backup"),
        (lambda lines: [lines[0].replace("jobs.0001", "jobs.9999"), *lines[1:]], "manage.py migrate"),
        (lambda lines: [lines[0].replace('"jobs.0001_initial",', ""), *lines[1:]], "older release"),
    ],
)
def test_a_backup_that_does_not_fit_changes_nothing(
    cast: People, tmp_path: Path, change: Any, told: str
) -> None:
    path = tmp_path / "backup.gz"
    call_command("backup", str(path))
    before = fingerprint()
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in change(lines)).encode()))

    with pytest.raises(CommandError, match=told):
        call_command("restore", str(path), "--replace")

    assert fingerprint() == before
    assert Team.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_was_cut_off_changes_nothing(cast: People, tmp_path: Path) -> None:
    path = tmp_path / "backup.gz"
    call_command("backup", str(path))
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(CommandError, match="cannot be read completely"):
        call_command("restore", str(path), "--replace")

    assert Team.objects.exists()


def test_a_backup_taken_while_people_edit_is_of_one_moment(server: Server, tmp_path: Path) -> None:
    visitor = Visitor(server.url)
    visitor.sign_up("backups@bulkhead.example")
    model = visitor.model("Media")
    visitor.import_files(model, {"docker-compose.yml": SHOP})
    with renaming(visitor, model):
        printed = server.manage("backup", str(tmp_path / "live.gz"))

    embedded = deployment.embedded_prepared(tmp_path / "embedded")
    assert hash_in(embedded.manage("restore", str(tmp_path / "live.gz"))) == hash_in(printed)
    kept, last = embedded.manage("shell", "--no-imports", "-c", _CHECK).split()[-2:]
    assert kept == last


@pytest.mark.services
def test_a_backup_moves_between_databases_and_back(tmp_path: Path, database_url: str, redis_url: str) -> None:
    first = deployment.embedded_prepared(tmp_path / "first", demo=True)
    second = deployment.embedded_prepared(tmp_path / "second")
    printed = first.manage("backup", str(tmp_path / "sqlite.gz"))

    with deployment.team_prepared(tmp_path / "team", database_url=database_url, redis_url=redis_url) as team:
        restored = team.manage("restore", str(tmp_path / "sqlite.gz"))
        again = team.manage("backup", str(tmp_path / "postgresql.gz"))
    back = second.manage("restore", str(tmp_path / "postgresql.gz"))

    assert len({hash_in(text) for text in (printed, restored, again, back)}) == 1


def hash_in(printed: str) -> str:
    found = re.search(r"fingerprint ([0-9a-f]{64})", printed)
    assert found
    return found[1]


@contextmanager
def renaming(visitor: Visitor, model: str) -> Iterator[None]:
    """Rename an element again and again meanwhile; the first name is stored when the block begins."""
    begun, ends = threading.Event(), threading.Event()
    faults: list[BaseException] = []

    def rename() -> None:
        number = 0
        while not ends.is_set():
            number += 1
            op = {"op": "set", "on": "element", "uid": "compose:proxy", "props": {"name": f"n{number}"}}
            try:
                visitor.post(f"/api/models/{model}/batches/", {"id": f"b{number}", "ops": [op]})
            except Exception as fault:  # noqa: BLE001 (told by the other thread)
                faults.append(fault)
                begun.set()
                return
            begun.set()

    thread = threading.Thread(target=rename)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        ends.set()
        thread.join()
    assert faults == []
