"""The undo of changes of many threats."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.threats.bulk_requests import NOT_APPLICABLE, changed, found, undone
from tests.threats.threat_events import threat_events
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases


# --- undo --------------------------------------------------------------------------------------


def snapshot(model: ThreatModel) -> list[Any]:
    columns = ("number", "status", "decided", "status_reason", "owner", "due", "duplicate_of")
    rows = Threat.objects.filter(model=model).order_by("number")
    return [*rows.values_list(*columns), *rows.filter(tags__isnull=False).values_list("number", "tags__name")]


def test_undo_restores_exactly_what_was(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    changed(bob, address, {"status": "needs-info", "reason": "Hm", "tags_add": ["old"]}, numbers=[1, 2])
    changed(bob, address, {"owner": str(cast.anna.pk), "due": "2030-01-01"}, numbers=[2, 3])
    was = snapshot(model)
    change = {
        **NOT_APPLICABLE, "owner": str(cast.bob.pk), "due": "2031-01-01", "tags_add": ["new"],
        "tags_remove": ["old"], "new_mitigation": {"title": "Run them rootless"},
    }  # fmt: skip
    outcome = changed(bob, address, change, all=True, filter={})
    assert snapshot(model) != was

    result = undone(bob, address, outcome)

    assert (result["changed"], result["left"]) == (outcome["changed"], [])
    assert snapshot(model) == was
    assert not Mitigation.objects.filter(model=model).exists()
    deleted = ModelEvent.objects.filter(model=model, subject_type="mitigation").latest("id")
    assert (deleted.what, deleted.before["title"]) == ("deleted the mitigation", "Run them rootless")
    assert bob.post(f"{address}changes/{outcome['group']}/undo/").status_code == 400


def test_the_undo_can_be_undone(bob: APIClient, address: str, model: ThreatModel) -> None:
    outcome = changed(bob, address, NOT_APPLICABLE, numbers=[1, 2])
    was = snapshot(model)

    first = undone(bob, address, outcome)
    event = threat_events(bob, model.pk, 1)[0]
    undone(bob, address, first)

    assert (event["before"]["status"], event["after"]["status"]) == ("not-applicable", "open")
    assert snapshot(model) == was


def test_undo_leaves_what_was_changed_since(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel
) -> None:
    outcome = changed(bob, address, NOT_APPLICABLE, numbers=[1, 2])
    anna.patch(f"{address}1/", {"status": "open"})

    result = undone(bob, address, outcome)

    assert result["changed"] == 1
    assert result["left"] == [{"number": 1, "reason": "Changed since."}]
    assert found(model, status="not-applicable") == set()


def test_undo_of_a_decision_keeps_a_later_owner(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    outcome = changed(bob, address, NOT_APPLICABLE, numbers=[1, 2])
    changed(bob, address, {"owner": str(cast.anna.pk)}, numbers=[1])

    assert undone(bob, address, outcome)["changed"] == 2
    assert found(model, owner=cast.anna) == {1}


def test_a_mitigation_somebody_worked_on_survives_the_undo(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel
) -> None:
    outcome = changed(bob, address, {"new_mitigation": {"title": "Run them rootless"}}, numbers=[1, 2])
    anna.patch(f"/api/models/{model.pk}/mitigations/1/", {"status": "planned"})

    undone(bob, address, outcome)

    assert Mitigation.objects.get(model=model).status == "planned"
    assert not Treatment.objects.exists()
