"""The models of all teams of a person with their newest figures."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.dashboards.conftest import Days
from tests.people import People
from tests.shop_model import FIXED, import_text, new_model
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team
from threatmodel.architecture.models import ModelFolder, ThreatModel
from threatmodel.dashboards.services.snapshots import posture_snapshots_keep
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases
VALUES: dict[str, Callable[[Any], int]] = {
    "at_risk": lambda row: sum(row["open"].values()) + sum(row["accepted"].values()),
    "critical": lambda row: int(row["open"]["critical"]),
    "accepted": lambda row: sum(row["accepted"].values()),
    "overdue": lambda row: int(row["overdue"]),
    "jewel_score": lambda row: int(row["jewel_score"]),
}
MODELS = "/api/portfolio/models/"
FIGURES = "/api/portfolio/posture/"


@pytest.fixture
def others(cast: People) -> ThreatModel:
    """A model of another team, which Bob may look at as well."""
    Membership.objects.create(team=cast.other_team, user=cast.bob, role=Role.VIEWER)
    made = new_model(cast.other_team, cast.charlie, "Another shop")
    import_text(made, cast.charlie, FIXED)
    return made


def names(client: APIClient, **query: Any) -> list[str]:
    return [row["name"] for row in client.get(MODELS, query).json()["results"]]


def test_the_models_of_all_teams_are_listed(
    bob: APIClient, vera: APIClient, model: ThreatModel, others: ThreatModel
) -> None:
    assert names(bob) == ["Another shop", "Shop"]
    assert names(vera) == ["Shop"]


def test_one_team_or_some_words_narrow_the_list(
    bob: APIClient, cast: People, model: ThreatModel, others: ThreatModel
) -> None:
    assert names(bob, team=cast.team.pk) == ["Shop"]
    assert names(bob, search="another") == ["Another shop"]


def test_the_figures_of_a_row_are_those_of_its_model(
    days: Days, bob: APIClient, model: ThreatModel, others: ThreatModel
) -> None:
    posture_snapshots_keep()
    days.pass_hours(24)
    posture_snapshots_keep()

    rows = bob.get(MODELS).json()["results"]

    for row in rows:
        assert row["figures"] == bob.get(f"/api/models/{row['id']}/posture/").json()["days"][-1]
    (summed, _) = bob.get(FIGURES).json()["days"]
    assert summed["models"] == 2


@pytest.mark.parametrize("figure", VALUES)
def test_models_are_sorted_by_their_newest_figures(
    bob: APIClient, cast: People, model: ThreatModel, others: ThreatModel, figure: str
) -> None:
    posture_snapshots_keep()
    new_model(cast.team, cast.alice, "Without figures")

    rows = bob.get(MODELS, {"ordering": f"-{figure}"}).json()["results"]

    assert rows[-1]["name"] == "Without figures"
    values = [VALUES[figure](row["figures"]) for row in rows[:-1]]
    assert values == sorted(values, reverse=True)
    if figure == "critical":
        assert [row["name"] for row in rows[:2]] == ["Shop", "Another shop"]


def test_a_team_of_others_is_not_found(charlie: APIClient, cast: People, model: ThreatModel) -> None:
    assert charlie.get(MODELS).json()["count"] == 0
    assert charlie.get(FIGURES).json()["days"] == []
    for address in (MODELS, FIGURES):
        assert charlie.get(address, {"team": str(cast.team.pk)}).status_code == 404


def test_a_team_that_wants_a_second_factor_is_left_out(
    bob: APIClient, cast: People, model: ThreatModel, others: ThreatModel
) -> None:
    Team.objects.filter(pk=cast.team.pk).update(mfa_required=True)

    assert names(bob) == ["Another shop"]


def test_the_signed_out_get_nothing(model: ThreatModel) -> None:
    assert APIClient().get(MODELS).status_code == 403
    assert APIClient().post(FIGURES).status_code == 403


THREATS = "/api/portfolio/threats/"


def test_the_list_behind_a_figure_of_a_portfolio_counts_as_the_figure_does(
    days: Days, bob: APIClient, vera: APIClient, cast: People, model: ThreatModel, others: ThreatModel
) -> None:
    Threat.objects.filter(model=model, number__in=(1, 2)).update(due="2020-01-01", owner=cast.bob)
    posture_snapshots_keep()
    (today,) = bob.get(FIGURES).json()["days"]
    at_risk: dict[str, Any] = {"status": ["open", "needs-info", "accepted"]}

    listed = {
        "at_risk": bob.get(THREATS, at_risk).json()["count"],
        "critical": bob.get(THREATS, {**at_risk, "severity": "critical"}).json()["count"],
        "overdue": bob.get(THREATS, {"due": "overdue"}).json()["count"],
    }

    assert listed == {name: VALUES[name](today) for name in listed}
    assert listed["at_risk"] > vera.get(THREATS, at_risk).json()["count"] > 0
    mine = bob.get(THREATS, {"owner": "me", "ordering": "title", "team": str(cast.team.pk)}).json()["results"]
    assert {(row["number"], row["model"]["name"], row["due"]) for row in mine} == {
        (1, "Shop", "2020-01-01"),
        (2, "Shop", "2020-01-01"),
    }
    assert vera.get(THREATS, {"team": str(cast.other_team.pk)}).status_code == 404


def test_the_cells_and_controls_of_the_risk_lead_to_their_threats(bob: APIClient, model: ThreatModel) -> None:
    risk = bob.get("/api/portfolio/risk/").json()
    counted: dict[str, Any] = {"status": ["open", "needs-info", "accepted", "mitigated"]}
    control = risk["controls"][0]

    for impact, row in enumerate(risk["inherent"]["cells"], 1):
        for likelihood, number in enumerate(row, 1):
            query = {**counted, "likelihood": likelihood, "impact": impact}
            assert bob.get(THREATS, query).json()["count"] == number
    untreated: dict[str, Any] = {"status": ["open", "needs-info"], "mitigation": "none"}
    assert bob.get(THREATS, {**untreated, "rule": control["rules"]}).json()["count"] == control["threats"]


def test_models_are_summed_by_tag_owner_and_folder(
    bob: APIClient, cast: People, model: ThreatModel, others: ThreatModel
) -> None:
    folder = ModelFolder.objects.create(team=cast.team, name="Payments")
    ThreatModel.objects.filter(pk=model.pk).update(folder=folder)
    for tag in ("pci", "web"):
        model.tags.create(name=tag)
    posture_snapshots_keep()
    rows = {row["name"]: row for row in bob.get(MODELS).json()["results"]}

    groups = {
        by: {one["name"]: one for one in bob.get("/api/portfolio/groups/", {"by": by}).json()}
        for by in ("tag", "owner", "folder")
    }

    assert [*groups["tag"]] == ["pci", "web", ""]
    assert groups["tag"]["pci"]["figures"]["open"] == rows["Shop"]["figures"]["open"]
    assert groups["owner"]["Charlie"]["figures"]["open"] == rows["Another shop"]["figures"]["open"]
    assert (groups["folder"]["Payments"]["key"], groups["folder"][""]["models"]) == (str(folder.pk), 1)
    assert names(bob, tag="pci") == names(bob, folder=folder.pk) == ["Shop"]
    assert bob.get("/api/portfolio/groups/").status_code == 400
