"""Attack scenarios are threats like others: listed, filtered, decided about, treated, kept over imports."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, FIXED, import_text
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.scenario_threats import analyze_by
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.threats.threats.models import Scenario, Threat

Json = dict[str, Any]
TAKEOVER = "scenario:internet:node-takeover"


def address(model: ThreatModel, path: str) -> str:
    return f"/api/models/{model.pk}/{path}"


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content
    return response.json()


@pytest.fixture
def scenarios(model: ThreatModel) -> ThreatModel:
    """The shop with its attack paths computed."""
    paths_refresh(model_id=model.pk)
    return model


def rows(model: ThreatModel) -> list[Threat]:
    return list(Threat.with_possible.filter(model=model, rule__startswith=RULE_PREFIX).order_by("number"))


def takeover(model: ThreatModel) -> Threat:
    return Threat.objects.get(model=model, rule=TAKEOVER, subject_uid="compose:proxy")


def detail(client: APIClient, model: ThreatModel, threat: Threat) -> Json:
    found: Json = ok(client.get(address(model, f"threats/{threat.number}/")))
    return found


def test_they_are_those_of_the_command_line(scenarios: ThreatModel) -> None:
    model = read([TextFile("docker-compose.yml", COMPOSE.encode())]).model
    found = analyze_by(("pasta",), AttackAnalysis(model), load_library())

    assert {
        row.fingerprint: (row.title, row.severity, row.score, row.certainty) for row in rows(scenarios)
    } == {
        one.fingerprint: (one.title, one.severity, one.score, "possible" if one.is_possible else "found")
        for one in (*found.threats, *found.possible)
    }


def test_the_list_filters_them_by_method_and_part(vera: APIClient, scenarios: ThreatModel) -> None:
    listed = ok(vera.get(address(scenarios, "threats/"), {"method": "pasta"}))
    entries = ok(vera.get(address(scenarios, "threats/"), {"category": "entry-point"}))
    stride = ok(vera.get(address(scenarios, "threats/"), {"method": "stride"}))

    assert listed["count"] == len([row for row in rows(scenarios) if row.certainty == "found"])
    assert takeover(scenarios).number in {one["number"] for one in entries["results"]}
    assert {category for one in entries["results"] for category in one["categories"]} == {"entry-point"}
    assert not [one for one in stride["results"] if one["rule"].startswith(RULE_PREFIX)]


def test_a_row_of_several_is_called_by_attacker_and_goal(vera: APIClient, scenarios: ThreatModel) -> None:
    listed = ok(vera.get(address(scenarios, "threats/"), {"method": "pasta", "roll_up": "true"}))

    several = {row["cause"]["title"] for row in listed["results"] if row["cause"]}
    assert "Anyone on the internet gets control of a node" in several
    assert all(" gets " in title for title in several)


def test_the_page_shows_steps_facts_and_the_threats_they_rest_on(
    vera: APIClient, scenarios: ThreatModel
) -> None:
    shown = detail(vera, scenarios, takeover(scenarios))["scenario"]

    assert (shown["role"], shown["attacker_name"]) == ("entry-point", "Anyone on the internet")
    assert [one["name"] for one in shown["targets"]] == ["Docker host"]
    last = shown["steps"][-1]
    assert (last["step"], last["source"]["name"], last["target"]["name"]) == (
        "escape-by-runtime-socket", "proxy", "Docker host",
    )  # fmt: skip
    assert last["evidence"][0]["file"] == "docker-compose.yml"
    socket = Threat.objects.get(model=scenarios, rule="container-runtime-socket-mounted")
    assert socket.number in [one["number"] for one in last["weaknesses"]]
    assert (shown["impact"], shown["residual"]) == ("unrated", shown["inherent"])


def test_of_very_many_targets_the_first_are_stored(
    vera: APIClient, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.threats.analysis.services.scenario_sync.TARGETS_MOST", 0)
    paths_refresh(model_id=model.pk)

    shown = detail(vera, model, takeover(model))["scenario"]

    assert (shown["targets"], shown["target_count"]) == ([], 1)


def test_a_threat_of_a_rule_has_no_scenario(vera: APIClient, scenarios: ThreatModel) -> None:
    socket = Threat.objects.get(model=scenarios, rule="container-runtime-socket-mounted")

    assert detail(vera, scenarios, socket)["scenario"] is None


def test_a_stranger_gets_404(charlie: APIClient, scenarios: ThreatModel) -> None:
    number = takeover(scenarios).number

    assert charlie.get(address(scenarios, f"threats/{number}/")).status_code == 404


def test_the_same_paths_again_write_nothing(scenarios: ThreatModel) -> None:
    before = {row.pk: (row.number, row.first_seen_at) for row in rows(scenarios)}
    scenarios.path_runs.all().delete()

    paths_refresh(model_id=scenarios.pk)

    assert {row.pk: (row.number, row.first_seen_at) for row in rows(scenarios)} == before


def test_an_analysis_leaves_them_alone(scenarios: ThreatModel, cast: People) -> None:
    before = [(row.number, row.status) for row in rows(scenarios)]

    import_text(scenarios, cast.bob, COMPOSE.replace("shop:1.4", "shop:1.5"))

    assert [(row.number, row.status) for row in rows(scenarios)] == before


def test_a_fixed_step_resolves_them_and_its_return_keeps_number_and_decision(
    scenarios: ThreatModel, cast: People, bob: APIClient
) -> None:
    threat = takeover(scenarios)
    decision = {"status": "needs-info", "reason": ""}
    ok(bob.patch(address(scenarios, f"threats/{threat.number}/"), decision, format="json"))

    import_text(scenarios, cast.bob, FIXED)
    paths_refresh(model_id=scenarios.pk)
    gone = takeover(scenarios)
    import_text(scenarios, cast.bob, COMPOSE)
    paths_refresh(model_id=scenarios.pk)
    back = takeover(scenarios)

    assert (gone.status, gone.number) == ("resolved", threat.number)
    assert (back.status, back.number) == ("needs-info", threat.number)


def test_a_mitigation_that_is_done_lowers_what_is_left_and_nothing_else_does(
    scenarios: ThreatModel, bob: APIClient, vera: APIClient
) -> None:
    socket = Threat.objects.get(model=scenarios, rule="container-runtime-socket-mounted")
    plan = {"control": "remove-runtime-socket", "threats": [socket.number], "status": "planned"}
    made = ok(bob.post(address(scenarios, "mitigations/"), plan, format="json"), 201)
    paths_refresh(model_id=scenarios.pk)
    planned = detail(vera, scenarios, takeover(scenarios))["scenario"]

    done = {"status": "implemented"}
    ok(bob.patch(address(scenarios, f"mitigations/{made['number']}/"), done, format="json"))
    asked = Job.objects.filter(model=scenarios, kind=JobKind.ATTACK_PATHS).exists()
    paths_refresh(model_id=scenarios.pk)
    shown = detail(vera, scenarios, takeover(scenarios))["scenario"]

    assert asked
    assert planned["residual"] == planned["inherent"]
    assert shown["residual"] is None
    assert shown["inherent"] == planned["inherent"]
    assert [one["title"] for one in shown["controls_done"]] == ["Remove the container runtime socket"]


def test_the_grid_of_pasta_shows_their_parts(vera: APIClient, scenarios: ThreatModel) -> None:
    grid = ok(vera.get(address(scenarios, "coverage/"), {"method": "pasta", "search": "proxy"}))

    cells = {one["subject"]["uid"]: one["cells"] for one in grid["results"]}
    assert cells["compose:proxy"]["entry-point"]["threats"][0]["number"] == takeover(scenarios).number
    assert cells["compose:proxy"]["target"]["state"] == "considered"
    assert "compose:proxy/proxy" not in cells


def test_scenarios_go_with_their_model(scenarios: ThreatModel) -> None:
    assert Scenario.objects.filter(threat__model=scenarios).count() == len(rows(scenarios))

    ThreatModel.with_trash.filter(pk=scenarios.pk).delete()

    assert not Scenario.objects.exists()


def test_what_would_resolve_one_is_said_in_words(vera: APIClient, scenarios: ThreatModel) -> None:
    number = takeover(scenarios).number

    shown = ok(vera.get(address(scenarios, f"threats/{number}/what-if/")))

    assert shown["options"] == []
    assert "steps" in shown["reason"]
