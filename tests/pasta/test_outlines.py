"""What is known of the seven stages before they are computed."""

from typing import Any

from rest_framework.test import APIClient

from tests.pasta.rows import add
from threatmodel.architecture.models import ThreatModel
from threatmodel.pasta.selectors.stage_records import RECORD_KINDS

Json = dict[str, Any]


def listed(client: APIClient, model: ThreatModel, what: str) -> list[Json]:
    response = client.get(f"/api/models/{model.pk}/pasta/{what}/")
    assert response.status_code == 200, response.content
    found: list[Json] = response.json()
    return found


def test_outlines_name_stages_and_the_sections_that_people_write_as_the_stages_do(
    bob: APIClient, model: ThreatModel
) -> None:
    stages = listed(bob, model, "stages")
    written = {kind.id for kind in RECORD_KINDS}

    for outline, stage in zip(listed(bob, model, "outlines"), stages, strict=True):
        titles = {one["id"]: one["title"] for one in stage["sections"]}
        assert (outline["number"], outline["name"]) == (stage["number"], stage["name"])
        assert outline["sections"] == [
            {"id": key, "title": title} for key, title in titles.items() if key in written
        ]


def test_outlines_say_which_stages_were_approved(anna: APIClient, bob: APIClient, model: ThreatModel) -> None:
    for kind in ("objectives", "impact-criteria", "risk-appetites"):
        add(bob, model, kind)
    before = [one["approved"] for one in listed(bob, model, "outlines")]
    body = {"inputs_hash": listed(anna, model, "stages")[0]["inputs_hash"], "note": "Enough for now."}

    approved = anna.post(f"/api/models/{model.pk}/pasta/stages/1/approval/", body, format="json")

    assert approved.status_code == 204
    assert not any(before)
    assert [one["number"] for one in listed(bob, model, "outlines") if one["approved"]] == [1]
