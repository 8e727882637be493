"""The layers of defense against threats: what acts, what is planned, and where a single layer or none is."""

from typing import Any

import pytest
from django.db.models import Q
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import socket_threat
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.engine.library.loader import load_library
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
PREVENTIVE, DETECTIVE = "remove-runtime-socket", "image-scanning-gate"


def layers(client: APIClient, model: ThreatModel, **query: Any) -> Json:
    answer = client.get(f"/api/models/{model.pk}/defense-layers/", {"page_size": 200, **query})
    assert answer.status_code == 200, answer.content
    body: Json = answer.json()
    return body


def row_of(answer: Json, uid: str) -> Json:
    return next(row for row in answer["results"] if row["subject"]["uid"] == uid)


def state_of(row: Json, control: str) -> str | None:
    layer = load_library().controls[control].lifecycle
    return {one["id"]: one["state"] for one in row["layers"]}.get(layer)


@pytest.fixture
def threat(model: ThreatModel) -> Threat:
    return socket_threat(model)


def implement(cast: People, model: ThreatModel, threat: Threat, control: str) -> Mitigation:
    made = mitigate(cast, model, threat.number, control=control)
    Mitigation.objects.filter(pk=made.pk).update(status="implemented")
    return made


def test_without_mitigations_no_layer_acts_and_those_of_the_rules_are_recommended(
    vera: APIClient, model: ThreatModel, threat: Threat
) -> None:
    answer = layers(vera, model)

    row = row_of(answer, threat.subject_uid)
    assert state_of(row, PREVENTIVE) == "recommended"
    counted = Threat.objects.filter(model=model).exclude(Q(status="resolved") | Q(subject_uid=""))
    assert answer["gaps"] == {"no_layer": counted.count(), "single_layer": 0, "no_detection": 0}
    assert sum(row["no_layer"] for row in answer["results"]) == counted.count()


def test_a_layer_is_planned_then_acts_and_is_the_only_one_until_a_second_does(
    vera: APIClient, cast: People, model: ThreatModel, threat: Threat
) -> None:
    made = mitigate(cast, model, threat.number, control=PREVENTIVE)
    assert state_of(row_of(layers(vera, model), threat.subject_uid), PREVENTIVE) == "planned"

    Mitigation.objects.filter(pk=made.pk).update(status="implemented")
    answer = layers(vera, model, gap="single-layer")
    assert answer["gaps"]["single_layer"] == 1
    (row,) = answer["results"]
    assert [one["number"] for one in row["listed"]] == [threat.number]
    assert state_of(row, PREVENTIVE) == "acting"

    implement(cast, model, threat, DETECTIVE)
    assert load_library().controls[DETECTIVE].lifecycle != load_library().controls[PREVENTIVE].lifecycle
    assert layers(vera, model, gap="single-layer")["results"] == []


def test_a_rejected_mitigation_and_one_without_a_control_are_no_layer(
    vera: APIClient, cast: People, model: ThreatModel, threat: Threat
) -> None:
    before = layers(vera, model)
    rejected = mitigate(cast, model, threat.number, control=DETECTIVE)
    Mitigation.objects.filter(pk=rejected.pk).update(status="rejected")
    free = mitigate(cast, model, threat.number)
    Mitigation.objects.filter(pk=free.pk).update(status="implemented", control="")

    assert layers(vera, model) == before


def test_a_critical_element_is_listed_until_a_detective_control_acts(
    vera: APIClient, cast: People, model: ThreatModel, threat: Threat
) -> None:
    element = Element.objects.get(model=model, uid=threat.subject_uid)
    op = {
        "op": "set",
        "on": "element",
        "uid": element.uid,
        "props": {"facts": {"criticality": {"value": "critical"}}},
    }
    apply(model_id=model.pk, actor=cast.bob, batch=Batch("critical", (op,)))
    model_analyze(model_id=model.pk)

    answer = layers(vera, model, gap="no-detection")
    assert [row["subject"]["uid"] for row in answer["results"]] == [element.uid]
    assert answer["results"][0]["undetected"] is True

    implement(cast, model, threat, DETECTIVE)
    after = layers(vera, model, gap="no-detection")
    assert (after["results"], after["gaps"]["no_detection"]) == ([], 0)


def test_the_list_is_searched_by_name_and_refuses_an_unknown_gap(
    vera: APIClient, model: ThreatModel, threat: Threat
) -> None:
    named = layers(vera, model, search=threat.subject_name)

    assert threat.subject_uid in [row["subject"]["uid"] for row in named["results"]]
    assert layers(vera, model, search="no such name")["results"] == []
    assert vera.get(f"/api/models/{model.pk}/defense-layers/", {"gap": "none"}).status_code == 400
