"""Models are rated from facts, by OWASP or by CVSS, and each threat says where its risk comes from."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, import_text, socket_threat
from tests.threats.test_analyses import mitigate
from tests.threats.threat_events import threat_events
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.owasp_rating import OWASP_IDS
from threatmodel.library.choices import MITIGATION_STATUSES
from threatmodel.threats.choices import REDUCTIONS
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
VECTOR = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
HIGHEST = dict.fromkeys(OWASP_IDS, 9)


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/threats/{socket_threat(model).number}/"


@pytest.fixture
def method_address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/risk-method/"


def use(client: APIClient, address: str, method: str, version: int = 0, **owasp: int) -> Any:
    return client.put(address, {"method": method, "owasp": owasp, "version": version}, format="json")


def say(client: APIClient, address: str, version: int = 0, **said: Any) -> Any:
    return client.put(f"{address}risk-rating/", {"version": version, **said}, format="json")


def levels(risk: Json, stage: str = "inherent") -> tuple[int, int]:
    return risk[stage]["likelihood"], risk[stage]["impact"]


def test_facts_rate_a_threat_until_the_model_says_otherwise(
    vera: APIClient, address: str, method_address: str, model: ThreatModel
) -> None:
    risk = vera.get(address).json()["risk"]
    threat = socket_threat(model)

    assert (risk["method"], risk["likelihood_by"], risk["impact_by"]) == ("facts", "facts", "facts")
    assert levels(risk) == (threat.likelihood, threat.impact) == tuple(risk["facts"].values())
    assert (risk["owasp"], risk["cvss"], risk["reductions"]) == (None, None, [])
    assert vera.get(method_address).json()["method"] == "facts"


def test_owasp_counts_once_all_factors_are_known(
    bob: APIClient, address: str, method_address: str, model: ThreatModel
) -> None:
    before = levels(bob.get(address).json()["risk"])
    use(bob, method_address, "owasp")

    partly = say(bob, address, owasp={"skill": 3}).json()["risk"]
    fully = say(bob, address, version=1, owasp=HIGHEST).json()["risk"]

    assert (levels(partly), partly["likelihood_by"]) == (before, "facts")
    mean = partly["owasp"]["likelihood"]
    assert (mean["score"], mean["word"]) == (None, None)
    assert mean["least"] < mean["most"]
    assert (levels(fully), fully["likelihood_by"], fully["impact_by"]) == ((5, 5), "owasp", "owasp")
    assert fully["owasp"]["likelihood"] == {"score": 9.0, "word": "high", "least": 9.0, "most": 9.0}
    threat = socket_threat(model)
    assert (threat.likelihood, threat.impact) == (5, 5)
    event = threat_events(bob, model.pk, threat.number)[0]
    assert (event["what"], event["actor"]["name"]) == ("rated the risk", "Bob")


def test_what_holds_for_all_threats_is_said_once(bob: APIClient, address: str, method_address: str) -> None:
    use(bob, method_address, "owasp", **dict.fromkeys(OWASP_IDS, 2))

    assert set(Threat.with_possible.values_list("likelihood", "impact")) == {(2, 2)}
    risk = bob.get(address).json()["risk"]
    assert {one["source"] for one in risk["owasp"]["factors"]} == {"model"}


def test_cvss_gives_the_impact_and_facts_the_likelihood(
    bob: APIClient, address: str, method_address: str
) -> None:
    before = levels(bob.get(address).json()["risk"])
    use(bob, method_address, "cvss")
    unrated = bob.get(address).json()["risk"]

    risk = say(bob, address, vector=f" {VECTOR} ").json()["risk"]

    assert (levels(unrated), unrated["impact_by"], unrated["cvss"]) == (before, "facts", None)
    assert (levels(risk), risk["impact_by"]) == ((before[0], 2), "cvss")
    assert (risk["cvss"]["score"], risk["cvss"]["word"], risk["cvss"]["finding"]) == (1.8, "low", "")


def test_ratings_survive_a_new_analysis_another_method_and_a_copy(
    alice: APIClient, bob: APIClient, cast: People, address: str, method_address: str, model: ThreatModel
) -> None:
    before = levels(bob.get(address).json()["risk"])
    use(bob, method_address, "cvss")
    rated = levels(say(bob, address, vector=VECTOR).json()["risk"])

    import_text(model, cast.bob, COMPOSE.replace("traefik:3.1", "traefik:3.2"))
    analyzed = levels(bob.get(address).json()["risk"])
    use(bob, method_address, "facts", version=1)
    by_facts = levels(bob.get(address).json()["risk"])
    use(bob, method_address, "cvss", version=2)
    made = alice.post(
        f"/api/models/{model.pk}/duplicate/", {"name": "Copy", "with_decisions": True}, format="json"
    ).json()

    assert (analyzed, by_facts) == (rated, before)
    assert levels(bob.get(address).json()["risk"]) == rated
    copy = Threat.objects.get(model_id=made["id"], rule=socket_threat(model).rule)
    assert (copy.likelihood, copy.impact) == rated
    assert bob.get(f"/api/models/{made['id']}/risk-method/").json()["method"] == "cvss"


def test_the_second_of_two_people_gets_what_the_first_said(
    alice: APIClient, bob: APIClient, address: str, method_address: str
) -> None:
    use(alice, method_address, "cvss")
    say(alice, address, vector=VECTOR)

    method, said = use(bob, method_address, "owasp"), say(bob, address, owasp={"skill": 1})

    assert (method.status_code, method.json()["current"]["method"]) == (409, "cvss")
    assert (said.status_code, said.json()["current"]["risk"]["cvss"]["vector"]) == (409, VECTOR)


def test_roles_and_bad_input(
    vera: APIClient, bob: APIClient, charlie: APIClient, address: str, method_address: str
) -> None:
    assert use(vera, method_address, "owasp").status_code == 403
    assert say(vera, address).status_code == 403
    assert charlie.get(method_address).status_code == 404
    assert say(charlie, address).status_code == 404
    assert use(bob, method_address, "dread").status_code == 400
    assert use(bob, method_address, "owasp", skill=10).status_code == 400
    assert use(bob, method_address, "owasp", luck=1).status_code == 400
    assert "calculator" in say(bob, address, vector="CVSS:3.1/AV:N").json()["vector"][0]
    assert say(bob, address, vector="AV:N/AC:L/Au:N/C:P/I:P/A:P").status_code == 400


def test_the_page_shows_what_each_mitigation_removes(
    bob: APIClient, cast: People, model: ThreatModel, address: str
) -> None:
    number = socket_threat(model).number
    made = [mitigate(cast, model, number, status=one) for one in ("implemented", "planned", "rejected")]
    Mitigation.objects.filter(pk=made[0].pk).update(reduction="partly")
    Mitigation.objects.filter(pk=made[1].pk).update(reduction="fully")

    risk = bob.get(address).json()["risk"]

    assert [(one["share"], one["counts"]) for one in risk["reductions"]] == [
        (0.5, "current"), (1.0, "target"), (1.0, ""),
    ]  # fmt: skip
    assert risk["current"]["likelihood"] == -(-risk["inherent"]["likelihood"] // 2)
    assert (risk["target"]["likelihood"], risk["target"]["level"]) == (0, None)


def test_what_does_not_apply_has_no_risk_left(
    bob: APIClient, cast: People, model: ThreatModel, address: str
) -> None:
    number = socket_threat(model).number
    before = bob.get(address).json()["risk"]["inherent"]

    threat_decide(model_id=model.pk, actor=cast.bob, number=number, status="not-applicable", reason="No.")

    risk = bob.get(address).json()["risk"]
    assert risk["inherent"] == before
    assert risk["current"]["score"] == risk["target"]["score"] == 0


MITIGATION = st.tuples(st.sampled_from(MITIGATION_STATUSES), st.sampled_from(["", *REDUCTIONS]))


@given(st.lists(MITIGATION, max_size=3), MITIGATION)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_another_mitigation_never_raises_and_a_planned_one_never_lowers_the_current_risk(
    cast: People, vera: APIClient, model: ThreatModel, present: list[tuple[str, str]], added: tuple[str, str]
) -> None:
    threat = socket_threat(model)
    model.mitigations.all().delete()
    in_model = f"/api/models/{model.pk}"

    def write(status: str, reduction: str) -> None:
        made = mitigate(cast, model, threat.number, status=status)
        Mitigation.objects.filter(pk=made.pk).update(reduction=reduction)

    def scores() -> list[dict[str, int]]:
        of_threat = vera.get(f"{in_model}/threats/{threat.number}/").json()["risk"]
        of_element = vera.get(f"{in_model}/elements/{threat.element_id}/").json()["risk"]
        of_model = vera.get(f"{in_model}/risk/").json()
        stages = ("inherent", "current", "target")
        return [
            {stage: risk[stage]["score"] for stage in stages} for risk in (of_threat, of_element, of_model)
        ]

    for one in present:
        write(*one)
    before = scores()
    write(*added)

    for was, now in zip(before, scores(), strict=True):
        assert now["inherent"] == was["inherent"]
        assert now["current"] <= was["current"]
        assert now["target"] <= was["target"]
        assert now["target"] <= now["current"] <= now["inherent"]
        if added[0] not in {"implemented", "verified"}:
            assert now["current"] == was["current"]


def test_what_is_said_under_one_method_stays_while_another_rates(
    bob: APIClient, vera: APIClient, address: str, method_address: str
) -> None:
    use(bob, method_address, "cvss")
    vector = "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L"
    assert say(bob, address, vector=vector).status_code == 200
    rated = levels(vera.get(address).json()["risk"])

    use(bob, method_address, "owasp", version=1)
    version = vera.get(address).json()["version"]
    assert say(bob, address, version, owasp={"skill": 3}).status_code == 200
    use(bob, method_address, "cvss", version=2)

    again = vera.get(address).json()["risk"]
    assert (levels(again), again["cvss"]["vector"]) == (rated, vector)
