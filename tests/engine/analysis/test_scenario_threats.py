"""Attack scenarios: which part each component has in them, because of what, and what takes them away."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings

from tests.engine.analysis.random_models import models
from threatmodel.engine.analysis.attack_scenario import Objective, Scenario, risk_level, risk_points
from threatmodel.engine.analysis.coverage import coverage
from threatmodel.engine.analysis.evaluation_context import SharedContexts
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.what_if import ControlApplied
from threatmodel.engine.analysis.rule_evaluation import Threat, analyze
from threatmodel.engine.analysis.scenario_threats import Scenarios, analyze_by, attack_scenarios
from threatmodel.engine.exporters.attack_paths import paths_to_json
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import Model, Source

PERSON = Source("person")
SHOP = """
services:
  web:
    image: example.org/web:1.0
    ports: ["80:8080"]
    environment: {API_URL: "http://api:9000"}
    networks: [front]
  api:
    image: example.org/api:1.0
    environment: {DATABASE_URL: "postgres://db:5432/shop"}
    networks: [front, back]
  db:
    image: postgres:16.2
    networks: [back]
  agent:
    image: example.org/agent:1.0
    volumes: [SOCKET]
    networks: [side]
networks: {front: {}, back: {}, side: {}}
"""
SOCKET = "/var/run/docker.sock:/var/run/docker.sock"


def model_of(text: str) -> Model:
    return read([TextFile("compose.yaml", text.encode())]).model


def shop(volume: str = SOCKET) -> Model:
    return model_of(SHOP.replace("SOCKET", volume))


def scenarios(model: Model, **given: Sequence[Objective] | Sequence[ControlApplied]) -> Scenarios:
    weaknesses = analyze(model, load_library()).threats
    return attack_scenarios(AttackAnalysis(model), weaknesses, **given)  # type: ignore[arg-type]


def scenario(threat: Threat) -> Scenario:
    assert threat.scenario is not None
    return threat.scenario


def parts(found: Scenarios, attacker: str, goal: str) -> dict[str, str]:
    """The part of each component in the attacks of one attacker on one goal."""
    return {
        threat.element: scenario(threat).role
        for threat in found.threats
        if (scenario(threat).attacker, scenario(threat).goal) == (attacker, goal)
    }


def row(found: Scenarios, element: str, attacker: str, goal: str) -> Threat:
    (threat,) = (
        one for one in found.threats if one.element == element and one.rule == f"scenario:{attacker}:{goal}"
    )
    return threat


def test_each_component_of_a_path_has_its_part() -> None:
    found = scenarios(shop())

    assert parts(found, "internet", "stored-data") == {
        "compose:web": "entry-point",
        "compose:api": "stepping-stone",
        "compose:db": "target",
    }


def test_a_scenario_is_a_threat_of_pasta_alone() -> None:
    threat = row(scenarios(shop()), "compose:db", "internet", "stored-data")

    assert threat.methods == {"stride": (), "linddun": (), "pasta": ("target",)}
    assert threat.title == "Anyone on the internet reads data of db via web"
    assert not threat.is_possible
    assert sum(factor.points for factor in threat.factors) == threat.score


def test_steps_follow_each_other_and_name_facts_and_weaknesses() -> None:
    threat = row(scenarios(shop()), "compose:agent", "compromised-workload", "node-takeover")
    steps = scenario(threat).steps

    for one, other in pairwise(steps):
        assert (one.target, one.target_level) == (other.source, other.source_level)
    assert [step.step for step in steps] == ["run-in-only-container", "escape-by-runtime-socket"]
    assert {weakness.rule for weakness in steps[-1].weaknesses} >= {"container-runtime-socket-mounted"}
    assert ("mounts", "compose.yaml") in {(one.fact, one.file) for one in threat.evidence}
    assert "remove-runtime-socket" in threat.controls


def test_a_scenario_is_as_sure_as_its_least_sure_step() -> None:
    found = scenarios(shop())

    assert scenario(row(found, "compose:db", "internet", "stored-data")).grade == "assumed"
    assert scenario(row(found, "compose:agent", "compromised-workload", "node-takeover")).grade == "modeled"


def test_what_cuts_a_step_removes_its_scenarios() -> None:
    with_socket, without = scenarios(shop()), scenarios(shop("/srv/data:/data"))

    assert parts(with_socket, "compromised-workload", "node-takeover") == {
        "compose:agent": "entry-point",
        "node:compose": "target",
    }
    assert not parts(without, "compromised-workload", "node-takeover")
    assert parts(with_socket, "internet", "stored-data") == parts(without, "internet", "stored-data")


def test_impact_is_unrated_without_an_objective() -> None:
    found = scenario(row(scenarios(shop()), "compose:db", "internet", "stored-data"))

    assert (found.impact, found.inherent_risk, found.residual_risk) == ("unrated", "unrated", "unrated")


def test_an_objective_that_is_harmed_rates_impact_and_risk() -> None:
    orders = Objective("o1", "Orders stay private", "critical", ("compose:db",))
    other = Objective("o2", "The agent runs", "low", ("compose:agent",))
    plain = row(scenarios(shop()), "compose:web", "internet", "stored-data")

    rated = row(scenarios(shop(), objectives=[orders, other]), "compose:web", "internet", "stored-data")

    assert scenario(rated).objectives == (orders,)
    assert scenario(rated).impact == "critical"
    assert scenario(rated).inherent_risk == scenario(rated).residual_risk == rated.severity
    assert rated.score > plain.score


def test_the_takeover_of_a_node_harms_what_runs_on_it() -> None:
    agent = Objective("o2", "The agent runs", "high", ("compose:web",))

    found = scenarios(shop(), objectives=[agent])

    assert scenario(row(found, "node:compose", "compromised-workload", "node-takeover")).impact == "high"


def test_only_what_is_done_lowers_what_is_left() -> None:
    done = ControlApplied("remove-runtime-socket", "compose:agent/agent")
    key = ("compose:agent", "compromised-workload", "node-takeover")

    before, after = row(scenarios(shop()), *key), row(scenarios(shop(), done=[done]), *key)

    assert scenario(before).residual == scenario(before).inherent
    assert scenario(after).residual is None
    assert scenario(after).done == (("remove-runtime-socket", "compose:agent/agent"),)
    assert (after.fingerprint, after.severity, after.score) == (
        before.fingerprint,
        before.severity,
        before.score,
    )


def test_the_identity_survives_other_costs_and_another_import() -> None:
    easier = model_of(
        SHOP.replace("SOCKET", SOCKET)
        .replace("web:1.0", "web:2.0")
        .replace(
            "  db:\n    image: postgres:16.2\n", "  db:\n    image: postgres:16.2\n    ports: ['5432:5432']\n"
        )
    )
    key = ("compose:db", "internet", "stored-data")

    before, after = row(scenarios(shop()), *key), row(scenarios(easier), *key)

    assert scenario(before).cost > scenario(after).cost
    assert before.fingerprint == after.fingerprint


def test_what_any_workload_can_do_is_one_scenario_of_the_target() -> None:
    text = "services:\n" + "".join(
        f"  {name}:\n    image: example.org/{name}:1.0\n" for name in ("one", "two", "three")
    )
    found = scenarios(model_of(text + "  store:\n    image: mongo:7.0\n"))

    reading = [threat for threat in found.threats if scenario(threat).attacker == "compromised-workload"]
    assert {threat.element for threat in reading} <= {"compose:store", "node:compose"}
    assert all(scenario(threat).role == "target" and scenario(threat).sharing >= 3 for threat in reading)


def test_what_follows_from_a_takeover_is_no_scenario_of_its_own() -> None:
    text = SHOP.replace("SOCKET", SOCKET).replace("networks: [side]", "networks: [back]")

    found = scenarios(model_of(text))

    assert parts(found, "compromised-workload", "node-takeover")["compose:agent"] == "entry-point"
    assert not [
        threat
        for threat in found.threats
        if threat.element == "compose:agent" and scenario(threat).goal == "stored-data"
    ]


def test_scenarios_that_wait_for_a_fact_are_apart_and_name_it() -> None:
    found = scenarios(shop())

    assert found.possible
    for threat in found.possible:
        assert threat.is_possible
        assert not threat.evidence
        assert {one.fact for one in threat.waits_for} == {
            step.waits_for[1] for step in scenario(threat).steps if step.waits_for
        }
    assert not any(step.waits_for for threat in found.threats for step in scenario(threat).steps)


def test_the_grid_shows_who_has_a_part_and_that_the_others_were_considered() -> None:
    model, library = shop(), load_library()
    analysis = analyze_by(tuple(METHODS), AttackAnalysis(model), library)

    grid = {row.subject: row.cells for row in coverage(model, library, analysis, "pasta").rows}

    assert grid["compose:db"]["target"].state == "threats"
    assert grid["compose:db"]["entry-point"].state == "considered"
    assert "compose:db/db" not in grid  # a part of compose:db


@pytest.mark.parametrize("methods", [("stride",), ("pasta",), ("stride", "pasta")])
def test_methods_choose_what_is_listed(methods: tuple[str, ...]) -> None:
    found = analyze_by(methods, AttackAnalysis(shop()), load_library())

    shown = {method for threat in found.threats for method, names in threat.methods.items() if names}
    assert shown >= set(methods)
    assert ("pasta" in shown) == ("pasta" in methods)
    assert [threat.score for threat in found.threats] == sorted(
        (t.score for t in found.threats), reverse=True
    )


def test_the_level_of_risk_falls_with_likelihood_and_with_an_assumed_start() -> None:
    assert risk_level("critical", 0.9, is_assumed=False) == "critical"
    assert risk_level("critical", 0.5, is_assumed=False) == "high"
    assert risk_level("critical", 0.9, is_assumed=True) == "high"
    assert risk_level("medium", 0.1, is_assumed=True) == "low"


HOST = """
services:
  proxy:
    image: example.org/proxy:1.0
    ports: ["80:8080"]
    volumes: [SOCKET]
  db:
    image: postgres:16.2
"""


def test_what_is_only_possible_is_no_risk_that_is_left() -> None:
    """Without the socket, a container still might escape by what no file says."""
    model = model_of(HOST.replace("SOCKET", SOCKET))
    done = [ControlApplied("remove-runtime-socket", "compose:proxy/proxy")]

    found = scenarios(model, done=done)

    assert any(
        threat.element == "node:compose"
        for threat in attack_scenarios(AttackAnalysis(model).changed(done)).possible
    )
    assert scenario(row(found, "node:compose", "internet", "node-takeover")).residual is None


def test_a_set_of_countermeasures_says_what_it_would_leave() -> None:
    model = model_of(HOST.replace("SOCKET", SOCKET))
    plans = {"socket": [ControlApplied("remove-runtime-socket", "compose:proxy/proxy")], "nothing": []}

    found = attack_scenarios(AttackAnalysis(model), plans=plans)

    takeover = scenario(row(found, "node:compose", "internet", "node-takeover"))
    assert takeover.planned == (("socket", None), ("nothing", takeover.residual))
    assert takeover.residual == takeover.inherent


def test_risk_is_compared_by_likelihood_times_impact() -> None:
    assert risk_points("critical", 0.5, is_assumed=False) == 2
    assert risk_points("critical", 0.5, is_assumed=True) == 1
    assert risk_points("info", 1.0, is_assumed=False) == risk_points("low", 1.0, is_assumed=False) == 1
    assert risk_points("critical", None, is_assumed=False) == 0


LONG = "warehouse-replenishment-forecast-service"
POD = """
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: shop}
spec:
  hostPID: true
  containers:
    - name: main
      image: registry.example.com/agent:1
      securityContext: {privileged: true}
"""


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("x", "Compromised x takes over Kubernetes nodes"),
        ("log-shipper", "Compromised log-shipper takes over Kubernetes nodes"),
        (LONG, "Compromised warehouse-replenish… takes over Kubernetes nodes"),
    ],
)
def test_titles_say_what_the_path_proves_and_fit(name: str, title: str) -> None:
    """The path ends at the nodes; that the cluster follows is said beside it."""
    found = scenarios(model_of(POD.replace("NAME", name)))

    takeover = row(found, f"k8s:shop/Pod/{name}", "compromised-workload", "node-takeover")
    assert takeover.title == title
    assert "From there it leads on to the cluster." in takeover.why
    assert {len(threat.title) <= 60 for threat in (*found.threats, *found.possible)} == {True}


# --- of any model ------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(models())
def test_the_same_model_has_the_same_scenarios_and_each_once(model: Model) -> None:
    found = attack_scenarios(AttackAnalysis(model))

    assert found == attack_scenarios(AttackAnalysis(model))
    assert all(len(threat.title) <= 60 for threat in (*found.threats, *found.possible))
    identities = [threat.fingerprint for threat in (*found.threats, *found.possible)]
    assert len(identities) == len(set(identities))


@settings(max_examples=30, deadline=None)
@given(models())
def test_no_scenario_takes_a_step_that_is_cut(model: Model) -> None:
    attacks = AttackAnalysis(model)
    found = attack_scenarios(attacks)
    for threat in (*found.threats, *found.possible)[:3]:
        step = scenario(threat).steps[-1]
        done = ControlApplied(step.controls[0], step.subject)

        left = attack_scenarios(attacks.changed([done]))

        taken = [one for other in (*left.threats, *left.possible) for one in scenario(other).steps]
        assert not [one for one in taken if one.subject == done.subject and done.control in one.controls]


@settings(max_examples=30, deadline=None)
@given(models())
def test_what_is_done_never_raises_what_is_left(model: Model) -> None:
    attacks = AttackAnalysis(model)
    found = attack_scenarios(attacks).threats
    steps = [step for threat in found for step in scenario(threat).steps][:2]
    done = [ControlApplied(step.controls[0], step.subject) for step in steps]

    after = attack_scenarios(attacks, done=done[:1], plans={"all": done}).threats

    assert [threat.fingerprint for threat in after] == [threat.fingerprint for threat in found]
    for threat in after:
        left = scenario(threat).residual
        assert left is None or left <= scenario(threat).inherent
        ((_, planned),) = scenario(threat).planned
        assert planned is None or (left is not None and planned <= left)


def test_contexts_that_analyses_share_change_nothing() -> None:
    model, library = shop(), load_library()
    shared, alone = AttackAnalysis(model, shared=SharedContexts(model)), AttackAnalysis(model)

    assert analyze_by(tuple(METHODS), shared, library) == analyze_by(tuple(METHODS), alone, library)
    assert paths_to_json(shared.results()) == paths_to_json(alone.results())
