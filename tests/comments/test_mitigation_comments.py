"""Comments on mitigations."""

import pytest
from rest_framework.test import APIClient

from tests.comments.test_comments import comment, counts, notices, threads
from tests.people import People
from tests.threats.bulk_requests import changed, undone
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.mitigations.models import Mitigation


def test_mitigations_can_be_commented(
    bob: APIClient, vera: APIClient, cast: People, model: ThreatModel
) -> None:
    work = {"threats": [1], "title": "Run rootless", "description": ""}
    number = bob.post(f"/api/models/{model.pk}/mitigations/", work, format="json").json()["number"]
    place = {"on": "mitigation", "uid": f"M{number}"}

    opened = comment(vera, model, f"<@{cast.bob.pk}> From which release on?", **place).json()

    assert opened["place"]["name"] == f"M{number} Run rootless"
    assert threads(bob, model, f"place=mitigation&uid=M{number}") == [opened]
    assert counts(bob, model)["places"] == {f"M{number}": 1}
    (told,) = notices(cast.bob)
    assert told["link"] == f"/m/{model.pk}/mitigations?open={number}&comment={opened['id']}"

    bob.delete(f"/api/models/{model.pk}/mitigations/{number}/")

    (kept,) = threads(bob, model)
    assert (kept["place"]["id"], kept["place"]["name"]) == (None, f"M{number} Run rootless")


def test_a_mitigation_with_comments_survives_the_undo_of_its_proposal(
    bob: APIClient, vera: APIClient, model: ThreatModel
) -> None:
    address = f"/api/models/{model.pk}/threats/"
    outcome = changed(bob, address, {"new_mitigation": {"title": "Run rootless"}}, numbers=[1, 2])
    mitigation = Mitigation.objects.get(model=model)
    comment(vera, model, on="mitigation", uid=f"M{mitigation.number}")

    undone(bob, address, outcome)

    assert Mitigation.objects.filter(pk=mitigation.pk).exists()
    assert not mitigation.treatments.exists()


@pytest.mark.parametrize("uid", ["M9", "compose:db", "M", "T1"])
def test_an_unknown_mitigation_is_refused(bob: APIClient, model: ThreatModel, uid: str) -> None:
    response = comment(bob, model, on="mitigation", uid=uid)

    assert (response.status_code, response.json()) == (400, {"uid": ["Unknown mitigation in this model."]})
