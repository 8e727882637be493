"""Risk by likelihood and impact: inherent, current and target; another mitigation never raises it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import socket_threat
from tests.threats.test_analyses import mitigate
from threatmodel.accounts.choices import Role
from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.selectors.risk import counted_threats, risk_of
from threatmodel.engine.analysis.risk_levels import likelihood_left
from threatmodel.library.choices import MITIGATION_STATUSES
from threatmodel.threats.choices import REDUCTIONS
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import mitigation_update
from threatmodel.threats.risk.selectors.risk_stages import REDUCTION_SHARES
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/risk/"


def set_status(cast: People, model: ThreatModel, number: int, status: str) -> None:
    mitigation_update(
        model=model, actor=cast.alice, role=Role.OWNER, number=number, changes={"status": status}
    )


def test_each_cell_counts_the_threats_of_the_list(
    vera: APIClient, address: str, threat_count: Callable[..., int]
) -> None:
    cells = vera.get(address).json()["inherent"]["cells"]

    for impact, row in enumerate(cells, start=1):
        for likelihood, number in enumerate(row, start=1):
            assert number == threat_count(likelihood=likelihood, impact=impact)
    assert sum(map(sum, cells)) == threat_count() > 0


def test_the_score_is_the_sum_of_likelihood_times_impact(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    scores = (one * two for one, two in Threat.objects.values_list("likelihood", "impact"))

    risk = vera.get(address).json()

    assert risk["inherent"]["score"] == risk["current"]["score"] == risk["target"]["score"] == sum(scores)


def test_only_what_is_done_lowers_the_current_risk(
    vera: APIClient, cast: People, address: str, model: ThreatModel
) -> None:
    threat = socket_threat(model)
    score = threat.likelihood * threat.impact
    before = vera.get(address).json()["current"]["score"]
    number = mitigate(cast, model, threat.number).number
    expected = {
        "planned": (before, before - score),
        "in-progress": (before, before - score),
        "implemented": (before - score, before - score),
        "verified": (before - score, before - score),
        "rejected": (before, before),
    }

    for status, (current, target) in expected.items():
        set_status(cast, model, number, status)
        risk = vera.get(address).json()
        assert (risk["current"]["score"], risk["target"]["score"]) == (current, target), status
        assert risk["inherent"]["score"] == before


@pytest.mark.parametrize("reduction", ["", *REDUCTIONS])
def test_a_mitigation_removes_what_it_is_expected_to(
    vera: APIClient, cast: People, address: str, model: ThreatModel, reduction: str
) -> None:
    threat = socket_threat(model)
    before = vera.get(address).json()["current"]["score"]
    made = mitigate(cast, model, threat.number, status="implemented")
    Mitigation.objects.filter(pk=made.pk).update(reduction=reduction)

    after = vera.get(address).json()["current"]["score"]

    left = likelihood_left(threat.likelihood, [REDUCTION_SHARES[reduction]])
    assert before - after == (threat.likelihood - left) * threat.impact
    assert (reduction == "none") == (before == after)


def test_what_is_ruled_out_is_no_risk(
    vera: APIClient, cast: People, address: str, model: ThreatModel
) -> None:
    threat = socket_threat(model)
    before = vera.get(address).json()["inherent"]["score"]

    threat_decide(
        model_id=model.pk, actor=cast.bob, number=threat.number, status="not-applicable", reason="No."
    )

    after = vera.get(address).json()["inherent"]["score"]
    assert after == before - threat.likelihood * threat.impact


@given(st.lists(st.sampled_from(MITIGATION_STATUSES), max_size=4), st.sampled_from(MITIGATION_STATUSES))
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_another_mitigation_never_raises_risk(
    cast: People, model: ThreatModel, statuses: list[str], added: str
) -> None:
    number = socket_threat(model).number
    model.mitigations.all().delete()
    for status in statuses:
        mitigate(cast, model, number, status=status)
    before = risk_of(counted_threats(model_ids=[model.pk]))

    mitigate(cast, model, number, status=added)

    after = risk_of(counted_threats(model_ids=[model.pk]))
    assert after.inherent.score == before.inherent.score
    assert after.current.score <= before.current.score
    assert after.target.score <= before.target.score <= before.current.score


def test_the_first_controls_remove_the_most_risk(
    vera: APIClient, cast: People, address: str, model: ThreatModel, threat_count: Callable[..., int]
) -> None:
    controls = vera.get(address).json()["controls"]

    scores = [row["score"] for row in controls]
    assert scores == sorted(scores, reverse=True)
    for row in controls:
        listed = threat_count(rule=row["rules"], mitigation="none", status=["open", "needs-info"])
        assert row["threats"] == listed

    first = controls[0]
    treated = Threat.objects.filter(rule__in=first["rules"]).values_list("number", flat=True)
    mitigate(cast, model, *treated, control=first["control"])
    assert first["control"] not in {row["control"] for row in vera.get(address).json()["controls"]}


def test_a_portfolio_is_the_sum_of_its_models(
    vera: APIClient, charlie: APIClient, cast: People, address: str
) -> None:
    of_team = vera.get("/api/portfolio/risk/", {"team": str(cast.team.pk)}).json()

    assert of_team == vera.get(address).json()
    assert charlie.get("/api/portfolio/risk/").json()["inherent"]["score"] == 0
    assert charlie.get("/api/portfolio/risk/", {"team": str(cast.team.pk)}).status_code == 404
    assert charlie.get(address).status_code == 404
