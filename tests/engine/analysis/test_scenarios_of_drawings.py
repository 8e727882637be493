"""Attack scenarios of what is drawn without a fact."""

from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.analysis.scenario_threats import Scenarios, attack_scenarios
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Element, Flow, Model, Source

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
