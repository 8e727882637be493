"""Decisions about many threats, and imports and undos of the same model, at the same time."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from tests.people import client_of, make_people
from tests.shop_model import COMPOSE, FIXED, import_text, new_model, socket_threat
from tests.threats.bulk_requests import NOT_APPLICABLE, changed, found
from tests.waiting import MESSAGE_WITHIN_S
from threatmodel.architecture.api.services.architecture_edits import model_lock
from threatmodel.architecture.models import Change, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.architecture.operations.undo import undo
from threatmodel.history.models import ModelEvent
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def at_once(*works: Callable[[], None]) -> list[BaseException]:
    """Run all at the same time, and return what they raised."""
    faults: list[BaseException] = []
    together = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            together.wait(MESSAGE_WITHIN_S)
            work()
        except BaseException as fault:  # noqa: BLE001 (the test says what it was)
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def _last_reason(model: ThreatModel, number: int) -> str:
    """What the last decision about a threat says: one that an import had resolved is in no later round."""
    events = ModelEvent.objects.filter(model=model, subject_type="threat", subject_number=number)
    decided = events.filter(after__has_key="reason").latest("id")
    return decided.after["reason"]  # type: ignore[no-any-return]


def test_neither_decisions_nor_imports_are_lost_or_stop_each_other() -> None:
    if connection.vendor == "sqlite":
        return
    people = make_people()
    model = new_model(people.team, people.bob)
    import_text(model, people.bob)
    model_analyze(model_id=model.pk)
    address, first = f"/api/models/{model.pk}/threats/", found(model)
    decided: list[int] = []

    def import_and_analyze() -> None:
        for number in range(ROUNDS):
            import_text(model, people.bob, FIXED if number % 2 == 0 else COMPOSE)
            model_analyze(model_id=model.pk)

    def decide() -> None:
        client = client_of(people.bob)
        for number in range(ROUNDS):
            change = {**NOT_APPLICABLE, "reason": f"Round {number}."}
            decided.append(changed(client, address, change, all=True, filter={})["changed"])

    faults = at_once(import_and_analyze, decide)

    assert faults == []
    assert all(decided)
    model_analyze(model_id=model.pk)  # of the last import, which brought the socket back
    assert socket_threat(model).status == "not-applicable"
    assert found(model, status="not-applicable") >= first
    reasons = dict(
        Threat.objects.filter(model=model, number__in=first).values_list("number", "status_reason")
    )
    assert reasons == {number: _last_reason(model, number) for number in first}
    assert f"Round {ROUNDS - 1}." in reasons.values()
    imports = Change.objects.filter(model=model, origin="import")
    assert imports.count() == ROUNDS + 1


def test_whoever_undoes_holds_up_no_decision() -> None:
    """Who decides has the counters and refers to the model, and who locks the model may wait for them."""
    if connection.vendor == "sqlite":
        return
    people = make_people()
    model = new_model(people.team, people.bob)
    op = {"op": "set", "on": "element", "uid": "web", "props": {"kind": "workload"}}
    seq = apply(model_id=model.pk, actor=people.bob, batch=Batch("b", (op,))).seq
    deciding, undone = threading.Event(), threading.Event()

    def decide() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            counters_lock(model.pk)
            deciding.set()
            assert undone.wait(MESSAGE_WITHIN_S)
            cursor.execute("SELECT 1 FROM architecture_threatmodel WHERE id = %s FOR KEY SHARE", [model.pk])

    def take_back() -> None:
        assert deciding.wait(MESSAGE_WITHIN_S)
        with transaction.atomic():
            undo(model_id=model.pk, actor=people.bob, seq=seq)
            model_lock(model)
            undone.set()
            counters_lock(model.pk)

    assert at_once(decide, take_back) == []
