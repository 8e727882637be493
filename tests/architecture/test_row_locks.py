"""Which locks of rows hold up an edit; SQLite has none."""

import threading

import pytest
from django.db import connection, connections, transaction

from tests.people import make_people
from tests.waiting import MESSAGE_WITHIN_S
from threatmodel.architecture.api.services.architecture_edits import model_lock
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch


@pytest.mark.django_db(transaction=True)
def test_rows_that_refer_to_the_model_hold_up_no_edit() -> None:
    """As the commit of an analysis does, which checks thousands of them."""
    if connection.vendor == "sqlite":
        return
    people = make_people()
    model = ThreatModel.objects.create(team=people.team, name="Shop")
    refers, applied = threading.Event(), threading.Event()

    def refer() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT 1 FROM architecture_threatmodel WHERE id = %s FOR KEY SHARE", [model.pk]
                )
                refers.set()
                applied.wait(MESSAGE_WITHIN_S)
        finally:
            connections.close_all()

    thread = threading.Thread(target=refer)
    thread.start()
    assert refers.wait(MESSAGE_WITHIN_S)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        op = {"op": "set", "on": "element", "uid": "web", "props": {"kind": "workload"}}
        model_lock(model)
        result = apply(model_id=model.pk, actor=people.bob, batch=Batch("b", (op,)))
    applied.set()
    thread.join()

    assert result.changed
