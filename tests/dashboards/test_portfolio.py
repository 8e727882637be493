"""The models of all teams of a person with their newest figures."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.dashboards.conftest import Days
from tests.people import People
from tests.shop_model import FIXED, import_text, new_model
from threatmodel.accounts.models import Membership, Role, Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.services.snapshots import posture_snapshots_keep

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
