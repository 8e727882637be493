"""Attack scenarios of what is drawn without a fact."""

from msgspec.structs import replace

from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.analysis.scenario_threats import Scenarios, attack_scenarios
from threatmodel.engine.analysis.threat_score import lowest_score
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Element, Fact, Flow, Model, Source

PERSON = Source("person")


def scenarios(model: Model) -> Scenarios:
    return attack_scenarios(AttackAnalysis(model), analyze(model, load_library()).threats)


def drawn() -> Model:
    """A drawing without a single fact."""
    parts = {"internet": "internet", "web": "workload", "orders": "datastore", "host": "node"}
    elements = {uid: Element(uid, kind, uid, None, {}, PERSON) for uid, kind in parts.items()}
    flows = {
        uid: Flow(uid, source, destination, "", {}, "drawn", "", PERSON)
        for uid, source, destination in (("f1", "internet", "web"), ("f2", "web", "orders"))
    }
    return Model(elements, [], flows)


def test_a_drawn_system_has_scenarios() -> None:
    found = scenarios(drawn())

    assert {threat.element for threat in (*found.threats, *found.possible)} >= {"web", "orders"}


def test_a_path_that_rests_on_no_fact_is_no_threat_yet() -> None:
    model = drawn()
    inside = Model(
        {uid: one for uid, one in model.elements.items() if uid != "internet"},
        flows={"f2": model.flows["f2"]},
    )

    assert AttackAnalysis(inside).results().paths
    assert scenarios(inside) == Scenarios()


def test_what_only_an_unusual_setting_opens_comes_last() -> None:
    """Nearly no cluster has an open etcd, so it is not what a drawing is about."""
    parts = {"internet": "internet", "cluster": "cluster"}
    elements = {uid: Element(uid, kind, uid, None, {}, PERSON) for uid, kind in parts.items()}

    (takeover,) = [one for one in scenarios(Model(elements)).possible if one.element == "cluster"]

    assert takeover.severity == "critical"
    assert {one.factor: one.fact for one in takeover.factors}["usual"] in {"etcd_open", "insecure_api_port"}
    assert takeover.score < lowest_score("low")


def test_paths_lead_from_people_outside_through_what_they_call() -> None:
    """No internet is drawn, and the Ingress does nothing but pass requests on."""
    parts = {"Customer": "actor", "door": "ingress", "web": "workload", "orders": "datastore"}
    elements = {uid: Element(uid, kind, uid, None, {}, PERSON) for uid, kind in parts.items()}
    elements["Customer"] = replace(elements["Customer"], facts={"trusted": Fact(value=False, source=PERSON)})
    calls = (("Customer", "door"), ("door", "web"), ("web", "orders"))
    flows = {a + b: Flow(a + b, a, b, "", {}, "drawn", "", PERSON) for a, b in calls}

    paths = AttackAnalysis(Model(elements, flows=flows)).results().paths

    (path,) = [one for one in paths if one.attacker.id == "internet"]
    assert [step.edge.step.id for step in path.steps][:2] == ["enter-from-internet", "pass-entry-point"]
    assert path.end.element == "orders"


def steps_of_paths(parts: dict[str, str], *calls: tuple[str, str]) -> list[list[str]]:
    """The steps of each path through elements of these names and kinds."""
    elements = {uid: Element(uid, kind, uid, None, {}, PERSON) for uid, kind in parts.items()}
    flows = {a + b: Flow(a + b, a, b, "", {}, "drawn", "", PERSON) for a, b in calls}
    paths = AttackAnalysis(Model(elements, flows=flows)).results().paths
    return [[step.edge.step.id for step in path.steps] for path in paths]


def test_a_pipeline_deploys_where_its_drawn_flow_leads() -> None:
    parts = {"internet": "internet", "build": "ci-pipeline", "shop": "workload", "orders": "datastore"}

    found = steps_of_paths(parts, ("build", "shop"), ("shop", "orders"))

    assert ["run-untrusted-build", "change-what-pipeline-deploys", "use-credentials-of-caller"] in found


def test_a_pipeline_that_pushes_to_a_registry_changes_what_is_pulled_from_it() -> None:
    parts = {"internet": "internet", "build": "ci-pipeline", "images": "registry", "shop": "workload"}
    parts["orders"] = "datastore"

    found = steps_of_paths(parts, ("build", "images"), ("shop", "images"), ("shop", "orders"))

    way = ["run-untrusted-build", "push-images-through-pipeline", "run-images-of-changed-registry"]
    assert [*way, "use-credentials-of-caller"] in found
