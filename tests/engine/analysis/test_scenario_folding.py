"""What is one attack scenario and what is none: attackers alike, what follows, what any workload can do."""

import pytest
from msgspec.structs import replace

from tests.engine.analysis.test_scenario_threats import (
    PERSON,
    SHOP,
    SOCKET,
    model_of,
    parts,
    row,
    scenario,
    scenarios,
    shop,
)
from threatmodel.engine.analysis.attack_scenario import Objective
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.what_if import ControlApplied
from threatmodel.engine.analysis.scenario_threats import Scenarios, attack_scenarios
from threatmodel.engine.library.attack_steps import COSTS, State
from threatmodel.engine.library.attackers_and_goals import Goal, load_attackers, load_goals
from threatmodel.engine.library.model_templates import load_templates
from threatmodel.engine.model import Element, Fact, Flow, Model


def test_attackers_alike_who_take_the_same_path_are_one_scenario() -> None:
    internet = load_attackers()[0]
    group = replace(internet, id="group", name="An organized group")
    other = replace(internet, id="other", name="A novice", skill="easy")

    found = attack_scenarios(AttackAnalysis(shop(), attackers=[internet, group, other]))

    assert {scenario(threat).attacker for threat in found.threats} == {"internet"}
    why = row(found, "compose:db", "internet", "stored-data").why
    assert why.endswith("An organized group can take the same path.")


def test_a_crown_jewel_follows_from_the_takeover_of_its_host() -> None:
    jewel = Goal("payments", "Payments", worth="critical", at=(State("compose:db", "read"),))
    text = SHOP.replace("SOCKET", SOCKET)

    found = attack_scenarios(AttackAnalysis(model_of(text), goals=[jewel, *load_goals()]))

    assert parts(found, "compromised-workload", "node-takeover")["compose:agent"] == "entry-point"
    assert "compose:agent" not in parts(found, "compromised-workload", "payments")
    assert parts(found, "compromised-workload", "payments")["compose:api"] == "entry-point"


OPEN_STORE = """
services:
  db: {image: "postgres:16.2", environment: {POSTGRES_PASSWORD: postgres}}
  api: {image: "example.org/api:1.0", environment: {DATABASE_URL: "postgres://db:5432/shop"}}
  tool: {image: "example.org/tool:1.0"}
  worker: {image: "example.org/worker:1.0", environment: {API_URL: "http://api:9000"}}
"""


def test_what_a_network_offers_is_told_beside_the_own_path_of_a_caller() -> None:
    found = scenarios(model_of(OPEN_STORE))

    threat = row(found, "compose:db", "compromised-workload", "stored-data")

    assert scenario(threat).entry == "compose:api"
    assert scenario(threat).paths == 2


def test_an_own_path_that_is_no_better_than_what_all_share_is_left_out() -> None:
    """Tools could read the password on the host; but the database next to them has a default one."""
    text = OPEN_STORE + "".join(
        f"""
  {name}:
    image: example.org/{name}:1.0
    cap_add: [SYS_ADMIN]
    security_opt: ["seccomp:unconfined"]
"""
        for name in ("profiler", "tracer")
    )
    backup = '  backup: {image: "example.org/backup:1", environment: {DB_HOST: db}, secrets: [password]}\n'

    found = scenarios(model_of(text + backup + "secrets: {password: {file: password.txt}}\n"))

    assert parts(found, "compromised-workload", "stored-data") == {
        "compose:api": "entry-point",
        "compose:backup": "entry-point",
        "compose:db": "target",
    }


def test_a_program_that_processes_data_gives_it_to_whoever_runs_code_there() -> None:
    model = shop()
    orders = Element(
        "dataset:orders", "data-set", "Orders", None, {"classification": known("confidential")}, PERSON
    )
    web = model.elements["compose:web"]
    model = model.with_element(orders).with_element(
        replace(web, facts={**web.facts, "data_sets": known([orders.uid])})
    )

    assert parts(scenarios(model), "internet", "classified-data") == {"compose:web": "target"}


TWO_STORES = (
    SHOP.replace("SOCKET", SOCKET)
    .replace(
        'API_URL: "http://api:9000"',
        'API_URL: "http://api:9000", DATABASE_URL: "postgres://sessions:5432/web"',
    )
    .replace("  db:\n", "  sessions:\n    image: postgres:16.2\n    networks: [front]\n  db:\n")
)


def roles(found: Scenarios, goal: str) -> dict[str, tuple[str, ...]]:
    """The parts of each component in the attacks on one goal; each has one row."""
    rows = [threat for threat in found.threats if scenario(threat).goal == goal]
    assert len(rows) == len({threat.element for threat in rows})
    return {threat.element: threat.methods["pasta"] for threat in rows}


def with_data(model: Model, *holders: str) -> Model:
    """The model with one confidential data set in these elements."""
    orders = Element(
        "dataset:o", "data-set", "Orders", None, {"classification": known("confidential")}, PERSON
    )
    model = model.with_element(orders)
    for uid in holders:
        holder = model.elements[uid]
        facts = {**holder.facts, "data_sets": known([orders.uid])}
        model = model.with_element(replace(holder, facts=facts))
    return model


def test_a_program_is_no_target_where_its_store_is_as_easy_to_reach() -> None:
    """The API has the orders that it processes, and its login to the database gives all of them."""
    both = scenarios(with_data(shop(), "compose:api", "compose:db"))
    alone = scenarios(with_data(shop(), "compose:api"))

    assert roles(both, "classified-data") == {
        "compose:api": ("entry-point", "stepping-stone"),
        "compose:db": ("target",),
        "compose:web": ("entry-point",),
    }
    assert parts(alone, "internet", "classified-data")["compose:api"] == "target"


def test_attacks_that_differ_only_in_how_they_begin_are_one_row_of_the_worst() -> None:
    found = scenarios(with_data(shop(), "compose:db"))

    passed = row(found, "compose:api", "compromised-workload", "classified-data")
    target = row(found, "compose:db", "compromised-workload", "classified-data")
    entered = row(found, "compose:web", "internet", "classified-data")

    assert (passed.severity, target.severity, entered.severity) == ("medium", "medium", "low")
    assert passed.title == target.title == "Compromised api reads data of db"
    for threat in (passed, target):
        assert threat.why.endswith("Anyone on the internet can do the same: Internet > web > api > db.")
    assert "can do the same" not in entered.why


def test_of_equal_severity_the_attacker_that_counts_leads() -> None:
    found = scenarios(shop())

    target = row(found, "compose:db", "internet", "stored-data")

    assert target.severity == "low"
    assert target.why.endswith("A compromised workload can do the same: api > db.")
    assert "compose:db" not in parts(found, "compromised-workload", "stored-data")


def test_each_attack_keeps_a_row_that_shows_how_it_begins() -> None:
    text = SHOP.replace("SOCKET", SOCKET).replace("example.org/agent:1.0", "someone/agent:1")

    found = scenarios(model_of(text.replace("  agent:\n", "  agent:\n    ports: ['81:81']\n")))

    takeovers = [threat for threat in found.threats if scenario(threat).goal == "node-takeover"]
    assert {threat.element: scenario(threat).attacker for threat in takeovers} == {
        "node:compose": "internet",
        "compose:agent": "internet",
        "image:someone/agent": "compromised-dependency",
    }
    told = [threat for threat in takeovers if "A compromised dependency can do the same: " in threat.why]
    assert {threat.element for threat in told} == {"node:compose", "compose:agent"}


def test_an_attacker_without_another_row_keeps_its_own() -> None:
    """Customers and staff use the same web server; staff are insiders, and that is where both begin."""
    model = shop()
    staff = Element("staff", "actor", "Staff", None, {"trusted": Fact(True, PERSON)}, PERSON)
    flow = Flow("staff->web", "staff", "compose:web", facts={"protocol": known("https")})
    insider = next(one for one in load_attackers() if one.id == "insider")
    attackers = [load_attackers()[0], replace(insider, skill="hard")]

    found = attack_scenarios(AttackAnalysis(model.with_element(staff).with_flow(flow), attackers=attackers))

    by_web = {scenario(one).attacker for one in found.threats if one.element == "compose:web"}
    assert by_web == {"internet", "insider"}


def test_what_harms_a_further_objective_stays_a_row_of_its_own() -> None:
    """Only from the internet a way leads through the orders to the program that takes payments."""
    model = load_templates()["microservices-kubernetes"].model
    paid = Objective("paid", "Customers can pay", "low", ("template:checkout",))

    plain, rated = (
        [one for one in scenarios(model, objectives=given).threats if one.element == "template:orders"]
        for given in ([], [paid])
    )

    assert [scenario(one).attacker for one in plain] == ["compromised-workload"]
    assert {scenario(one).attacker: scenario(one).objectives for one in rated} == {
        "compromised-workload": (),
        "internet": (paid,),
    }


def test_what_any_workload_of_a_network_can_do_stays_a_row_of_its_own() -> None:
    open_network = """
services:
  db: {image: "postgres:16.2", environment: {POSTGRES_PASSWORD: postgres}}
  web: {image: "example.org/web:1.0", ports: ["80:8080"]}
  tool: {image: "example.org/tool:1.0"}
  worker: {image: "example.org/worker:1.0"}
"""

    found = scenarios(model_of(open_network))

    rows = [scenario(one) for one in found.threats if one.element == "compose:db"]
    assert {one.steps[-1].step for one in rows} == {"guess-weak-credential"}
    assert {one.attacker: one.sharing for one in rows} == {"internet": 1, "compromised-workload": 4}


def test_what_stops_one_way_in_leaves_the_others() -> None:
    """A firewall before the web server keeps the internet out; a compromised API still reads the database."""
    model = shop()
    key = ("compose:db", "internet", "stored-data")
    faults = [one for one in scenario(row(scenarios(model), *key)).steps if one.step == "exploit-application"]
    first, last = faults[0], scenario(row(scenarios(model), *key)).steps[-1]

    entrance = scenarios(model, done=[ControlApplied(first.controls[0], first.subject)])
    login = scenarios(model, done=[ControlApplied(last.controls[0], last.subject)])

    left = scenario(row(entrance, *key))
    assert left.residual == left.inherent
    assert scenario(row(entrance, "compose:web", *key[1:])).residual is None
    assert (scenario(row(login, *key)).residual or 0) < left.inherent


def test_each_crown_jewel_has_rows_of_its_own() -> None:
    jewels = [
        Goal("crown-jewel", title, worth="high", at=(State(uid, "read"),))
        for title, uid in (("Orders", "compose:db"), ("Sessions", "compose:sessions"))
    ]

    found = attack_scenarios(AttackAnalysis(model_of(TWO_STORES), goals=jewels)).threats

    entered = [
        one
        for one in found
        if one.rule == "scenario:internet:crown-jewel" and scenario(one).role == "entry-point"
    ]
    assert {one.element for one in entered} == {"compose:web"}
    assert {scenario(one).targets for one in entered} == {("compose:db",), ("compose:sessions",)}
    assert len({one.fingerprint for one in entered}) == 2


def test_a_row_names_the_targets_that_are_as_likely_as_it_says() -> None:
    """The web server has a login to the sessions; to the other database leads one more fault of a program."""
    threat = row(scenarios(model_of(TWO_STORES)), "compose:web", "internet", "stored-data")

    assert scenario(threat).likelihood == "medium"
    assert scenario(threat).targets == ("compose:sessions",)


def test_the_row_of_a_target_says_that_there_are_other_ways() -> None:
    text = OPEN_STORE + '  jobs: {image: "example.org/jobs:1", environment: {DB_URL: "postgres://db/shop"}}\n'

    threat = row(scenarios(model_of(text)), "compose:db", "compromised-workload", "stored-data")

    assert threat.title == "Compromised api, among others, reads data of db"
    assert "2 more paths lead there." in threat.why


@pytest.mark.parametrize(
    ("image", "starts"), [("someone/tool:1", True), ("registry.example.com/tool:1", False)]
)
def test_a_dependency_is_an_image_that_a_third_party_publishes(image: str, starts: bool) -> None:
    model = model_of(SHOP.replace("SOCKET", SOCKET).replace("example.org/agent:1.0", image))

    assert bool(parts(scenarios(model), "compromised-dependency", "node-takeover")) is starts


def known(value: str | list[str]) -> Fact:
    return Fact(value, PERSON)


JOB = """
apiVersion: batch/v1
kind: KIND
metadata: {name: setup}
spec: SPEC
"""
POD = (
    "template: {spec: {containers: "
    "[{name: a, image: 'example.org/a:1', securityContext: {privileged: true}}]}}"
)


@pytest.mark.parametrize(
    ("kind", "spec", "severity"),
    [
        ("Job", f"{{{POD}}}", "low"),
        ("CronJob", f"{{jobTemplate: {{spec: {{{POD}}}}}}}", "high"),
    ],
)
def test_a_job_that_nobody_calls_is_an_unlikely_start(kind: str, spec: str, severity: str) -> None:
    found = scenarios(model_of(JOB.replace("KIND", kind).replace("SPEC", spec)))

    threat = row(found, f"k8s:default/{kind}/setup", "compromised-workload", "node-takeover")
    assert threat.severity == severity
    assert scenario(threat).cost >= sum(COSTS[step.difficulty] for step in scenario(threat).steps)


def privileged(kind: str, name: str) -> str:
    text = JOB.replace("KIND", kind).replace("SPEC", f"{{{POD}}}").replace("setup", name)
    return text if kind == "Job" else text.replace("batch/v1", "apps/v1")


def test_jobs_beside_a_workload_lower_no_risk() -> None:
    texts = [privileged("StatefulSet", "web"), *(privileged("Job", f"setup-{n}") for n in range(12))]
    costs, severities = set(), set()
    for count in (1, 2, 13):
        model = model_of("---".join(texts[:count]))
        target = next(uid for uid in model.of_kind("node"))
        threat = row(scenarios(model), target, "compromised-workload", "node-takeover")
        best = AttackAnalysis(model).results().paths[0]
        assert best.cost == scenario(threat).cost
        costs.add(best.cost)
        severities.add(threat.severity)

    assert (costs, severities) == ({2}, {"high"})


def test_what_starts_cost_counts_in_all_answers() -> None:
    analysis = AttackAnalysis(model_of(privileged("Job", "setup")))
    attacker = next(one for one in analysis.attackers if one.id == "compromised-workload")
    for path in analysis.results().paths:
        assert path.attacker != attacker or analysis.searcher(attacker).cost_to(path.end) == path.cost

    assert analysis.reach()["k8s:default/Job/setup"].cost == COSTS["hard"]


def test_what_a_worse_threat_of_the_component_tells_is_low() -> None:
    open_store = "services:\n  db: {image: 'mongo:7.0', ports: ['27017:27017']}\n"
    found = scenarios(model_of(open_store))
    threat = row(found, "compose:db", "internet", "stored-data")

    assert threat.severity == "low"
    assert {"severity", "situation"} <= {one.factor for one in threat.factors}
    assert sum(factor.points for factor in threat.factors) == threat.score
    db = Objective("o", "Orders are kept", "high", ("compose:db",))
    counted = row(scenarios(model_of(open_store), objectives=[db]), "compose:db", "internet", "stored-data")
    assert counted.severity == "high"
