"""A copy of a model has the rows of its stages, and its scenarios with what people decided about them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.pasta.rows import ROWS, add, records
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.pasta.models import StageReview
from threatmodel.threats.threats.models import Scenario, Threat

Json = dict[str, Any]
ASKED = {"status": "needs-info", "reason": "Who runs the proxy?"}


def duplicate(client: APIClient, model: ThreatModel, *, decisions: bool = True) -> ThreatModel:
    body = {"name": "Copy", "with_decisions": decisions}
    made = client.post(f"/api/models/{model.pk}/duplicate/", body, format="json")
    assert made.status_code == 201, made.content
    return ThreatModel.objects.get(pk=made.json()["id"])


def scenarios(model: ThreatModel) -> list[tuple[str, str, str, Json]]:
    rows = Threat.with_possible.filter(model=model, rule__startswith=RULE_PREFIX).order_by("fingerprint")
    columns = ("fingerprint", "title", "decided", "scenario__content")
    return list(rows.values_list(*columns))


@pytest.fixture
def decided(bob: APIClient, model: ThreatModel) -> Threat:
    """A scenario about which somebody has asked, in a shop with all rows."""
    criticality = add(bob, model, "objectives")
    for kind in ROWS.keys() - {"objectives", "impact-criteria"}:
        add(bob, model, kind)
    add(bob, model, "impact-criteria", objective=criticality["id"])
    paths_refresh(model_id=model.pk)
    threat = Threat.objects.get(
        model=model, rule="scenario:internet:node-takeover", subject_uid="compose:proxy"
    )
    bob.patch(f"/api/models/{model.pk}/threats/{threat.number}/", ASKED, format="json")
    return threat


def test_a_copy_has_the_scenarios_with_their_decisions(
    bob: APIClient, model: ThreatModel, decided: Threat
) -> None:
    copy = duplicate(bob, model)

    assert scenarios(copy) == scenarios(model)
    same = Threat.objects.get(model=copy, fingerprint=decided.fingerprint)
    assert (same.decided, same.status_reason) == (ASKED["status"], ASKED["reason"])
    assert same.element is not None
    assert same.element.model_id == copy.pk


def test_the_paths_of_the_copy_keep_them(bob: APIClient, model: ThreatModel, decided: Threat) -> None:
    copy = duplicate(bob, model)
    numbers = dict(Threat.with_possible.filter(model=copy).values_list("fingerprint", "number"))

    paths_refresh(model_id=copy.pk)

    assert dict(Threat.with_possible.filter(model=copy).values_list("fingerprint", "number")) == numbers
    assert Threat.objects.get(model=copy, fingerprint=decided.fingerprint).decided == ASKED["status"]


def test_without_decisions_they_are_open(bob: APIClient, model: ThreatModel, decided: Threat) -> None:
    copy = duplicate(bob, model, decisions=False)

    assert Threat.objects.get(model=copy, fingerprint=decided.fingerprint).decided == "open"
    assert records(bob, copy)["countermeasure_sets"] == []


def test_a_copy_has_the_rows_of_the_stages_and_no_approval(
    bob: APIClient, model: ThreatModel, decided: Threat
) -> None:
    StageReview.objects.create(model=model, stage=1, note="Agreed.")

    copy = duplicate(bob, model)

    of_source, of_copy = records(bob, model), records(bob, copy)
    for kind, rows in of_source.items():
        assert len(of_copy[kind]) == len(rows) == 1
        one, other = rows[0], of_copy[kind][0]
        assert one["id"] != other["id"]
        assert {*one} == {*other}
    assert of_copy["impact_criteria"][0]["objective"] == of_copy["objectives"][0]["id"]
    review = StageReview.objects.get(model=copy)
    assert (review.note, review.approved_at) == ("Agreed.", None)


def test_scenarios_of_the_source_stay(bob: APIClient, model: ThreatModel, decided: Threat) -> None:
    before = Scenario.objects.filter(threat__model=model).count()

    duplicate(bob, model)

    assert Scenario.objects.filter(threat__model=model).count() == before
