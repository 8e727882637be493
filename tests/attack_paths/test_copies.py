"""Attackers and crown jewels go along with copies, exports and deletions."""

import json
from typing import Any

from rest_framework.test import APIClient

from tests.people import People
from threatmodel.architecture.api.services.permanent_deletion import model_erase_in_steps
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import Attacker, CrownJewel, GoalResult, PathRun
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.threats.analysis.models import ModelReach
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


def describe(model: ThreatModel) -> None:
    """Write an attacker and a crown jewel."""
    starts = [["compose:shop", "execute"]]
    Attacker.objects.create(model=model, name="Operator", skill="easy", counts=True, starts=starts, version=4)
    CrownJewel.objects.create(
        model=model, element_uid="compose:db", level="read", title="Orders", worth="critical"
    )


def test_a_copy_is_described_and_scored_as_its_source(bob: APIClient, model: ThreatModel) -> None:
    describe(model)
    paths_refresh(model_id=model.pk)
    model_analyze(model_id=model.pk)

    made = bob.post(f"/api/models/{model.pk}/duplicate/", {"name": "Copy"}, format="json").json()

    copy = ThreatModel.objects.get(pk=made["id"])
    attacker, jewel = copy.attackers.get(), copy.crown_jewels.get()
    assert (attacker.name, attacker.starts, attacker.version) == (
        "Operator", [["compose:shop", "execute"]], 1,
    )  # fmt: skip
    assert (jewel.title, jewel.element_uid) == ("Orders", "compose:db")
    scores = "fingerprint", "score", "factors"
    of_rules = Threat.objects.filter(scenario=None).order_by("fingerprint")  # scenarios follow its own paths
    assert list(of_rules.filter(model=copy).values_list(*scores)) == list(
        of_rules.filter(model=model).values_list(*scores)
    )
    assert paths_refresh(model_id=copy.pk) is not None
    assert model.attackers.count() == 1


def test_the_export_of_a_team_has_them(alice: APIClient, model: ThreatModel, cast: People) -> None:
    describe(model)
    run = paths_refresh(model_id=model.pk)
    assert run is not None

    answer: Any = alice.get(f"/api/teams/{cast.team.pk}/export/")

    exported = json.loads(b"".join(answer))["models"][0]
    assert [one["name"] for one in exported["attackers"]] == ["Operator"]
    assert [one["title"] for one in exported["crown_jewels"]] == ["Orders"]
    assert [one["number"] for one in exported["path_runs"]] == [run.number]
    assert {one["title"] for one in exported["path_goals"]} >= {"Orders"}


def test_a_deleted_model_leaves_nothing(model: ThreatModel) -> None:
    describe(model)
    paths_refresh(model_id=model.pk)

    assert model_erase_in_steps(model_id=model.pk, goes_on=lambda: True)

    tables = (Attacker, CrownJewel, PathRun, GoalResult, ModelReach)
    assert [table.objects.count() for table in tables] == [0] * len(tables)
