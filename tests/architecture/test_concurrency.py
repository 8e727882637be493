"""Two concurrent writers: every batch gets its own seq, and none is lost."""

import threading

import pytest
from django.db import connection, connections

from tests.people import make_people
from threatmodel.architecture.models import Change, Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch

pytestmark = pytest.mark.both_databases
_WRITERS = 4
_BATCHES = 10


@pytest.fixture
def on_disk(transactional_db: None) -> None:
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("threads of an in-memory SQLite share one connection")


def test_batches_at_once_leave_no_gap(on_disk: None) -> None:
    people = make_people()
    model = ThreatModel.objects.create(team=people.team, name="Shop")
    seqs: list[int] = []

    def write(writer: int) -> None:
        try:
            for number in range(_BATCHES):
                op = {
                    "op": "set",
                    "on": "element",
                    "uid": f"{writer}-{number}",
                    "props": {"kind": "workload"},
                }
                batch = Batch(f"{writer}-{number}", (op,))
                seqs.append(apply(model_id=model.pk, actor=people.bob, batch=batch).seq)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(_WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    wanted = list(range(1, _WRITERS * _BATCHES + 1))
    assert sorted(seqs) == wanted
    assert list(Change.objects.order_by("seq").values_list("seq", flat=True)) == wanted
    assert Element.objects.count() == len(wanted)
