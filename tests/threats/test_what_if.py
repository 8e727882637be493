"""A threat's page tells what would make it disappear, as the architecture is now."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import FIXED, import_text, socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


def what_if_of(client: APIClient, model: ThreatModel, number: int) -> Json:
    answer = client.get(f"/api/models/{model.pk}/threats/{number}/what-if/")
    assert answer.status_code == 200, answer.content
    body: Json = answer.json()
    return body


def test_the_mount_must_go(vera: APIClient, model: ThreatModel) -> None:
    told = what_if_of(vera, model, socket_threat(model).number)

    changes = [{"fact": "mounts", "label": "Mounts", "says": "no longer lists /var/run/docker.sock"}]
    assert told == {"options": [{"changes": changes, "instead": []}], "more": 0, "reason": ""}


def test_every_threat_of_the_model_has_a_way(vera: APIClient, model: ThreatModel) -> None:
    for number in Threat.objects.filter(model=model).values_list("number", flat=True):
        assert what_if_of(vera, model, number)["options"]


def test_what_was_fixed_before_the_analysis_has_a_reason(
    vera: APIClient, model: ThreatModel, cast: People
) -> None:
    facts: Json = {"mounts": {"value": []}}
    ops: tuple[Json, ...] = (
        {"op": "set", "on": "element", "uid": "compose:proxy/proxy", "props": {"facts": facts}},
    )
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("fix", ops))

    told = what_if_of(vera, model, socket_threat(model).number)

    assert (told["options"], told["more"]) == ([], 0)
    assert "next analysis" in told["reason"]


def test_a_threat_that_is_gone_has_a_reason(vera: APIClient, model: ThreatModel, cast: People) -> None:
    import_text(model, cast.bob, FIXED)

    assert what_if_of(vera, model, socket_threat(model).number)["reason"]


def test_rules_of_the_team_are_not_tried_in_the_web_process(vera: APIClient, model: ThreatModel) -> None:
    threat = socket_threat(model)
    Threat.objects.filter(pk=threat.pk).update(rule="team-own")

    told = what_if_of(vera, model, threat.number)

    assert told["options"] == []
    assert "rules of your team" in told["reason"]


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_there_is_nothing_for_strangers_and_of_unknown_threats(
    charlie: APIClient, vera: APIClient, model: ThreatModel, who: str
) -> None:
    client, number = (charlie, socket_threat(model).number) if who == "stranger" else (vera, 4711)

    assert client.get(f"/api/models/{model.pk}/threats/{number}/what-if/").status_code == 404
