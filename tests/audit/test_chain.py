"""The log is append-only, chained, and proves it; writers at once do not fork it."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, connections, transaction

from tests.audit_triggers import audit_triggers_off
from tests.people import People, make_user
from threatmodel.accounts.models import Team
from threatmodel.accounts.services import team_create, team_rename
from threatmodel.audit.actions import Action
from threatmodel.audit.models import INSTANCE, AuditChain, AuditEvent
from threatmodel.audit.selectors import chain_verify, triggers_missing
from threatmodel.audit.services import Subject, event_record

pytestmark = pytest.mark.both_databases


_WRITERS, _EACH = 4, 15


def write(number: int, team_id: UUID | None = None) -> AuditEvent:
    subject = Subject("team", team_id or "", f"Event {number}")
    return event_record(action=Action.TEAM_RENAMED, subject=subject, team_id=team_id, after={"n": number})


def verify() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def broken() -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out)
    return out.getvalue()


def test_each_event_follows_the_one_before_it(db: None) -> None:
    team = UUID(int=7)
    first, second, elsewhere = write(1, team), write(2, team), write(3)

    assert (first.number, first.previous_hash) == (1, "")
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert (elsewhere.chain_id, elsewhere.number) == (INSTANCE, 1)
    assert "complete and unchanged" in verify()


@pytest.mark.parametrize("what", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_event(db: None, what: str) -> None:
    event = write(1)

    statement = {
        "update": "UPDATE audit_auditevent SET actor_label = 'Mallory'",
        "delete": "DELETE FROM audit_auditevent",
    }[what]
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEvent.objects.get().actor_label == event.actor_label


@pytest.mark.parametrize("change", [{"last_number": 7}, {"last_number": 0}, {"last_hash": "0" * 64}])
def test_the_end_of_a_chain_only_moves_on_by_one(db: None, change: dict[str, object]) -> None:
    write(1)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditChain.objects.update(**change)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditChain.objects.all().delete()


def test_verify_names_the_first_event_that_was_changed(db: None) -> None:
    events = [write(number) for number in range(1, 5)]
    with audit_triggers_off():
        AuditEvent.objects.filter(pk__in=[events[1].pk, events[2].pk]).update(actor_label="Mallory")

    assert "BROKEN  instance: event 2 (team.renamed" in broken()
    assert "was changed" in broken()


def test_verify_names_an_event_that_is_missing_in_the_middle(db: None) -> None:
    events = [write(number) for number in range(1, 5)]
    with audit_triggers_off():
        AuditEvent.objects.filter(pk=events[1].pk).delete()

    assert "BROKEN  instance: event 2: missing" in broken()


def test_verify_names_events_that_are_missing_at_the_end(db: None) -> None:
    events = [write(number) for number in range(1, 5)]
    with audit_triggers_off():
        AuditEvent.objects.filter(pk__in=[events[2].pk, events[3].pk]).delete()

    assert "event 3: missing; the chain ends with event 4" in broken()


def test_verify_names_an_event_that_was_added_past_the_end(db: None) -> None:
    last = write(1)
    AuditEvent.objects.create(
        chain_id=INSTANCE, number=2, occurred_at=last.occurred_at, action="x", subject_type="x", via="system",
        previous_hash=last.hash, hash="0" * 64,
    )  # fmt: skip

    assert "BROKEN  instance: event 2 (x" in broken()


def test_verify_notices_a_chain_without_its_end(db: None) -> None:
    write(1)
    with audit_triggers_off():
        AuditChain.objects.all().delete()

    assert "the end of the chain was removed" in broken()


def test_verify_names_triggers_that_are_missing(db: None) -> None:
    assert triggers_missing() == []
    with audit_triggers_off():
        assert len(triggers_missing()) >= 4
        assert "is missing or disabled" in broken()


def test_long_chains_are_read_in_steps(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threatmodel.audit.selectors._CHUNK", 2)
    for number in range(1, 6):
        write(number)

    assert chain_verify(INSTANCE).events == 5
    assert chain_verify(INSTANCE).fault == ""


def test_what_is_rolled_back_is_not_recorded(cast: People) -> None:
    before = AuditEvent.objects.count()

    with transaction.atomic():
        team_rename(team=cast.team, name="Harbour")
        transaction.set_rollback(True)

    assert AuditEvent.objects.count() == before
    assert "complete" in verify()


def test_the_log_of_a_team_outlives_the_team(cast: People) -> None:
    Team.objects.filter(pk=cast.team.pk).delete()

    assert AuditEvent.objects.filter(chain_id=cast.team.pk, action="team.created").exists()
    assert "complete" in verify()


def _write_many(team_ids: list[UUID]) -> None:
    try:
        for number in range(_EACH):
            for team_id in team_ids:
                write(number, team_id)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain() -> None:
    team = team_create(name="Busy", owner=make_user("Alice"))
    others = [UUID(int=1), UUID(int=2)]  # chains whose first event several write at once

    with ThreadPoolExecutor(_WRITERS) as pool:
        for done in [pool.submit(_write_many, [team.pk, *others]) for _ in range(_WRITERS)]:
            done.result()

    assert AuditEvent.objects.filter(chain_id=team.pk).count() == _WRITERS * _EACH + 1
    for other in others:
        assert chain_verify(other).events == _WRITERS * _EACH
    assert "complete" in verify()
