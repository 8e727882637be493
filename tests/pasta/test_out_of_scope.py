"""Stage 2 says what is out of scope; the stages after it list that, and count it nowhere."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.pasta.rows import add
from tests.pasta.test_stage_records import address
from tests.pasta.test_stages import check, section, stage
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh

Json = dict[str, Any]


@pytest.fixture
def without_proxy(bob: APIClient, model: ThreatModel) -> ThreatModel:
    """The shop without its proxy, which another team reviews."""
    paths_refresh(model_id=model.pk)
    add(bob, model, "scope-exclusions", elements=["compose:proxy"], reason="Reviewed by the platform team.")
    return model


def scopes(client: APIClient, model: ThreatModel) -> dict[str, str]:
    return {row["uid"]: row["values"][0] for row in section(client, model, 2, "components")["rows"]}


def test_components_say_whether_they_are_in_scope(bob: APIClient, without_proxy: ThreatModel) -> None:
    found = scopes(bob, without_proxy)

    assert found["compose:proxy"] == "out"
    assert found["compose:shop"] == "in"


def test_later_stages_list_what_they_leave_out_and_why(bob: APIClient, without_proxy: ThreatModel) -> None:
    weaknesses = section(bob, without_proxy, 5, "weaknesses")
    left_out = section(bob, without_proxy, 5, "out_of_scope_5")["rows"]

    assert not [row for row in weaknesses["rows"] if row["uid"].startswith("compose:proxy")]
    assert [row["name"] for row in left_out] == ["proxy"]
    counted, reason = left_out[0]["values"]
    assert counted.endswith("weaknesses")
    assert reason == "Reviewed by the platform team."


def test_nothing_is_lost(bob: APIClient, model: ThreatModel) -> None:
    paths_refresh(model_id=model.pk)
    before = section(bob, model, 5, "weaknesses")["count"]

    add(bob, model, "scope-exclusions", elements=["compose:proxy"], reason="Not ours.")

    left = section(bob, model, 5, "weaknesses")["count"]
    said = section(bob, model, 5, "out_of_scope_5")["rows"][0]["values"][0]
    assert left + int(said.split()[0]) == before


def test_flows_from_outside_to_it_are_no_entry_points(bob: APIClient, without_proxy: ThreatModel) -> None:
    entries = section(bob, without_proxy, 3, "entry_points")
    shown = section(bob, without_proxy, 3, "out_of_scope_3")["rows"][0]["values"][0]

    assert not [row for row in entries["rows"] if row["name"].endswith("proxy")]
    assert "entry point" in shown


def test_an_exclusion_makes_later_stages_stale_and_counts_for_no_check(
    bob: APIClient, without_proxy: ThreatModel
) -> None:
    every = [row["uid"] for row in section(bob, without_proxy, 2, "components")["rows"]]
    assert check(bob, without_proxy, 2, "scope")["met"]

    add(bob, without_proxy, "scope-exclusions", elements=every, reason="Nothing is ours.")

    assert not check(bob, without_proxy, 2, "scope")["met"]
    assert section(bob, without_proxy, 7, "untreated")["count"] == 0
    assert stage(bob, without_proxy, 7)["sections"][-1]["id"] == "out_of_scope_7"


@pytest.mark.parametrize(
    "body", [{"elements": [], "reason": "x"}, {"elements": ["compose:proxy"], "reason": " "}]
)
def test_exclusions_that_cannot_be(bob: APIClient, model: ThreatModel, body: Json) -> None:
    assert bob.post(address(model, "scope-exclusions"), body, format="json").status_code == 400
