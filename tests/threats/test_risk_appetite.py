"""The lists of threats above the appetite hold what the figures of risk count."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import import_text, new_model
from tests.threats.test_analyses import mitigate
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.risk_matrix import DEFAULT_MATRIX, matrix_to_json
from threatmodel.jobs.models import Job
from threatmodel.library.choices import MITIGATION_STATUSES
from threatmodel.threats.choices import REDUCTIONS, THREAT_STATUSES
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.risk.models import TeamRiskMatrix
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
Count = Callable[..., int]
OTHER_CELLS = [[0, 0, 0, 1, 2], [0, 0, 1, 2, 2], [0, 1, 1, 2, 3], [1, 1, 2, 3, 3], [1, 2, 3, 3, 3]]


def matrix(**changes: Any) -> Json:
    return {**matrix_to_json(DEFAULT_MATRIX), **changes}


@pytest.fixture
def listed(model: ThreatModel, vera: APIClient) -> Count:
    """How many threats above the appetite the list of the model has."""

    def count(**query: Any) -> int:
        query = {"above_appetite": "true", **query}
        found: int = vera.get(f"/api/models/{model.pk}/threats/", query).json()["count"]
        return found

    return count


@pytest.fixture
def figure(model: ThreatModel, vera: APIClient) -> Count:
    """How many threats the figure counts: of the current risk, or of what is accepted."""

    def count(part: str = "current") -> int:
        found: int = vera.get(f"/api/models/{model.pk}/risk/").json()[part]["above_appetite"]
        return found

    return count


def test_the_list_is_what_the_figure_counts(listed: Count, figure: Count, vera: APIClient) -> None:
    everything = listed(above_appetite="false")

    assert 0 < listed() == figure() < everything


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 30),
            st.sampled_from(THREAT_STATUSES),
            st.lists(
                st.tuples(st.sampled_from(MITIGATION_STATUSES), st.sampled_from(("", *REDUCTIONS))),
                max_size=3,
            ),
        ),
        max_size=6,
    ),
    appetite=st.integers(0, 3),
    cells=st.sampled_from([OTHER_CELLS, matrix()["cells"], [[1] * 5] * 5]),
)
def test_whatever_is_mitigated_and_however_the_team_rates_risk(
    cast: People, vera: APIClient, rows: list[Any], appetite: int, cells: list[list[int]]
) -> None:
    Job.objects.all().delete()
    model = new_model(cast.team, cast.alice, "Shop")
    import_text(model, cast.bob)
    content = matrix(cells=cells, appetite=appetite)
    TeamRiskMatrix.objects.update_or_create(team=cast.team, defaults={"content": content})
    threats = list(Threat.objects.filter(model=model).order_by("number"))
    for at, threat_status, mitigations in rows:
        threat = threats[at % len(threats)]
        for status, reduction in mitigations:
            made = mitigate(cast, model, threat.number)
            Mitigation.objects.filter(pk=made.pk).update(status=status, reduction=reduction)
        why = "other" if threat_status == "resolved" else ""
        Threat.objects.filter(pk=threat.pk).update(status=threat_status, resolution=why)

    risk = vera.get(f"/api/models/{model.pk}/risk/").json()

    address = f"/api/models/{model.pk}/threats/"
    found = vera.get(address, {"above_appetite": "true"}).json()
    accepted = vera.get(address, {"above_appetite": "true", "status": "accepted"}).json()
    assert found["count"] == risk["current"]["above_appetite"]
    assert accepted["count"] == risk["accepted"]["above_appetite"]


def test_the_portfolio_goes_by_the_matrix_of_each_team(
    vera: APIClient, cast: People, model: ThreatModel, listed: Count
) -> None:
    Membership.objects.create(team=cast.other_team, user=cast.vera, role=Role.VIEWER)
    foreign = new_model(cast.other_team, cast.charlie, "Foreign")
    import_text(foreign, cast.charlie)
    TeamRiskMatrix.objects.create(team=cast.other_team, content=matrix(appetite=3))
    query = {"above_appetite": "true"}

    both = vera.get("/api/portfolio/threats/", query).json()["count"]
    one = vera.get("/api/portfolio/threats/", {**query, "team": str(cast.other_team.pk)}).json()["count"]

    assert (both, one) == (listed(), 0)
