"""How likely attack scenarios are that rest on faults that nothing shows, and what they say of them."""

from threatmodel.engine.analysis.attack_scenario import Scenario, risk_level, unrated_risk_level
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.shortest_paths import likelihood
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.analysis.scenario_threats import analyze_by
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library

CHAIN = """
services:
  web:
    image: example.org/web:1.0
    ports: ["80:8080"]
    environment: {API_URL: "http://api:9000"}
  api:
    image: example.org/api:1.0
    volumes: [/var/run/docker.sock:/var/run/docker.sock]
"""


def takeover(text: str, element: str) -> Threat:
    """The threat that an attacker from the internet takes over the host through a component."""
    model = read([TextFile("compose.yaml", text.encode())]).model
    found = analyze_by(["pasta"], AttackAnalysis(model), load_library()).threats
    (threat,) = (
        one for one in found if one.element == element and one.rule == "scenario:internet:node-takeover"
    )
    return threat


def scenario(threat: Threat) -> Scenario:
    assert threat.scenario is not None
    return threat.scenario


def test_a_remote_likelihood_is_one_level_lower_again_where_nobody_rated_the_impact() -> None:
    assert unrated_risk_level("critical", 0.3, is_assumed=False) == "medium"
    assert unrated_risk_level("critical", 0.19, is_assumed=False) == "low"
    assert unrated_risk_level("critical", 0.3, is_assumed=True) == "low"
    assert risk_level("critical", 0.19, is_assumed=False) == "medium"


def test_a_second_assumed_fault_halves_the_likelihood() -> None:
    one, two = likelihood(20, faults=1), likelihood(20, faults=2)

    assert likelihood(20) == one == 2 * two
    assert likelihood(20, faults=3) == two / 2


def test_a_chain_of_two_assumed_faults_says_which_and_ranks_low() -> None:
    threat = takeover(CHAIN, "compose:web")

    steps = len(scenario(threat).steps)
    assert f"2 of its {steps} steps are assumed: exploit a fault of the application (web, api)." in threat.why
    assert threat.severity == "low"
    assert scenario(threat).likelihood == "low"


def test_one_assumed_fault_is_named_and_ranks_as_before() -> None:
    text = CHAIN.replace("    volumes", "    ports: ['9000:9000']\n    volumes")

    threat = takeover(text, "compose:api")

    steps = len(scenario(threat).steps)
    assert f"1 of its {steps} steps is assumed: exploit a fault of the application (api)." in threat.why
    assert threat.severity == "high"
